-- An annotation is in the place of its document, and a collection is shared while there is a share of it, also if the document is
-- moved, or the shares end, meanwhile: who follows waits, and then sees what is so.

-- The document stays where it is until the annotation is made: moving it takes those along that are there.
create or replace function app.keep_place() returns trigger
  language plpgsql
  as $$
  begin
    if new.document_element_id is not null then
      select document_id into new.document_id from app.document_elements where id = new.document_element_id;
    end if;
    if new.document_id is not null then
      select document_collection_id into new.document_collection_id from app.documents where id = new.document_id for share;
    end if;
    return new;
  end
  $$;

-- One after the other: of several shares that end at once, none sees that the others do.
create or replace function app.follow_shares() returns trigger
  language plpgsql
  as $$
  begin
    perform from app.document_collections
    where id in (coalesce(old.collection_id, new.collection_id), coalesce(new.collection_id, old.collection_id))
    order by id for no key update;
    update app.document_collections set visibility = app.visibility_of(id)
    where visibility in ('private', 'shared') and visibility <> app.visibility_of(id)
      and id in (coalesce(old.collection_id, new.collection_id), coalesce(new.collection_id, old.collection_id));
    return null;
  end
  $$;

-- What was said in a classroom was said to its members alone. Left to the foreign key, it would belong to none once that is gone,
-- and everybody would read it: it is deleted with the group, and comes back with it.
create function app.silence() returns trigger
  language plpgsql
  as $$
  begin
    update app.annotations set classroom_id = null, status = 'deleted' where classroom_id = old.id;
    return old;
  end
  $$;
create trigger silence before delete on app.groups for each row execute function app.silence();
