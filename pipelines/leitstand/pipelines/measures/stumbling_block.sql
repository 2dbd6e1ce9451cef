-- answers: How many interactions had a finding of each kind (low confidence not counted)?
-- unit: count
-- about: interactions
-- months: sum
-- dimensions: overlapping
-- absent: zero
-- The kind is what was recognised; for conduct, which recognises nothing, it is the rule.
-- An interaction with sure and less sure findings of one kind counts once for each.
SELECT
    unit,
    if(category = 'other', rule, category) AS dimension,
    toFloat64(sum(interactions)) AS value,
    uniqExactMerge(people) AS people,
    0 AS others
FROM findings_daily
ARRAY JOIN [department, '*'] AS unit
WHERE tenant = {tenant:String}
  AND usage_day BETWEEN {first:Date} AND {last:Date}
  AND confidence IN ('high', 'medium')
GROUP BY unit, dimension;
