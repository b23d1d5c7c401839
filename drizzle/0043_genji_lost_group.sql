-- What was said in a group that has been deleted stays deleted: restored, it would belong to no group, and everybody would read
-- it. A column, since a trail that is pruned forgets.
alter table app.annotations add column lost_group boolean not null default false;

create or replace function app.silence() returns trigger
  language plpgsql
  as $$
  begin
    update app.annotations set classroom_id = null, status = 'deleted', lost_group = true where classroom_id = old.id;
    return old;
  end
  $$;

-- What lost its group before, as far as the trail tells; and what is not where its document is, or shared with nobody, since
-- these were changed at the same time.
alter table app.annotations disable trigger user; -- not a change of the rows that anybody made
update app.annotations a set lost_group = true, status = 'deleted'
where classroom_id is null and exists (
  select from app.audit_logs l join app.audit_logs g
    on g.xact_id = l.xact_id and g.entity_type = 'GenjiGroup' and g.entity_id = l.changes -> 'before' ->> 'classroom_id' and g.action = 'DELETE'
  where l.entity_type = 'GenjiAnnotation' and l.entity_id = a.id::text and l.changes -> 'after' ->> 'classroom_id' is null);
update app.annotations a set document_id = e.document_id from app.document_elements e
where e.id = a.document_element_id and a.document_id is distinct from e.document_id;
update app.annotations a set document_collection_id = d.document_collection_id from app.documents d
where d.id = a.document_id and a.document_collection_id is distinct from d.document_collection_id;
alter table app.annotations enable trigger user;
alter table app.document_collections disable trigger user;
update app.document_collections set visibility = app.visibility_of(id)
where visibility in ('private', 'shared') and visibility <> app.visibility_of(id);
alter table app.document_collections enable trigger user;

alter table app.annotations
  add constraint annotations_lost_group_check check (not lost_group or status = 'deleted' or classroom_id is not null);
