-- answers: What did an active person cost, in whole euro cents (people in fives)?
-- unit: cents
-- about: active_people cost_cents
-- derived: yes
-- headline: yes
-- absent: none
SELECT
    unit,
    '' AS dimension,
    round(round(sum(cost_microcents) / 1e6) / (round(uniqExactMerge(active) / 5) * 5)) AS value,
    NULL AS people,
    0 AS others
FROM usage_daily
ARRAY JOIN [department, '*'] AS unit
WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
GROUP BY unit
HAVING uniqExactMerge(active) >= 3;
