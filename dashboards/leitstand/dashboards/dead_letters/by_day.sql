-- How many were refused on each of the last days (time zone of the house), and how many of them are rows by now.
SELECT
    toDate(refused_at, {zone:String}) AS day,
    count() AS refused,
    countIf(state = 'settled') AS settled
FROM dead_letters_current
WHERE (tenant = {tenant:String} OR reason = 'unknown_tenant') AND day >= {first:Date}
GROUP BY day
ORDER BY day
