-- What could not be processed, by reason: lately, in all, and the oldest that can still be opened.
SELECT
    reason,
    countIf(refused_at > {now:DateTime64(3, 'UTC')} - INTERVAL 1 DAY) AS last_day,
    countIf(refused_at > {now:DateTime64(3, 'UTC')} - INTERVAL 7 DAY) AS last_week,
    countIf(state = 'open') AS open,
    countIf(state = 'replayed') AS replayed,
    countIf(state = 'settled') AS settled,
    max(refused_at) AS newest,
    minOrNullIf(toDate(refused_at), state != 'settled' AND sealed AND toDate(refused_at) >= {first_day:Date}) AS oldest_day
FROM dead_letters_current
WHERE tenant = {tenant:String} OR reason = 'unknown_tenant'
GROUP BY reason
ORDER BY open + replayed DESC, reason
