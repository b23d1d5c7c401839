create or replace function app.silence() returns trigger
  language plpgsql
  as $$
  begin
    update app.annotations set classroom_id = null, status = 'deleted' where classroom_id = old.id;
    return old;
  end
  $$;
alter table app.annotations drop column lost_group;
