-- answers: How often did somebody without a valid certificate use an application that asks for one?
-- unit: count
-- about: interactions
-- months: sum
-- absent: zero
SELECT
    unit,
    '' AS dimension,
    toFloat64(sum(untrained_attempts)) AS value,
    uniqExactMerge(untrained_people) AS people,
    0 AS others
FROM usage_daily
ARRAY JOIN [department, '*'] AS unit
WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
GROUP BY unit;
