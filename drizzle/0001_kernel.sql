-- What the schemas of all domains share. The schema itself comes with the table of migrations.

-- Two labels are the same when they differ only in case and white space; also in the kinds that come with text pasted
-- from office programs, such as no-break and zero-width spaces, which \s does not know.
create function kernel.normal_label(label text) returns text
  language sql immutable strict parallel safe
  as $$ select lower(regexp_replace(label, '[\s\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]', '', 'g')) $$;

-- A text whose byte order is the natural order of codes: every number is preceded by its length, so t14.1.2 comes
-- before t14.1.10.
create function kernel.natural_key(code text) returns text
  language sql immutable strict parallel safe
  as $$
    select coalesce(string_agg(
      case when part[1] ~ '^[0-9]'
        then lpad(length(ltrim(part[1], '0'))::text, 3, '0') || ltrim(part[1], '0')
        else lower(part[1])
      end, '' order by place), '')
    from regexp_matches(code, '[0-9]+|[^0-9]+', 'g') with ordinality as parts(part, place)
  $$;

-- An update that changes something moves the version and the time; one that changes nothing leaves both. The
-- arguments are the table's generated columns: before the update they are not computed yet and would always differ.
create function kernel.touch() returns trigger
  language plpgsql
  as $$
  declare
    generated text[] := coalesce(tg_argv, '{}');
  begin
    if to_jsonb(new) - generated is distinct from to_jsonb(old) - generated then
      new.version := old.version + 1;
      new.updated_at := clock_timestamp();
    end if;
    return new;
  end
  $$;
