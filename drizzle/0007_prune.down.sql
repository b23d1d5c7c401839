drop function kernel.prune(text, integer, integer);
create or replace function kernel.keep() returns trigger
  language plpgsql
  as $$
  begin
    if tg_op = 'DELETE' then
      if current_setting('app.prune', true) = 'on' then return old; end if;
    elsif new.user_id is null and to_jsonb(new) - 'user_id' = to_jsonb(old) - 'user_id' then
      return new;
    end if;
    raise exception 'The audit trail in %.% cannot be changed.', tg_table_schema, tg_table_name
      using errcode = 'feature_not_supported';
  end
  $$;
