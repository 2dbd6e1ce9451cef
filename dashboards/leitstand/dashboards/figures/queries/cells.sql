-- Which figures were published about these departments ('*' = the whole town), hidden ones included?
SELECT period, period_start, department, measure, dimension, value, disclosure, provisional, data_until, minimum_group
FROM published_usage
WHERE tenant = {tenant:String}
  AND department IN {departments:Array(String)}
  AND period_start >= {since:Date}
ORDER BY period, period_start, department, measure, dimension
