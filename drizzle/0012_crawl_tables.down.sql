drop schema crawl cascade;
delete from kernel.large_values where trail = '"crawl"."audit_logs"';
