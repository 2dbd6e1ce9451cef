-- answers: How many people used AI at least once (in fives)?
-- unit: people
-- about: people
-- headline: yes
-- absent: zero
-- In fives, so that nobody can tell how few trained people did not use it.
SELECT unit, '' AS dimension, round(users / 5) * 5 AS value, users AS people, 0 AS others
FROM (
    SELECT unit, uniqExactMerge(active) AS users
    FROM usage_daily
    ARRAY JOIN [department, '*'] AS unit
    WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
    GROUP BY unit
);
