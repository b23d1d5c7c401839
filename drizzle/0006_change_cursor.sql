-- Transaction ids mean something in one database only. A trail that comes out of a dump, or out of another time, carries
-- those of another one: its records up to `record` count as committed long ago.
create table kernel.epochs (
  trail text primary key,
  epoch text not null,
  record integer not null
);

-- The last record that has been thrown away: a cursor cannot prove itself by one that is gone.
alter table kernel.pruned add column record integer not null default 0;
