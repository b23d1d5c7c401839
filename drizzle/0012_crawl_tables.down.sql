drop schema crawl cascade;
delete from kernel.pruned where trail = '"crawl"."audit_logs"';
delete from kernel.epochs where trail = '"crawl"."audit_logs"';
delete from kernel.large_values where trail = '"crawl"."audit_logs"';
