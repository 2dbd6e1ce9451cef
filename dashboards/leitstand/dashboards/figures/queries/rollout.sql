-- What was planned for the rollout, and what was reached?
SELECT stage, title, planned_from, planned_trained, reached_on
FROM published_rollout
WHERE tenant = {tenant:String}
ORDER BY stage
