-- answers: Which share of the interactions was of each kind of use?
-- unit: share
-- about: interactions
-- months: sum
-- dimensions: parts
-- absent: zero
SELECT
    unit,
    use_case AS dimension,
    sum(interactions) / sum(sum(interactions)) OVER (PARTITION BY unit) AS value,
    uniqExactMerge(active) AS people,
    0 AS others
FROM usage_daily
ARRAY JOIN [department, '*'] AS unit
WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
GROUP BY unit, use_case;
