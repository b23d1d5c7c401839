-- What is used is counted to the megabyte.
alter table "crawl"."usage_metrics"
  alter column "storage_used_gb" type numeric(11, 3),
  alter column "bandwidth_used_gb" type numeric(11, 3);

-- A duplicate is an image of which its job has an older one, by its hash, that can be used: also when that one comes or
-- goes later. An image finds out about itself before it is written, so that whoever writes it is answered with that.
create function crawl.mark_duplicate() returns trigger
  language plpgsql
  set enable_seqscan = off -- its plan is made once, perhaps when there were few images
  as $$
  begin
    if new.hash <> '' then
      new.is_duplicate := exists (
        select from crawl.images o where o.crawl_job_id = new.crawl_job_id and o.hash = new.hash and o.id < new.id
          and o.is_valid and o.downloaded_at is not null);
    elsif tg_op = 'UPDATE' then
      new.is_duplicate := false;
    end if;
    return new;
  end
  $$;

-- And others like it are told. They wait for whoever does the same to images of the job.
create function crawl.mark_duplicates() returns trigger
  language plpgsql
  set enable_seqscan = off
  as $$
  declare
    jobs integer[];
    hashes text[];
  begin
    if tg_op = 'UPDATE' then
      select array_agg(crawl_job_id), array_agg(hash) into jobs, hashes from (
        select crawl_job_id, hash from (
          (select id, crawl_job_id, hash, is_valid, downloaded_at is null from touched
            except select id, crawl_job_id, hash, is_valid, downloaded_at is null from before)
          union all
          (select id, crawl_job_id, hash, is_valid, downloaded_at is null from before
            except select id, crawl_job_id, hash, is_valid, downloaded_at is null from touched)) differing
        where hash <> '' group by 1, 2) changed;
    else
      select array_agg(crawl_job_id), array_agg(hash) into jobs, hashes from (
        select distinct crawl_job_id, hash from touched where hash <> '') changed;
    end if;
    perform from crawl.crawl_jobs where id = any(jobs) order by id for no key update;
    if found then
      update crawl.images i set is_duplicate = not i.is_duplicate
      from unnest(jobs, hashes) changed (job, hash)
      where i.crawl_job_id = job and i.hash = changed.hash and i.is_duplicate <> exists (
        select from crawl.images o where o.crawl_job_id = job and o.hash = changed.hash and o.id < i.id
          and o.is_valid and o.downloaded_at is not null);
    end if;
    return null;
  end
  $$;

create trigger mark_duplicate before insert or update of crawl_job_id, hash, is_valid, downloaded_at on crawl.images for each row execute function crawl.mark_duplicate();
create trigger mark_inserted after insert on crawl.images referencing new table as touched for each statement execute function crawl.mark_duplicates();
create trigger mark_updated after update on crawl.images referencing old table as before new table as touched for each statement execute function crawl.mark_duplicates();
create trigger mark_deleted after delete on crawl.images referencing old table as touched for each statement execute function crawl.mark_duplicates();

update crawl.images i set is_duplicate = false
where is_duplicate and hash <> '' and not exists (
  select from crawl.images o where o.crawl_job_id = i.crawl_job_id and o.hash = i.hash and o.id < i.id
    and o.is_valid and o.downloaded_at is not null);

-- A chunk is a task of the run that its job is in: one of an earlier run does not come back.
create function crawl.keep_run() returns trigger
  language plpgsql
  as $$
  begin
    if exists (select from crawl.crawl_jobs j where j.id = new.job_id and not j.task_ids ? new.task_id) then
      raise exception 'This chunk belongs to an earlier run of its crawl job: it was retried since.'
        using errcode = 'check_violation', schema = 'crawl', table = 'job_chunks', constraint = 'job_chunks_run_is_over';
    end if;
    return new;
  end
  $$;
create trigger keep_run before insert on crawl.job_chunks for each row execute function crawl.keep_run();
