alter table kernel.pruned drop column record;
drop table kernel.epochs;
