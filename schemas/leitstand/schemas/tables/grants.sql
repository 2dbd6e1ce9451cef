-- Who may do what in ClickHouse. The local endpoint applies exactly these lines; on a ClickHouse
-- of your own, `leitstand migrate grants` prints them as statements to run once as administrator.
-- Nobody but the administrator may use table functions, files, other databases or system tables.

-- The sink: writes what the topics say, reads nothing.
GRANT INSERT ON {{database}}.assessments TO writer;
GRANT INSERT ON {{database}}.register_objects TO writer;
GRANT INSERT ON {{database}}.accesses TO writer;
GRANT INSERT ON {{database}}.dead_letters TO writer;

-- The pages of data protection and accounting: read everything, write nothing.
GRANT SELECT ON {{database}}.* TO analyst;

-- The pipelines: read everything, replace partitions of aggregates and of what is published.
GRANT SELECT, SHOW ON {{database}}.* TO pipelines;
GRANT INSERT, ALTER, TRUNCATE, OPTIMIZE, CREATE TABLE, DROP TABLE ON {{database}}.usage_daily* TO pipelines;
GRANT INSERT, ALTER, TRUNCATE, OPTIMIZE, CREATE TABLE, DROP TABLE ON {{database}}.findings_daily* TO pipelines;
GRANT INSERT, ALTER, TRUNCATE, OPTIMIZE, CREATE TABLE, DROP TABLE ON {{database}}.training_coverage* TO pipelines;
GRANT INSERT, ALTER, TRUNCATE, OPTIMIZE, CREATE TABLE, DROP TABLE ON {{database}}.published_* TO pipelines;
GRANT TABLE ENGINE ON * TO pipelines;

-- Everyone else's pages: figures after disclosure control, nothing else.
GRANT SELECT ON {{database}}.published_* TO published;
