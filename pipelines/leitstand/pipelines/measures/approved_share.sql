-- answers: Which share of the interactions used an application that is approved or in trial?
-- unit: share
-- about: interactions
-- months: sum
-- absent: none
SELECT
    unit,
    '' AS dimension,
    sumIf(interactions, approval IN ('approved', 'trial')) / sum(interactions) AS value,
    uniqExactMergeIf(active, approval IN ('approved', 'trial')) AS people,
    uniqExactMergeIf(active, NOT (approval IN ('approved', 'trial'))) AS others
FROM usage_daily
ARRAY JOIN [department, '*'] AS unit
WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
GROUP BY unit;
