-- How many people of each department held a valid certificate at the end of each day?
-- By application, and '*' for "for at least one application". Exempt people count: they are exempt
-- from recording, not from training. Days of grace that a policy grants after expiry do not count.
WITH
    moments AS (
        SELECT
            {first:Date} + number AS day,
            least(
                toDateTime64(toString({first:Date} + number + 1), 3, {zone:String}),
                {computed_at:DateTime64(3, 'UTC')}
            ) - toIntervalMillisecond(1) AS at
        FROM numbers(dateDiff('day', {first:Date}, {last:Date}) + 1)
    ),
    staff AS (
        SELECT
            day,
            department,
            person,
            arrayMap(
                raw -> (
                    JSONExtractString(raw, 'course'),
                    toDate(JSONExtractString(raw, 'passed')),
                    toDateOrNull(JSONExtractString(raw, 'expires'))
                ),
                certificates
            ) AS held
        FROM people
        CROSS JOIN moments
        WHERE tenant = {tenant:String} AND valid_from <= at AND (valid_until IS NULL OR at < valid_until)
    ),
    required AS (
        SELECT day, id AS application, JSONExtract(value, 'courses', 'Array(String)') AS courses
        FROM register_intervals
        CROSS JOIN moments
        WHERE tenant = {tenant:String}
          AND kind = 'application'
          AND valid_from <= at
          AND (valid_until IS NULL OR at < valid_until)
          AND notEmpty(courses)
    ),
    any_of_them AS (
        SELECT day, '*' AS application, arrayFlatten(groupArray(required.courses)) AS courses
        FROM moments
        LEFT JOIN required USING day
        GROUP BY day
    )
SELECT
    {tenant:String} AS tenant,
    day,
    department,
    application,
    count() AS people,
    countIf(valid) AS trained,
    countIf(ever AND NOT valid) AS expired,
    {computed_at:DateTime64(3, 'UTC')} AS computed_at
FROM (
    SELECT
        staff.day AS day,
        department,
        application,
        arrayExists(
            c -> has(courses, c.1) AND c.2 <= day AND (c.3 IS NULL OR day < c.3), held
        ) AS valid,
        arrayExists(c -> has(courses, c.1) AND c.2 <= day, held) AS ever
    FROM staff
    INNER JOIN (SELECT * FROM required UNION ALL SELECT * FROM any_of_them) AS courses_of
        ON staff.day = courses_of.day
)
GROUP BY day, department, application;
