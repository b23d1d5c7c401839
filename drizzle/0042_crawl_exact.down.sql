drop trigger keep_run on crawl.job_chunks;
drop function crawl.keep_run();

drop trigger mark_deleted on crawl.images;
drop trigger mark_updated on crawl.images;
drop trigger mark_inserted on crawl.images;
drop trigger mark_duplicate on crawl.images;
drop function crawl.mark_duplicates();
drop function crawl.mark_duplicate();

alter table "crawl"."usage_metrics"
  alter column "storage_used_gb" type numeric(10, 2) using least(round("storage_used_gb", 2), 99999999.99),
  alter column "bandwidth_used_gb" type numeric(10, 2) using least(round("bandwidth_used_gb", 2), 99999999.99);
