-- answers: What did the tokens cost, in whole euro cents (as far as tokens and prices are known)?
-- unit: cents
-- about: active_people
-- months: sum
-- headline: yes
-- absent: zero
SELECT unit, '' AS dimension, round(sum(cost_microcents) / 1e6) AS value, uniqExactMerge(active) AS people, 0 AS others
FROM usage_daily
ARRAY JOIN [department, '*'] AS unit
WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
GROUP BY unit;
