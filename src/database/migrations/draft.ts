import type { PgTable } from 'drizzle-orm/pg-core';
import type { TransactionSql } from 'postgres';
import type { Sql } from '../connection.ts';
import { asRestored, read } from './catalogue.ts';
import { declaredThings, placesIn, quote, type Thing } from './ddl.ts';
import { type Ask, renameSteps } from './draft-rename.ts';
import { keyOf, type Step, stepsBetween, tablesOf } from './draft-step.ts';
import { keyOfGuard, triggerSteps } from './draft-trigger.ts';
import type { Scope } from './migration-file.ts';
import { type Besides, makeDeclared, schemaOf, scratch, withoutTrace } from './verify.ts';
import { remakeBeside } from './verify-migrations.ts';

/** A migration, what takes it back, and what it could be called. */
export type Draft = { readonly name: string; readonly up: string; readonly down: string };

type Declared = Besides & { readonly schema: string; readonly tables: readonly PgTable[] };

/**
 * Drafts the migration that leads a schema from what the migrations make to what is declared; undefined when that is the
 * same. Both are made in a transaction that is never committed.
 */
export const draft = async (
  sql: Sql,
  declared: Declared,
  scope: Scope,
  ask: Ask,
): Promise<Draft | undefined> => {
  let found: Draft | undefined;
  const failure = `The schema ${declared.schema} cannot be drafted`;
  const [failed] = await withoutTrace(sql, failure, async (tx) => {
    await remakeBeside(tx, scope);
    found = await draftIn(tx, declared, ask);
    return [];
  });
  if (failed) throw new Error(failed);
  return found;
};

const draftIn = async (
  tx: TransactionSql,
  { schema, tables, ...besides }: Declared,
  ask: Ask,
): Promise<Draft | undefined> => {
  const own = tables.filter((table) => schemaOf(table) === schema);
  const sequences = (besides.sequences ?? []).filter((each) => each.schema === schema);
  await makeDeclared(tx, schema, own, besides);
  const target = await read(tx, scratch, schema);
  const restored = definitionsOf(await asRestored(tx, target, scratch));
  const renames = await renameSteps(tx, schema, target, ask);
  const made = await read(tx, schema, schema);

  const isSame = (before: Thing, after: Thing) =>
    [after.definition, restored.get(keyOf(after))].includes(before.definition);
  const written = declaredThings(own, placesIn(own, schema), sequences);
  const guarding = new Set((besides.guards ?? []).map(keyOfGuard));
  const declared = [...target, ...made.filter((thing) => guarding.has(keyOf(thing)))];
  const difference = { schema, made, declared, written, isSame };
  const steps = [
    ...renames,
    ...stepsBetween(difference),
    ...triggerSteps(difference, own, besides),
  ];
  if (steps.length === 0) return undefined;
  const isNew = made.length === 0;
  const creation = {
    up: `create schema ${quote(schema)}`,
    down: `drop schema ${quote(schema)} cascade`,
  };
  const known = new Set(tablesOf(made));
  return {
    name: tablesOf(target).find((table) => !known.has(table)) ?? 'changes',
    up: textOf(isNew ? [creation, ...steps] : steps),
    down: textOf(
      (isNew ? [creation] : steps)
        .toReversed()
        .flatMap(({ down, isComment = false }: Step) => (down ? [{ up: down, isComment }] : [])),
    ),
  };
};

const definitionsOf = (things: readonly Thing[]) =>
  new Map(things.map((thing) => [keyOf(thing), thing.definition]));

const textOf = (steps: readonly Step[]): string =>
  steps
    .filter(({ up }) => up)
    .map(({ up, isComment, note }) => {
      const statement = `${up};`;
      const said = note ?? (isComment && 'Uncomment it to do it:');
      return `${said ? `-- ${said}\n` : ''}${isComment ? statement.replace(/^/gm, '-- ') : statement}\n`;
    })
    .join('');
