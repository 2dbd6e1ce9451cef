-- With how many people does a rule's finding recur, on enough different days of the window?
-- A window uses the pseudonym of the epoch in which it begins; assessments carry it long enough.
SELECT rule, countIf(different_days >= {usage_days:UInt16}) AS people
FROM
(
    SELECT rule, who, uniqExact(usage_day) AS different_days
    FROM
    (
        SELECT
            usage_day,
            if(key_epoch = {epoch:String}, pseudonym, pseudonym_previous) AS who,
            arrayJoin(arrayFilter((r, opens) -> opens, finding_rules, finding_opens_case)) AS rule
        FROM assessments_current
        WHERE tenant = {tenant:String}
          AND usage_day BETWEEN {first:Date} AND {last:Date}
          AND purpose NOT IN ('training', 'test')
    )
    WHERE who IS NOT NULL
    GROUP BY rule, who
)
GROUP BY rule
ORDER BY rule;
