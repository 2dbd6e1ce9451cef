-- What was counted for each day of this run? A day without use has a row too: it was looked at.
SELECT
    {tenant:String} AS tenant,
    days.usage_day AS usage_day,
    counted.interactions AS interactions,
    counted.data_until AS data_until,
    {computed_at:DateTime64(3, 'UTC')} AS computed_at
FROM (
    SELECT {first:Date} + number AS usage_day
    FROM numbers(dateDiff('day', {first:Date}, {last:Date}) + 1)
) AS days
LEFT JOIN (
    SELECT
        usage_day,
        sum(usage_daily.interactions) AS interactions,
        toNullable(max(usage_daily.data_until)) AS data_until
    FROM usage_daily
    WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
    GROUP BY usage_day
) AS counted USING usage_day;
