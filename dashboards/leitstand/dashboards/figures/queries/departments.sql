-- Which departments are there, in the order of the organisation chart?
SELECT department, title, monthly_budget_cents
FROM published_departments
WHERE tenant = {tenant:String}
ORDER BY position, department
