-- Which AI applications stand in the register now?
SELECT
    tenant,
    id AS application,
    JSONExtractString(value, 'title') AS title,
    JSONExtractString(value, 'place') AS place,
    JSONExtractString(value, 'risk_class') AS risk_class,
    JSONExtractString(value, 'approval') AS approval,
    {computed_at:DateTime64(3, 'UTC')} AS computed_at
FROM register_intervals
WHERE tenant = {tenant:String}
  AND kind = 'application'
  AND valid_from <= {computed_at:DateTime64(3, 'UTC')}
  AND (valid_until IS NULL OR {computed_at:DateTime64(3, 'UTC')} < valid_until);
