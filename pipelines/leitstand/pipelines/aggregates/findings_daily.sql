-- Which rules found what on each day in each department, in how many interactions of how many people?
SELECT
    tenant,
    usage_day,
    department,
    application,
    rule,
    data_class,
    category,
    confidence,
    sum(found) AS findings,
    uniqExact(event_id) AS interactions,
    uniqExactState(pseudonym) AS people,
    {computed_at:DateTime64(3, 'UTC')} AS computed_at
FROM assessments_current
ARRAY JOIN
    finding_rules AS rule,
    finding_data_classes AS data_class,
    finding_categories AS category,
    finding_confidences AS confidence,
    finding_counts AS found
WHERE tenant = {tenant:String}
  AND occurred_at >= toDateTime64({first:Date} - 1, 3, 'UTC')
  AND occurred_at < toDateTime64({last:Date} + 2, 3, 'UTC')
  AND usage_day BETWEEN {first:Date} AND {last:Date}
  AND purpose NOT IN ('training', 'test')
GROUP BY tenant, usage_day, department, application, rule, data_class, category, confidence;
