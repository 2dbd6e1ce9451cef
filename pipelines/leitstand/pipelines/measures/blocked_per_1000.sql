-- answers: How many of 1,000 interactions were stopped before they left the house?
-- unit: per thousand
-- about: interactions
-- months: sum
-- absent: none
-- About the people they come from, not about everybody who used AI.
SELECT
    unit,
    '' AS dimension,
    round(1000 * sum(blocked) / sum(interactions), 1) AS value,
    uniqExactMerge(blocked_people) AS people,
    0 AS others
FROM usage_daily
ARRAY JOIN [department, '*'] AS unit
WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
GROUP BY unit;
