import { open } from 'node:fs/promises';
import type { TransactionSql } from 'postgres';
import { literal } from '../literal.ts';
import { quote } from '../migrations/ddl.ts';
import { type Catalogue, qualified, tableOf } from './catalogue.ts';
import { isOrphan, type Link } from './orphan.ts';
import type { Choice } from './upgrade-step.ts';

/*
 * Deletes the orphans of a link, or changes what they name. What they were, and what is deleted with them, is in a file
 * before it is gone; triggers record it in the trail. The statements are the same for us and for psql.
 */

/** Repairs, and writes to the file, if there is one. Says how many rows that were. */
export const repairOrphans = async (
  tx: TransactionSql,
  catalogue: Catalogue,
  link: Link,
  choice: Choice,
  file?: string,
): Promise<number> => {
  await tx.unsafe(gathering(catalogue, link, choice));
  if (file) await writeDown(tx, choice, file);
  await tx.unsafe(changing(catalogue, link, choice));
  const [{ count }] = await tx<[{ count: number }]>`select count(*)::int from doomed`;
  await tx`drop table doomed`;
  return count;
};

/** The same, as a transaction of psql. */
export const repairScript = (
  catalogue: Catalogue,
  link: Link,
  choice: Choice,
  file: string,
): string => {
  // CSV whose quotes and commas are in no JSON leaves each line as it is
  const plain = String.raw`with (format csv, quote e'\x01', delimiter e'\x02')`;
  const place = `'${file.replaceAll("'", String.raw`'\''`)}'`; // as a shell reads it
  const program = literal(`umask 077; cat >> ${place}`);
  return `begin;
${gathering(catalogue, link, choice)};
\\copy (${linesOf(choice)}) to program ${program} ${plain}
${changing(catalogue, link, choice)};
drop table doomed;
commit;`;
};

/** The orphans, locked, and what goes with them. */
const gathering = (catalogue: Catalogue, link: Link, { to }: Choice): string => {
  const child = qualified(link.schema, link.table);
  const orphans = `create temp table doomed (source regclass, place tid, depth integer, content jsonb, primary key (source, place));
insert into doomed select ${literal(child)}::regclass, c.ctid, 0, to_jsonb(c)
from ${child} c where ${isOrphan(catalogue, link)} for update of c`;
  return to === 'delete' ? `${orphans};\n${cascading}` : orphans;
};

/** What goes with a row that is deleted, over all steps, by the foreign keys that there are by then. */
const cascading = `do $cascade$
declare
  via record;
  level integer := 0;
  found bigint := 1;
  added bigint;
begin
  while found > 0 loop
    found := 0;
    for via in
      select conrelid::regclass as child, confrelid::regclass as parent,
        (select string_agg(format('d.content ->> %L = c.%I::text', p.attname, k.attname), ' and ')
         from unnest(conkey, confkey) as pairs (own, other)
         join pg_attribute k on k.attrelid = conrelid and k.attnum = own
         join pg_attribute p on p.attrelid = confrelid and p.attnum = other) as equal
      from pg_constraint where contype = 'f' and confdeltype = 'c' and conparentid = 0
    loop
      continue when not exists (select from doomed where source = via.parent and depth = level);
      execute format('insert into doomed select %L::regclass, c.ctid, %s, to_jsonb(c) from %s c
        where exists (select from doomed d where d.source = %L::regclass and d.depth = %s and %s)
        on conflict do nothing', via.child, level + 1, via.child, via.parent, level, via.equal);
      get diagnostics added = row_count;
      found := found + added;
    end loop;
    level := level + 1;
  end loop;
end
$cascade$`;

/** A line of JSON for each row, parents first. */
const linesOf = ({ to }: Choice): string =>
  `select json_build_object('table', source::text, 'repair', ${literal(to)}, 'row', content) as line from doomed order by depth, source, place`;

const rowsAtOnce = 1000;

/** Appends the rows to the file, which is on the disk when this comes back. */
const writeDown = async (tx: TransactionSql, choice: Choice, file: string): Promise<void> => {
  const out = await open(file, 'a', 0o600);
  try {
    const rows = tx.unsafe<{ line: unknown }[]>(linesOf(choice));
    for await (const some of rows.cursor(rowsAtOnce)) {
      await out.write(some.map(({ line }) => `${JSON.stringify(line)}\n`).join(''));
    }
    await out.sync();
  } finally {
    await out.close();
  }
};

const changing = (catalogue: Catalogue, link: Link, choice: Choice): string => {
  const child = qualified(link.schema, link.table);
  const among = `doomed d where d.source = ${literal(child)}::regclass and d.depth = 0 and d.place = c.ctid`;
  if (choice.to === 'delete') return `delete from ${child} c using ${among}`;
  if (choice.to === 'set-null') {
    const columns = tableOf(catalogue, link.schema, link.table)?.columns ?? {};
    const set = link.columns.filter((name) => !columns[name]?.notNull);
    return `update ${child} c set ${set.map((name) => `${quote(name)} = null`).join(', ')} from ${among}`;
  }
  const [column = '', target = ''] = [link.columns[0], link.targetColumns[0]];
  const parent = qualified(link.targetSchema, link.targetTable);
  const key = literal(choice.key);
  const none = `There is no ${parent.replaceAll('"', '')} ${choice.key} to give the orphans to.`;
  return `do $parent$
begin
  perform from ${parent} where ${quote(target)}::text = ${key} for key share;
  if not found then raise exception using message = ${literal(none)}; end if;
end
$parent$;
update ${child} c set ${quote(column)} = ${key} from ${among}`;
};
