import type { Connection } from '../database/connection.ts';
import { refusal } from '../kernel/errors.ts';
import { conjunction, newScope } from '../kernel/read/filter.ts';
import { allOf, whereOf } from '../kernel/read/filter-sql.ts';
import { beyondSql, orderSql, termsOf } from '../kernel/read/order-by.ts';
import { cursorOf, type Sorted, sortValuesOf } from '../kernel/read/page-cursor.ts';
import { arrayOf, bind } from '../kernel/read/query.ts';
import type { Key } from '../kernel/schema/key.ts';
import { isAmong } from '../kernel/schema/table.ts';
import { marked, type Position } from './change-cursor.ts';
import type { Told, Topic } from './topic.ts';
import { expiring } from './trail-reader.ts';

/** So many rows may the state of what somebody follows have. */
export const mostRows = 1000;

const tooMany = refusal(
  'TOO_EXPENSIVE',
  `This begins with more than ${mostRows} rows: follow less of it, or ask for the last rows only ("last").`,
  { field: 'last' },
);

type Found = Sorted & { readonly now: string; readonly at: string };

/**
 * Snapshot: the rows that are the state of a topic, in their order, each with where whoever has got it goes on. One
 * statement lists them and says what it sees, from where changes are told: none is missed, and none told twice. Who was
 * broken off in the middle gets what comes after, up to where it went then.
 */
export const listState = async (
  sql: Connection,
  topic: Topic,
  from: Position,
  positionOf: (snapshot: string) => Promise<Position>,
): Promise<{ readonly told: readonly Told[]; readonly position: Position }> => {
  const [told, last] = from.state ?? [];
  const goesOn = told !== undefined && last !== undefined;
  const { state, viewer } = topic;
  if (!state) return { told: [], position: marked(from, {}) };
  const entity = state.of.generic;
  const params: unknown[] = [];
  const scope = newScope(viewer, params);
  const terms = termsOf(entity, entity.orderBy);
  const sorted = { terms, alias: 't', scope };
  const beyond = (cursor: string) => beyondSql(sorted, false, sortValuesOf(cursor, terms, 'since'));
  const where = [
    ...whereOf(entity, 't', scope, state.where),
    ...(goesOn ? [beyond(told), `not (${beyond(last)})`] : []),
  ];
  const isFromEnd = topic.last !== undefined && !goesOn;
  const limit = isFromEnd ? topic.last : mostRows + 1;
  const values = terms.map(({ sql }, at) => `(${sql('t', scope)})::text as "$${at}"`);
  const found = await sql
    .unsafe<Found[]>(
      `select here.*, r.* from (select pg_current_snapshot()::text as now, now() as at) here left join lateral (
         select ${[`${entity.column('id').of('t')} as id`, ...values].join(', ')} from ${entity.from} t
         where ${conjunction(where)} order by ${orderSql(sorted, isFromEnd)} limit ${bind(params, limit)}::int
       ) r on true`,
      params as string[],
      { prepare: true },
    )
    .catch(expiring);
  const rows = found.filter(({ id }) => id !== null);
  if (rows.length > mostRows) throw tooMany;
  if (isFromEnd) rows.reverse();
  const position = goesOn ? marked(from, {}) : await positionOf(found[0]?.now ?? '');
  const end = rows.at(-1);
  const places = rows.map(
    (row): Position =>
      row === end || !end
        ? position
        : { ...position, state: [cursorOf(row, terms), cursorOf(end, terms)] },
  );
  return {
    position,
    told: rows.map(({ id, at }, nth) =>
      stateOf(entity.name, id as Key, places[nth] ?? position, at),
    ),
  };
};

/** A row as it is, told as if it were a change. */
export const stateOf = (
  entityType: string,
  id: Key,
  position: Position,
  at = new Date().toISOString(),
): Told => {
  const [before, after, userId, username] = [null, null, null, null];
  const who = { userId, username, changedFields: [], at };
  const change = {
    id: 0,
    entityType,
    entityId: id,
    action: 'UPDATE',
    before,
    after,
    position,
  } as const;
  const told = { position, entityType, id, action: 'STATE', changedFields: [] } as const;
  return { ...told, change: { ...change, ...who } };
};

/** Whether one of the rows that end the stream about them is like that by now, or gone. */
export const isOver = async (sql: Connection, { endings }: Topic): Promise<boolean> => {
  for (const { entity, id, ends } of endings) {
    const params: unknown[] = [arrayOf([id])];
    const over = conjunction(allOf({ entity, alias: 't', scope: newScope(null, params) }, ends));
    const [going] = await sql.unsafe(
      `select from ${entity.from} t where ${isAmong(entity.column('id'), 't', '$1')} and (${over}) is not true`,
      params as string[],
      { prepare: true },
    );
    if (!going) return true;
  }
  return false;
};
