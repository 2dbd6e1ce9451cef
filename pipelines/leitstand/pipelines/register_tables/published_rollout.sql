-- What was planned for the rollout, and what was reached?
SELECT
    tenant,
    JSONExtractUInt(value, 'number') AS stage,
    JSONExtractString(value, 'title') AS title,
    toDate(JSONExtractString(value, 'planned_from')) AS planned_from,
    JSONExtractUInt(value, 'planned_trained') AS planned_trained,
    toDateOrNull(JSONExtractString(value, 'reached_on')) AS reached_on,
    {computed_at:DateTime64(3, 'UTC')} AS computed_at
FROM register_intervals
WHERE tenant = {tenant:String}
  AND kind = 'rollout_stage'
  AND valid_from <= {computed_at:DateTime64(3, 'UTC')}
  AND (valid_until IS NULL OR {computed_at:DateTime64(3, 'UTC')} < valid_until);
