-- answers: Which share of the trained people used AI (people in fives)?
-- unit: share
-- about: active_people trained_people
-- headline: yes
-- absent: none
SELECT
    unit,
    '' AS dimension,
    least(1, round(users / 5) * 5 / holders) AS value,
    users AS people,
    0 AS others
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
    HAVING holders > 0
) AS certificates
LEFT JOIN (
    SELECT unit, uniqExactMerge(active_trained) AS users
    FROM usage_daily
    ARRAY JOIN [department, '*'] AS unit
    WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
    GROUP BY unit
) AS use USING unit;
