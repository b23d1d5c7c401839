drop schema dx cascade;
delete from kernel.pruned where trail = '"dx"."audit_logs"';
delete from kernel.epochs where trail = '"dx"."audit_logs"';
delete from kernel.large_values where trail = '"dx"."audit_logs"';
