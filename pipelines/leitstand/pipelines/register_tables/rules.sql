-- What do the policy and the agreements say that were in force at some time between two moments?
SELECT kind, value
FROM register_intervals
WHERE tenant = {tenant:String}
  AND kind IN ('policy', 'agreement')
  AND valid_from <= {until:DateTime64(3, 'UTC')}
  AND (valid_until IS NULL OR {since:DateTime64(3, 'UTC')} < valid_until)
ORDER BY kind, valid_from, id;
