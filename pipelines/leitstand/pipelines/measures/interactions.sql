-- answers: How often was AI used?
-- unit: count
-- about: active_people
-- months: sum
-- headline: yes
-- absent: zero
SELECT unit, '' AS dimension, toFloat64(sum(interactions)) AS value, uniqExactMerge(active) AS people, 0 AS others
FROM usage_daily
ARRAY JOIN [department, '*'] AS unit
WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
GROUP BY unit;
