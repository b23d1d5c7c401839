-- Searching: the words of rows in an index, and the trigrams of what they are known by.

-- The words of a text in lower case, with one blank between them. Whatever is no letter, digit or symbol is between words.
-- Of a word, the first 100 characters count; of a text, the first 50,000.
create function kernel.words_of(content text) returns text
  language plpgsql immutable parallel safe cost 1000
  as $$
  declare
    words text := btrim(regexp_replace(lower(left(content, 50000)),
      '[\u0001-/:-@\[-`{-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u2000-\u206f\u3000-\u303f\ufeff]+', ' ', 'g'));
  begin
    return case when length(words) > 100 then regexp_replace(words, '([^ ]{100})[^ ]+', '\1', 'g') else words end;
  end
  $$;

-- The words of a row for its index, each after the number of the 8,192 keys that the row's key is among. An index finds
-- all rows with a word before it gives the first; so that a word of a million rows is found as fast as a rare one, the
-- newest keys are asked first, and no others if they are enough.
create function kernel.search_words(key bigint, content text) returns tsvector
  language plpgsql immutable parallel safe cost 1000
  as $$
  declare
    part text := ' ' || (key >> 13) || '.';
    words text := kernel.words_of(content);
  begin
    return case when words <> '' then (part || replace(words, ' ', part))::tsvector else '' end;
  end
  $$;

-- The same for what a row is known by, such as a code. This is found as a whole, too, whatever stands between its words:
-- all of it, and what it begins with, from its start or from its first digit.
create function kernel.search_label(key bigint, content text) returns tsvector
  language plpgsql immutable parallel safe cost 1000
  as $$
  declare
    part text := ' ' || (key >> 13) || '=';
    label text := left(replace(kernel.words_of(content), ' ', ''), 100);
  begin
    return case when label <> '' then
      concat('=', label, part, label, part || substring(label from '[0-9].*'))::tsvector || kernel.search_words(key, content)
    else '' end;
  end
  $$;

-- Trigrams serve what looks for a text anywhere in another one. Where they cannot be had, each row is read instead.
do $$
  begin
    create extension if not exists pg_trgm with schema public;
  exception when insufficient_privilege or undefined_file or feature_not_supported then
    raise notice 'There is no pg_trgm: %', sqlerrm;
  end
$$;

-- Makes an index of a column's trigrams where they can be had.
create procedure kernel.index_trigrams(target regclass, column_name text)
  language plpgsql
  as $$
  declare
    home text := (select nspname from pg_opclass join pg_namespace n on n.oid = opcnamespace where opcname = 'gin_trgm_ops');
    table_name text := (select relname from pg_class where oid = target);
  begin
    if home is not null then
      execute format('create index %I on %s using gin (%I %I.gin_trgm_ops)',
        'idx_' || table_name || '_' || column_name || '_trigrams', target, column_name, home);
    end if;
  end
  $$;
