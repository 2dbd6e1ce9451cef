-- Is every assessment of a built day counted exactly once?
-- Days that received rows since they were built are left to the next build.
SELECT
    built.usage_day AS usage_day,
    built.interactions AS noted,
    counted.interactions AS counted,
    received.interactions AS received
FROM (
    SELECT usage_day, argMax(interactions, computed_at) AS interactions, max(computed_at) AS built_at
    FROM usage_daily_built
    WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
    GROUP BY usage_day
) AS built
LEFT JOIN (
    SELECT usage_day, sum(usage_daily.interactions) AS interactions
    FROM usage_daily
    WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
    GROUP BY usage_day
) AS counted USING usage_day
LEFT JOIN (
    SELECT usage_day, countIf(purpose NOT IN ('training', 'test')) AS interactions, max(inserted_at) AS newest
    FROM assessments_current
    WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
    GROUP BY usage_day
) AS received USING usage_day
WHERE received.newest <= built.built_at - toIntervalSecond(10)
ORDER BY usage_day;
