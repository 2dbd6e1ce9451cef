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
    uniqExactState(if(training_state = 'valid', pseudonym, NULL)) AS active_trained,
    countIf(verdict = 'notice') AS notices,
    countIf(verdict = 'violation') AS violations,
    countIf(verdict = 'not_checked') AS not_checked,
    countIf(action = 'blocked') AS blocked,
    countIf(training_state IN ('never', 'expired')) AS untrained_attempts,
    uniqExactState(if(verdict = 'notice', pseudonym, NULL)) AS noticed_people,
    uniqExactState(if(verdict = 'violation', pseudonym, NULL)) AS violating_people,
    uniqExactState(if(action = 'blocked', pseudonym, NULL)) AS blocked_people,
    uniqExactState(if(training_state IN ('never', 'expired'), pseudonym, NULL)) AS untrained_people,
    sum(ifNull(seen.tokens_input, 0)) AS tokens_input,
    sum(ifNull(seen.tokens_output, 0)) AS tokens_output,
    countIf(seen.tokens_input IS NULL OR seen.tokens_output IS NULL) AS usage_missing,
    sum(ifNull(seen.cost_microcents, 0)) AS cost_microcents,
    max(assessed_at) AS data_until,
    {computed_at:DateTime64(3, 'UTC')} AS computed_at
FROM assessments_current AS seen
WHERE tenant = {tenant:String}
  AND occurred_at >= toDateTime64({first:Date} - 1, 3, 'UTC')
  AND occurred_at < toDateTime64({last:Date} + 2, 3, 'UTC')
  AND usage_day BETWEEN {first:Date} AND {last:Date}
  AND purpose NOT IN ('training', 'test')
GROUP BY tenant, usage_day, department, application, place, approval, use_case;
