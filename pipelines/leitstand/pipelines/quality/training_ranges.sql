-- Do the counts of certificates make sense?
SELECT day, department, application, people, trained, expired, trained + expired AS told
FROM training_coverage
WHERE tenant = {tenant:String} AND day BETWEEN {first:Date} AND {last:Date};
