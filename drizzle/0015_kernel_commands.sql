-- Commands that take long: how far they are is told here, outside of their transactions.
create table kernel.commands (
  realm text not null,
  user_id text not null,
  key text not null,
  seen_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  ended_at timestamp with time zone,
  done integer,
  total integer,
  cancelled boolean not null default false,
  primary key (realm, user_id, key)
);
create index idx_commands_seen_at on kernel.commands (seen_at);
