-- answers: Which share of the department's people is trained?
-- unit: share
-- about: people trained_people
-- derived: yes
-- months: last
-- headline: yes
-- absent: none
SELECT unit, '' AS dimension, sum(trained) / sum(coverage.people) AS value, NULL AS people, 0 AS others
FROM training_coverage AS coverage
ARRAY JOIN [department, '*'] AS unit
WHERE tenant = {tenant:String}
  AND application = '*'
  AND day = (
      SELECT max(day) FROM training_coverage
      WHERE tenant = {tenant:String} AND day BETWEEN {first:Date} AND {last:Date}
  )
GROUP BY unit
HAVING sum(coverage.people) > 0;
