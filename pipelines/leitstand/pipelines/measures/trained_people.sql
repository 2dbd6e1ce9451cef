-- answers: How many people hold a valid certificate for at least one application at its end?
-- unit: people
-- about: people
-- months: last
-- headline: yes
-- absent: zero
SELECT unit, '' AS dimension, toFloat64(holders) AS value, holders AS people, 0 AS others
FROM (
    SELECT unit, sum(trained) AS holders
    FROM training_coverage
    ARRAY JOIN [department, '*'] AS unit
    WHERE tenant = {tenant:String}
      AND application = '*'
      AND day = (
          SELECT max(day) FROM training_coverage
          WHERE tenant = {tenant:String} AND day BETWEEN {first:Date} AND {last:Date}
      )
    GROUP BY unit
);
