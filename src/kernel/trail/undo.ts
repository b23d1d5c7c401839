import { GraphQLError } from 'graphql';
import { refusal } from '../errors.ts';
import { type Access, assertAllowed } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import type { Domain } from '../schema/domain.ts';
import { EntityType } from '../schema/entity-type.ts';
import type { Key } from '../schema/key.ts';
import { nameOf, type Table } from '../schema/table.ts';
import { mutation } from '../write/mutation.ts';
import type { Tx } from '../write/tx.ts';
import { areSeen, wasSeen } from './private-values.ts';
import { inTheWay, invalid } from './undo-refusal.ts';
import {
  type Back,
  bringingBack,
  needsSecrets,
  type Reattached,
  reattaches,
  reattaching,
  relinking,
} from './undo-sql.ts';

type Counted = { readonly entityType: string; readonly count: number };

type Undone = {
  readonly entityType: string;
  readonly entityId: Key;
  readonly restored: readonly Counted[];
  readonly reattached: readonly Counted[];
  readonly left: readonly Counted[];
  readonly withoutSecrets: readonly Counted[];
};

type Record = {
  readonly id: number;
  readonly entityType: string;
  readonly entityId: Key;
  readonly action: string;
  readonly userId: Key | null;
  readonly before: { readonly [column: string]: unknown };
  readonly xactId: string;
  readonly timestamp: string;
  readonly part: number;
  /** The last record of the same row. */
  readonly last: number;
  /** How many rows the same command has deleted. */
  readonly deleted: number;
};

const UndoneRows = builder.objectRef<Counted>('UndoneRows').implement({
  description: 'How many rows of one type an undo has restored or left.',
  fields: (t) => ({
    entityType: t.expose('entityType', { type: EntityType, description: 'The type of the rows.' }),
    count: t.exposeInt('count', { description: 'How many they are.' }),
  }),
});

const UndoResult = builder.objectRef<Undone>('UndoResult').implement({
  description: 'What an undo has brought back.',
  fields: (t) => ({
    entityType: t.expose('entityType', { type: EntityType, description: 'The type of the row.' }),
    entityId: t.exposeID('entityId', { description: 'Its key, which is the one that it had.' }),
    restored: t.field({
      type: [UndoneRows],
      description: 'The rows that are back, by type.',
      resolve: ({ restored }) => [...restored],
    }),
    reattached: t.field({
      type: [UndoneRows],
      description: 'The rows that were not deleted, and refer to the restored rows again.',
      resolve: ({ reattached }) => [...reattached],
    }),
    left: t.field({
      type: [UndoneRows],
      description:
        'The rows that the undo has left as they are: they were changed after the delete, or they hold secrets that no trail keeps (passwords, sessions).',
      resolve: ({ left }) => [...left],
    }),
    withoutSecrets: t.field({
      type: [UndoneRows],
      description:
        'The restored rows whose secrets are gone, since no trail keeps them: they need new ones.',
      resolve: ({ withoutSecrets }) => [...withoutSecrets],
    }),
  }),
});

export const implementUndo = (
  allow: Access,
  domainOf: (realm: string) => Domain | undefined,
): void =>
  mutation(
    'undoDelete',
    {
      description:
        'Brings back a deleted row and everything that was deleted with it, with the same keys and values, as the audit trail recorded them. Either everything comes back or nothing.',
      allow,
      takesLong: true,
      args: (arg) => ({ auditLogId: arg.id('The record of the delete in the audit trail.') }),
      answers: UndoResult,
    },
    async (tx, { auditLogId }) => {
      const domain = domainOf(tx.viewer.realm);
      if (domain) return undo(tx, domain, auditLogId);
      throw refusal('FORBIDDEN', 'Your realm has nothing to undo.');
    },
  );

const undo = async (
  tx: Tx,
  { trail, record: { trail: declared }, deletables }: Domain,
  auditLogId: number,
): Promise<Undone> => {
  const log = nameOf(trail.log);
  const [record] = await tx.query<Record>(
    `select id, entity_type as "entityType", entity_id as "entityId", action, user_id as "userId", changes->'before' as before,
       xact_id::text as "xactId", "timestamp", part,
       (select max(id) from ${log} l where l.entity_type = log.entity_type and l.entity_id = log.entity_id) as last,
       (select count(*)::int from ${log} l where l.xact_id = log.xact_id and l."timestamp" = log."timestamp"
         and l.part = log.part and l.action = 'DELETE') as deleted
     from ${log} log where id = $1`,
    [auditLogId],
  );
  const unknown = () =>
    refusal('NOT_FOUND', `There is no record ${auditLogId} in the audit trail.`, {
      field: 'auditLogId',
    });
  if (!record) throw unknown();
  // what is only ever deleted with others is for those who read all records
  assertAllowed(tx.ctx, deletables.get(record.entityType)?.allow ?? declared.allow);
  const root = trail.tables.get(record.entityType);
  if (!root || record.action !== 'DELETE') {
    throw invalid('NOT_A_DELETE', `The record ${auditLogId} is not about a delete.`, {
      field: 'auditLogId',
    });
  }
  const key = trail.keyOf(record.entityType, record.entityId);
  const isSeen = async () => (await areSeen(tx.ctx, root, [key]))[0];
  if (record.last !== record.id) {
    if (!(await isSeen())) throw unknown();
    throw invalid(
      'BROUGHT_BACK',
      `This ${root.entity} has been brought back since; what happened to it last is the record ${record.last}.`,
      { field: 'auditLogId' },
    );
  }
  if (needsSecrets(root)) {
    throw invalid('SECRET_GONE', `A ${root.entity} cannot be brought back: its secret is gone.`, {
      field: 'auditLogId',
    });
  }

  const isKnown = await wasSeen(tx.ctx, trail, root, record.id);
  const run = <Row>(make: (params: unknown[]) => string, about = root): Promise<Row[]> => {
    const params: unknown[] = [record.xactId, record.timestamp, record.part];
    return tx.query<Row>(make(params), params).catch((error: unknown) => {
      const why = inTheWay(error, trail, about, record);
      throw isKnown || !(why instanceof GraphQLError) ? why : unknown();
    });
  };
  const restored = new Map<Table, readonly Key[]>();
  const left: Counted[] = [];
  tx.tell(0, record.deleted);
  const found = await run<Back>((params) => bringingBack(trail, root, record.entityId, params));
  for (const { entityType, ids } of found) {
    const table = trail.tables.get(entityType);
    if (!table || !ids) continue;
    if (needsSecrets(table)) left.push({ entityType, count: ids.length });
    else restored.set(table.table, ids);
  }
  tx.tell(
    [...restored.values()].reduce((sum, { length }) => sum + length, 0),
    record.deleted,
  );
  for (const [table, ids] of restored)
    await deletables.get(trail.of(table).entity)?.guardUndo?.(tx, ids);

  /** What was brought back of all that a statement is about; the rest is left. */
  const counted = ({ entityType, all, back }: Reattached) => {
    if (all > back) left.push({ entityType, count: all - back });
    return back > 0 ? [{ entityType, count: back }] : [];
  };
  const { entity, guard, uses = [] } = deletables.get(root.entity) ?? {};
  const linked: Counted[] = [];
  for (const table of uses.map((use) => trail.of(use))) {
    const use = (params: unknown[]) => relinking(trail, table, record.id, restored, params);
    linked.push(...(await run<Reattached>(use, table)).flatMap(counted));
  }
  const reattached = reattaches(trail, restored)
    ? (await run<Reattached>((params) => reattaching(trail, restored, params))).flatMap(counted)
    : [];
  // only now can it be told: who may not see the row has not brought it back
  if (!(await isSeen())) throw unknown();
  // whoever may not delete this row does not bring it back
  if (entity && guard) await guard(tx, await tx.lock(entity, key, { lock: 'none' }), record.userId);
  const back = [...restored].map(([table, ids]) => ({
    entityType: trail.of(table).entity,
    count: ids.length,
  }));
  return {
    entityType: record.entityType,
    entityId: key,
    restored: [...back, ...linked],
    reattached,
    left,
    withoutSecrets: back.filter(({ entityType }) => trail.tables.get(entityType)?.hidden.length),
  };
};
