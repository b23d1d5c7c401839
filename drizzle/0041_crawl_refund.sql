-- What comes back of a reservation of an earlier month was not used in this one: this month's usage stays as it is.
create or replace function crawl.book() returns trigger
  language plpgsql
  as $$
  declare
    account crawl.credit_accounts;
    today date := (now() at time zone 'UTC')::date;
    used integer;
  begin
    select * into account from crawl.credit_accounts where id = new.account_id for no key update;
    if new.entry is not null and new.entry <= account.entries then
      return new;
    end if;
    if account.id is null then -- the foreign key refuses it
      new.entry := 1;
      new.balance_after := 0;
      return new;
    end if;
    if account.current_balance + new.amount < 0 then
      raise exception 'The balance of % is less than the % credits that this needs.', account.current_balance, -new.amount
        using errcode = 'check_violation', schema = 'crawl', table = 'credit_accounts', constraint = 'credit_accounts_insufficient_credits';
    end if;
    used := case when account.usage_month = date_trunc('month', today) then account.monthly_usage else 0 end;
    if new.type = 'usage' then
      used := used - new.amount;
      if used > account.monthly_limit then
        raise exception 'This would go beyond this month''s limit of % credits.', account.monthly_limit
          using errcode = 'check_violation', schema = 'crawl', table = 'credit_accounts', constraint = 'credit_accounts_monthly_limit';
      end if;
    elsif new.type = 'refund' and not exists (
      select from crawl.credit_transactions t where t.account_id = new.account_id
        and t.reference = new.metadata->>'reservation' and t.created_at < date_trunc('month', now(), 'UTC')
    ) then
      used := greatest(0, used - new.amount);
    end if;
    update crawl.credit_accounts a set
      current_balance = a.current_balance + new.amount,
      entries = a.entries + 1,
      usage_month = date_trunc('month', today),
      monthly_usage = used,
      average_daily_usage = round(used::numeric / extract(day from today)::numeric, 2)
    where a.id = new.account_id
    returning a.current_balance, a.entries, a.user_id into new.balance_after, new.entry, new.user_id;
    return new;
  end
  $$;
