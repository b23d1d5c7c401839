drop schema app cascade;
delete from kernel.pruned where trail = '"app"."audit_logs"';
delete from kernel.epochs where trail = '"app"."audit_logs"';
delete from kernel.large_values where trail = '"app"."audit_logs"';
