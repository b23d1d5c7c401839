import type { TransactionSql } from 'postgres';
import { read } from './catalogue.ts';
import { making, quote, type Thing } from './ddl.ts';
import { dropping, keyOf, replaced, type Step } from './draft-step.ts';

/** Asks whether something has only got another name; undefined when nobody is there who could say. */
export type Ask = (question: string) => Promise<boolean | undefined>;

type Renamed = { readonly from: Thing; readonly to: Thing };

/**
 * What may only have got another name: tables and columns, each with the answer to that, and constraints, indexes and
 * sequences, which hold nothing. They are renamed in this transaction, so that what rests on them is compared under its
 * new name. Without an answer, the draft has both readings as a comment.
 */
export const renameSteps = async (
  tx: TransactionSql,
  schema: string,
  declared: readonly Thing[],
  ask: Ask,
): Promise<Step[]> => {
  const steps: Step[] = [];
  for (const kind of ['table', 'column', ...replaced]) {
    const taken = new Set<Thing>();
    for (const pair of pairs(await read(tx, schema, schema), declared, kind)) {
      const { from, to } = pair;
      if (taken.has(from) || taken.has(to)) continue;
      const isAsked = kind === 'table' || kind === 'column';
      const [now, old] = [to, from].map(
        ({ table, name }) => `${schema}.${table}${name && `.${name}`}`,
      );
      const isRename = isAsked
        ? await ask(`Is the ${kind} ${now} the old ${old} with another name?`)
        : true;
      if (isRename === false) continue;
      taken.add(from).add(to);
      const up = renaming(from, to, schema);
      const down = renaming(to, from, schema);
      await tx.unsafe(up);
      steps.push(
        isRename
          ? { up, down }
          : {
              up: `${up};\nor\n${anotherReading(pair, schema)}`,
              down,
              isComment: true,
              note: `${now} may be the old ${old} with another name. Uncomment one of the two readings.`,
            },
      );
    }
  }
  for (const [from, to] of sequencePairs(await read(tx, schema, schema), declared)) {
    const [up, down] = [
      [from, to],
      [to, from],
    ].map(([old = '', now = '']) => `alter sequence ${quote(schema)}.${old} rename to ${now}`);
    await tx.unsafe(up ?? '');
    steps.push({ up: up ?? '', down });
  }
  return steps;
};

const renaming = (from: Thing, to: Thing, schema: string): string => {
  const table = `${quote(schema)}.${quote(from.table)}`;
  if (from.kind === 'table') return `alter table ${table} rename to ${quote(to.table)}`;
  if (from.kind === 'index')
    return `alter index ${quote(schema)}.${quote(from.name)} rename to ${quote(to.name)}`;
  const what = from.kind === 'column' ? 'column' : 'constraint';
  return `alter table ${table} rename ${what} ${quote(from.name)} to ${quote(to.name)}`;
};

const anotherReading = ({ from, to }: Renamed, schema: string): string => {
  const made =
    to.kind === 'table'
      ? `create table ${quote(schema)}.${quote(to.table)} (…)`
      : making(to, schema);
  return `${made};\n${dropping(from, schema)}`;
};

/** What there is under one name only, on each side, and could be the same. */
const pairs = (made: readonly Thing[], declared: readonly Thing[], kind: string): Renamed[] => {
  const [old, now] = [new Set(made.map(keyOf)), new Set(declared.map(keyOf))];
  const gone = made.filter((thing) => thing.kind === kind && !now.has(keyOf(thing)));
  const come = declared.filter((thing) => thing.kind === kind && !old.has(keyOf(thing)));
  const columnsOf = (things: readonly Thing[], { table }: Thing) =>
    things
      .filter((thing) => thing.kind === 'column' && thing.table === table)
      .map(({ name }) => name)
      .join();
  const isLike = (from: Thing, to: Thing) =>
    kind === 'table'
      ? columnsOf(made, from) === columnsOf(declared, to)
      : from.table === to.table && from.definition === to.definition;
  return come.flatMap((to) =>
    gone.filter((from) => isLike(from, to)).map((from) => ({ from, to })),
  );
};

/** The sequences of serial columns have the names of their tables. */
const sequencePairs = (made: readonly Thing[], declared: readonly Thing[]) => {
  const sequenceOf = ({ definition }: Thing) => /nextval\('(.*)'::regclass\)/.exec(definition)?.[1];
  const standalone = new Set(
    [...made, ...declared].filter(({ kind }) => kind === 'sequence').map(({ table }) => table),
  );
  const old = new Map(made.map((thing) => [keyOf(thing), sequenceOf(thing)]));
  return declared.flatMap((thing) => {
    const [from, to] = [old.get(keyOf(thing)), sequenceOf(thing)];
    const isRenamed = from && to && from !== to && !standalone.has(from) && !standalone.has(to);
    return isRenamed ? [[from, to] as const] : [];
  });
};
