-- How was AI used, by whom as a countable set, on each day in each department?
-- Days are usage days; the range of occurred_at only spares ClickHouse the other partitions.
SELECT
    tenant,
    usage_day,
    department,
    application,
    place,
    approval,
    use_case,
    count() AS interactions,
    uniqExactState(pseudonym) AS active,
    uniqExactStateIf(pseudonym, training_state = 'valid') AS active_trained,
    countIf(verdict = 'notice') AS notices,
    countIf(verdict = 'violation') AS violations,
    countIf(verdict = 'not_checked') AS not_checked,
    countIf(action = 'blocked') AS blocked,
    countIf(training_state IN ('never', 'expired')) AS untrained_attempts,
    uniqExactStateIf(pseudonym, verdict = 'notice') AS noticed_people,
    uniqExactStateIf(pseudonym, verdict = 'violation') AS violating_people,
    uniqExactStateIf(pseudonym, action = 'blocked') AS blocked_people,
    uniqExactStateIf(pseudonym, training_state IN ('never', 'expired')) AS untrained_people,
    sum(ifNull(tokens_input, 0)) AS tokens_input,
    sum(ifNull(tokens_output, 0)) AS tokens_output,
    countIf(tokens_input IS NULL OR tokens_output IS NULL) AS usage_missing,
    sum(ifNull(cost_microcents, 0)) AS cost_microcents,
    max(assessed_at) AS data_until,
    {computed_at:DateTime64(3, 'UTC')} AS computed_at
FROM assessments_current
WHERE tenant = {tenant:String}
  AND occurred_at >= toDateTime64({first:Date} - 1, 3, 'UTC')
  AND occurred_at < toDateTime64({last:Date} + 2, 3, 'UTC')
  AND usage_day BETWEEN {first:Date} AND {last:Date}
  AND purpose NOT IN ('training', 'test')
GROUP BY tenant, usage_day, department, application, place, approval, use_case;
