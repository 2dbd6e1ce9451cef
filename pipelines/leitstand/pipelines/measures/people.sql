-- answers: How many people work in the department at the end of the period?
-- unit: people
-- months: last
-- headline: yes
-- absent: zero
-- Exempt people are people: the duty to be trained is theirs as well.
SELECT unit, '' AS dimension, toFloat64(staff) AS value, staff AS people, 0 AS others
FROM (
    SELECT unit, sum(coverage.people) AS staff
    FROM training_coverage AS coverage
    ARRAY JOIN [department, '*'] AS unit
    WHERE tenant = {tenant:String}
      AND application = '*'
      AND day = (
          SELECT max(day) FROM training_coverage
          WHERE tenant = {tenant:String} AND day BETWEEN {first:Date} AND {last:Date}
      )
    GROUP BY unit
);
