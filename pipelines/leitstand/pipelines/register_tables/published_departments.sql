-- Which departments are there now, in the order of the organisation chart?
SELECT
    tenant,
    id AS department,
    JSONExtractString(value, 'title') AS title,
    JSONExtractUInt(value, 'order') AS position,
    JSONExtractUInt(value, 'workplaces') AS workplaces,
    JSONExtract(value, 'monthly_budget_cents', 'Nullable(UInt64)') AS monthly_budget_cents,
    {computed_at:DateTime64(3, 'UTC')} AS computed_at
FROM register_intervals
WHERE tenant = {tenant:String}
  AND kind = 'department'
  AND valid_from <= {computed_at:DateTime64(3, 'UTC')}
  AND (valid_until IS NULL OR {computed_at:DateTime64(3, 'UTC')} < valid_until);
