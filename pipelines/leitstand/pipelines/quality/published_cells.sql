-- What is published of the periods of some days?
SELECT
    period,
    department,
    measure,
    value,
    disclosure,
    minimum_group,
    (value IS NOT NULL) = (disclosure = 'shown') AS consistent,
    value IS NULL
        OR value = 0
        OR measure NOT IN ('people', 'trained_people', 'active_people')
        OR value >= minimum_group AS large_enough,
    measure NOT LIKE '%share%' AND measure != 'coverage' OR ifNull(value, 0) BETWEEN 0 AND 1 AS in_range
FROM published_usage
WHERE tenant = {tenant:String}
  AND period_start BETWEEN toStartOfQuarter({first:Date}) AND {last:Date};
