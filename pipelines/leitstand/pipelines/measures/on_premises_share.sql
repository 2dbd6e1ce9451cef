-- answers: Which share of the interactions stayed on the town's own servers?
-- unit: share
-- about: interactions
-- months: sum
-- absent: none
SELECT
    unit,
    '' AS dimension,
    sumIf(interactions, place = 'on_premises') / sum(interactions) AS value,
    uniqExactMergeIf(active, place = 'on_premises') AS people,
    uniqExactMergeIf(active, NOT (place = 'on_premises')) AS others
FROM usage_daily
ARRAY JOIN [department, '*'] AS unit
WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
GROUP BY unit;
