import { open } from 'node:fs/promises';
import type { TransactionSql } from 'postgres';
import { quote } from '../migrations/ddl.ts';
import { type Catalogue, literal, qualified, tableOf } from './catalogue.ts';
import { isOrphan, type Link } from './orphan.ts';
import type { Choice } from './upgrade-step.ts';

/**
 * Deletes the orphans of a link, or changes what they name. What they were, and what is deleted with them, is in the file
 * before it is gone, if there is one; triggers record it in the trail. Says how many rows that were.
 */
export const repairOrphans = async (
  tx: TransactionSql,
  catalogue: Catalogue,
  link: Link,
  choice: Choice,
  file?: string,
): Promise<number> => {
  const child = qualified(link.schema, link.table);
  await tx`create temp table doomed (source regclass, place tid, depth integer, content jsonb, primary key (source, place))`;
  await tx.unsafe(`insert into doomed select ${literal(child)}::regclass, c.ctid, 0, to_jsonb(c)
    from ${child} c where ${isOrphan(catalogue, link)} for update of c`);
  if (choice.to === 'delete') await addCascades(tx, catalogue);
  if (file) await writeDown(tx, choice, file);
  await tx.unsafe(await repairing(tx, catalogue, link, choice));
  const [{ count }] = await tx<[{ count: number }]>`select count(*)::int from doomed`;
  await tx`drop table doomed`;
  return count;
};

/** What goes with a row that is deleted, over all steps. */
const addCascades = async (tx: TransactionSql, { keys }: Catalogue): Promise<void> => {
  const cascades = keys.filter(({ onDelete }) => onDelete === 'CASCADE');
  for (let depth = 1, isMore = true; isMore; depth += 1) {
    isMore = false;
    for (const { schema, table, columns, targetSchema, targetTable, targetColumns } of cascades) {
      const equal = columns.map(
        (name, at) => `d.content ->> ${literal(targetColumns[at] ?? '')} = c.${quote(name)}::text`,
      );
      const { count } = await tx.unsafe(`
        insert into doomed select ${literal(qualified(schema, table))}::regclass, c.ctid, ${depth}, to_jsonb(c)
        from ${qualified(schema, table)} c where exists (select from doomed d
          where d.source = ${literal(qualified(targetSchema, targetTable))}::regclass and d.depth = ${depth - 1} and ${equal.join(' and ')})
        on conflict do nothing`);
      isMore ||= count > 0;
    }
  }
};

const rowsAtOnce = 1000;

/** Appends the rows to the file, which is on the disk when this comes back. */
const writeDown = async (tx: TransactionSql, { to }: Choice, file: string): Promise<void> => {
  const out = await open(file, 'a', 0o600);
  try {
    const rows = tx<{ table: string; row: unknown }[]>`
      select source::text as table, content as row from doomed order by depth, source, place`;
    for await (const some of rows.cursor(rowsAtOnce)) {
      const lines = some.map(({ table, row }) => `${JSON.stringify({ table, repair: to, row })}\n`);
      await out.write(lines.join(''));
    }
    await out.sync();
  } finally {
    await out.close();
  }
};

const repairing = async (
  tx: TransactionSql,
  catalogue: Catalogue,
  link: Link,
  choice: Choice,
): Promise<string> => {
  const child = qualified(link.schema, link.table);
  const among = `from doomed d where d.source = ${literal(child)}::regclass and d.depth = 0 and d.place = c.ctid`;
  if (choice.to === 'delete') return `delete from ${child} c using ${among.slice('from '.length)}`;
  const columns = tableOf(catalogue, link.schema, link.table)?.columns ?? {};
  const set = (value: string) =>
    link.columns
      .filter((name) => choice.to === 'reparent' || !columns[name]?.notNull)
      .map((name) => `${quote(name)} = ${value}`)
      .join(', ');
  if (choice.to === 'set-null') return `update ${child} c set ${set('null')} ${among}`;
  const parent = qualified(link.targetSchema, link.targetTable);
  const key = quote(link.targetColumns[0] ?? '');
  const [found] = await tx.unsafe(`select from ${parent} where ${key}::text = $1 for key share`, [
    choice.key,
  ]);
  if (!found)
    throw new Error(
      `There is no ${parent.replaceAll('"', '')} ${choice.key} to give the orphans to.`,
    );
  const type = columns[link.columns[0] ?? '']?.type ?? 'text';
  return `update ${child} c set ${set(`${literal(choice.key)}::${type}`)} ${among}`;
};
