-- Which days received assessments after they were computed, or were never computed at all?
-- Ten seconds of overlap: a row carries the time at which its insert began, not ended.
SELECT
    usage_day,
    newest,
    computed_at,
    newest < now64(3, 'UTC') - toIntervalSecond({quiet_s:UInt32})
        OR computed_at < now64(3, 'UTC') - toIntervalSecond({patience_s:UInt32}) AS due
FROM (
    SELECT usage_day, max(inserted_at) AS newest
    FROM assessments
    WHERE tenant = {tenant:String}
      AND usage_day BETWEEN {first:Date} AND {last:Date}
    GROUP BY usage_day
) AS received
LEFT JOIN (
    SELECT usage_day, max(usage_daily_built.computed_at) AS computed_at
    FROM usage_daily_built
    WHERE tenant = {tenant:String}
    GROUP BY usage_day
) AS built USING usage_day
WHERE newest > computed_at - toIntervalSecond(10)
ORDER BY usage_day;
