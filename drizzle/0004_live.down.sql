drop table kernel.pruned;
