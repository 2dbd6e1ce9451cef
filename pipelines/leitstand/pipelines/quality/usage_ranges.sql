-- Do the counts of each day and department make sense, and is the department known?
SELECT
    usage_day,
    department,
    sum(interactions) AS interactions,
    uniqExactMerge(active) AS active,
    uniqExactMerge(active_trained) AS active_trained,
    sum(notices) + sum(violations) + sum(not_checked) AS judged,
    sum(blocked) AS blocked,
    department = 'unknown'
        OR department IN (
            SELECT id FROM register_objects FINAL
            WHERE tenant = {tenant:String} AND kind = 'department'
        ) AS known
FROM usage_daily
WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
GROUP BY usage_day, department;
