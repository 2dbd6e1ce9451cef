-- answers: Which share of the department's people is trained for each application?
-- unit: share
-- about: people trained_people
-- months: last
-- dimensions: overlapping
-- absent: none
SELECT unit, application AS dimension, holders / staff AS value, holders AS people, 0 AS others
FROM (
    SELECT unit, application, sum(trained) AS holders, sum(coverage.people) AS staff
    FROM training_coverage AS coverage
    ARRAY JOIN [department, '*'] AS unit
    WHERE tenant = {tenant:String}
      AND application != '*'
      AND day = (
          SELECT max(day) FROM training_coverage
          WHERE tenant = {tenant:String} AND day BETWEEN {first:Date} AND {last:Date}
      )
    GROUP BY unit, application
)
WHERE staff > 0;
