drop schema "clinic" cascade;
delete from kernel.pruned where trail = '"clinic"."audit_logs"';
delete from kernel.epochs where trail = '"clinic"."audit_logs"';
delete from kernel.large_values where trail = '"clinic"."audit_logs"';
