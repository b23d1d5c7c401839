drop trigger silence on app.groups;
drop function app.silence();
create or replace function app.follow_shares() returns trigger
  language plpgsql
  as $$
  begin
    update app.document_collections set visibility = app.visibility_of(id)
    where visibility in ('private', 'shared') and visibility <> app.visibility_of(id)
      and id in (coalesce(old.collection_id, new.collection_id), coalesce(new.collection_id, old.collection_id));
    return null;
  end
  $$;
create or replace function app.keep_place() returns trigger
  language plpgsql
  as $$
  begin
    if new.document_element_id is not null then
      select document_id into new.document_id from app.document_elements where id = new.document_element_id;
    end if;
    if new.document_id is not null then
      select document_collection_id into new.document_collection_id from app.documents where id = new.document_id;
    end if;
    return new;
  end
  $$;
