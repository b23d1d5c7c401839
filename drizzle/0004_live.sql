-- Following changes: how much of each trail has been thrown away, so that nobody goes on from there without knowing.

create table kernel.pruned (
  trail text primary key,
  xact_id xid8 not null
);
