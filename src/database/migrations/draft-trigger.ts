import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import { making, quote, type Thing } from './ddl.ts';
import { type Difference, dropping, keyOf, printed, type Step, tablesOf } from './draft-step.ts';
import { auditing, keepingTrail, touchTrigger } from './trail-trigger.ts';
import { type Besides, schemaOf } from './verify.ts';

const recorders = ['audit_insert', 'audit_update', 'audit_delete', 'audit_truncate'];

/** The triggers of versions and of the trail, and the guards, that what the migrations make does not have. */
export const triggerSteps = (
  difference: Difference,
  tables: readonly PgTable[],
  { trails = [], guards = [] }: Besides,
): Step[] => {
  const { schema, made, declared } = difference;
  const trail = trails.find(({ log }) => schemaOf(log) === schema);
  const find = (things: readonly Thing[], table: string, name: string) =>
    things.find(
      (thing) => thing.kind === 'trigger' && thing.table === table && thing.name === name,
    );
  const isNew = (table: string) => !tablesOf(made).includes(table);

  const touches = tables.flatMap((table): Step[] => {
    const { name } = getTableConfig(table);
    const [before, after] = [find(made, name, 'touch'), find(declared, name, 'touch')];
    if (!after || before?.definition === after.definition) return [];
    const [up = ''] = touchTrigger(table, schema);
    if (before)
      return [
        { up: dropping(before, schema), down: making(printed(before, schema), schema) },
        { up, down: dropping(after, schema) },
      ];
    return [{ up, down: isNew(name) ? undefined : dropping(after, schema) }];
  });

  const log = trail && getTableConfig(trail.log).name;
  const keeping =
    trail && log && !find(made, log, 'keep') ? [{ up: keepingTrail(trail, schema) }] : [];

  const audits = [...(trail?.tables.values() ?? [])].flatMap((audited): Step[] => {
    const { name } = getTableConfig(audited.table);
    const differs = recorders.some(
      (each) => find(made, name, each)?.definition !== find(declared, name, each)?.definition,
    );
    if (!differs) return [];
    const up = auditing(audited, schema);
    const before = find(made, name, 'audit_insert');
    const place = `${quote(schema)}.${quote(name)}`;
    const down = before
      ? `call kernel.audited('${place}', ${argumentsOf(before)})`
      : recorders.map((each) => `drop trigger ${each} on ${place}`).join(';\n');
    return [{ up, down: isNew(name) ? undefined : down }];
  });

  // a function that the last of its triggers leaves is of no use
  const recorderOf = (things: readonly Thing[]) =>
    new Set(things.flatMap((thing) => (thing.name === 'audit_insert' ? [functionOf(thing)] : [])));
  const known = recorderOf(made);
  const functions = [...recorderOf(declared)]
    .filter((name) => !known.has(name))
    .map((name): Step => ({ up: '', down: `drop function ${quote(schema)}.${name}()` }));

  const guarding = guards.flatMap((guard): Step[] => {
    const { table, name } = guardedBy(guard);
    if (!guard.includes(` on ${schema}.`) || find(made, table, name)) return [];
    return [
      {
        up: guard,
        down: isNew(table) ? undefined : `drop trigger ${name} on ${quote(schema)}.${quote(table)}`,
        note: 'Its function has to be made first, if it is new.',
      },
    ];
  });
  return [...functions, ...touches, ...keeping, ...audits, ...guarding];
};

const guardedBy = (guard: string): Thing => {
  const [, name = '', table = ''] = /^create trigger (\w+) .*? on \w+\.(\w+)/s.exec(guard) ?? [];
  return { kind: 'trigger', table, name, definition: '' };
};

export const keyOfGuard = (guard: string) => keyOf(guardedBy(guard));

const argumentsOf = ({ definition }: Thing) =>
  /FUNCTION \S+?\((.*)\)$/s.exec(definition)?.[1] ?? '';
const functionOf = ({ definition }: Thing) => /FUNCTION (\S+?)\(/.exec(definition)?.[1] ?? '';
