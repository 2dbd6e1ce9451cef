-- Which applications are in the register, and how do they stand?
SELECT application, title, place, risk_class, approval
FROM published_applications
WHERE tenant = {tenant:String}
ORDER BY title, application
