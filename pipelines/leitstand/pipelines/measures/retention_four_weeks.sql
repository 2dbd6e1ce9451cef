-- answers: Which share of the people active in one week was active again four weeks later (in steps of 5 %)?
-- unit: share
-- about: active_people
-- departments: do not add up
-- absent: none
-- The first week begins 34 days before the last day, the second is the last seven days. Both use
-- the pseudonyms of the first week's quarter: in the first 35 days of a quarter an assessment also
-- carries the previous quarter's, and 35 days is all that is looked at.
SELECT unit, '' AS dimension, round(20 * again / cohort) / 20 AS value, cohort AS people, 0 AS others
FROM (
    SELECT
        unit,
        uniqExact(person) AS cohort,
        uniqExactIf(person, returned) AS again
    FROM (
        SELECT
            if(key_epoch = epoch, pseudonym, pseudonym_previous) AS person,
            any(department) AS department,
            min(usage_day) < {last:Date} - 27 AS began,
            max(usage_day) > {last:Date} - 7 AS returned
        FROM assessments_current
        CROSS JOIN (
            SELECT concat(
                toString(toYear({last:Date} - 34)), 'q', toString(toQuarter({last:Date} - 34))
            ) AS epoch
        ) AS start
        WHERE tenant = {tenant:String}
          AND occurred_at >= toDateTime64({last:Date} - 35, 3, 'UTC')
          AND occurred_at < toDateTime64({last:Date} + 2, 3, 'UTC')
          AND (
              usage_day BETWEEN {last:Date} - 34 AND {last:Date} - 28
              OR usage_day BETWEEN {last:Date} - 6 AND {last:Date}
          )
          AND purpose NOT IN ('training', 'test')
          AND person IS NOT NULL
        GROUP BY person
        HAVING began
    )
    ARRAY JOIN [department, '*'] AS unit
    GROUP BY unit
);
