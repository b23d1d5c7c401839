import type { Context } from '../context.ts';
import { refusal } from '../errors.ts';
import { anyOf, assertAllowed, viewerOf } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import type { Domain } from '../schema/domain.ts';
import { EntityType, shownType } from '../schema/entity-type.ts';
import { upperCase } from '../schema/enum.ts';
import { type Key, keyOf } from '../schema/key.ts';
import { nodeIdOf } from '../schema/node.ts';
import { mutation } from '../write/mutation.ts';
import { begin, persistently } from '../write/transaction.ts';
import { Tx } from '../write/tx.ts';
import type { AuditTrail } from './audit-trail.ts';
import { bulkDeletion } from './bulk-deletion.ts';
import type { Deletable } from './deletable.ts';
import { foresee, happened, type Impact, removedBy } from './delete-impact.ts';
import { type Effect, effects } from './delete-impact-sql.ts';
import { assertAlone, assertUnblocked, shown } from './delete-refusal.ts';
import { implementUndo } from './undo.ts';
import { unlink } from './unlink.ts';

const EffectType = builder.enumType('DeleteEffect', {
  description: 'What happens to rows when a row that they refer to is deleted.',
  values: {
    REMOVED: { value: effects[0], description: 'They are deleted with it.' },
    DETACHED: { value: effects[1], description: 'They stay; their reference to it becomes null.' },
    BLOCKING: { value: effects[2], description: 'They keep it from being deleted.' },
  },
});

export const DeleteImpact = builder.objectRef<Impact>('DeleteImpact').implement({
  description: 'What a delete does to the rows of one type.',
  fields: (t) => ({
    entityType: t.expose('entityType', { type: EntityType, description: 'The type of the rows.' }),
    effect: t.field({
      type: EffectType,
      description: 'What happens to them.',
      resolve: ({ effect }) => effect as Effect,
    }),
    count: t.exposeInt('count', { description: 'How many they are.' }),
    samples: t.exposeStringList('samples', { description: 'The names of the first few of them.' }),
  }),
});

type Deleted = {
  readonly entityType: string;
  readonly entityId: Key;
  readonly impacts: readonly Impact[];
  readonly auditLogId: number;
};

const DeleteResult = builder.objectRef<Deleted>('DeleteResult').implement({
  description: 'What a delete has done.',
  fields: (t) => ({
    entityType: t.expose('entityType', { type: EntityType, description: 'The type of the row.' }),
    entityId: t.exposeID('entityId', { description: 'The key of the row.' }),
    deletedNodeId: t.id({
      description: 'The `nodeId` of the row that is gone.',
      resolve: ({ entityType, entityId }) => nodeIdOf(entityType, entityId),
    }),
    auditLogId: t.exposeID('auditLogId', {
      description: 'The record of the delete in the audit trail: `undoDelete` takes it.',
    }),
    impacts: t.field({
      type: [DeleteImpact],
      description: 'What happened to other rows.',
      resolve: ({ impacts }) => [...impacts],
    }),
  }),
});

type Preview = {
  readonly entityType: string;
  readonly entityId: Key;
  readonly impacts: readonly Impact[];
  readonly token: string;
  readonly dependents: readonly Impact[];
};

const DeletePreview = builder.objectRef<Preview>('DeletePreview').implement({
  description: 'What a delete would do.',
  fields: (t) => ({
    entityType: t.expose('entityType', { type: EntityType, description: 'The type of the row.' }),
    entityId: t.exposeID('entityId', { description: 'The key of the row.' }),
    needsCascade: t.boolean({
      description: 'Whether other rows depend on it, so that the delete needs `cascade: true`.',
      resolve: ({ dependents }) => dependents.length > 0,
    }),
    isBlocked: t.boolean({
      description:
        'Whether it cannot be deleted, even with `cascade: true`, because other rows refer to it.',
      resolve: ({ impacts }) => impacts.some(({ effect }) => effect === 'BLOCKING'),
    }),
    impacts: t.field({
      type: [DeleteImpact],
      description: 'What would happen to other rows.',
      resolve: ({ impacts }) => [...impacts],
    }),
    token: t.exposeString('token', {
      description:
        'Send it to the delete as `previewToken`. Then exactly this is done, or nothing.',
    }),
  }),
});

/** What the domains that are served let be deleted, foreseen and brought back, each to the people of its own realm. */
export const implementDeletions = (domains: ReadonlyMap<string, Domain>): void => {
  const deleting = [...domains.values()].filter(({ deletables }) => deletables.size > 0);
  const all = deleting.flatMap(({ deletables }) => [...deletables]);
  if (all.length === 0) return;
  const allow = anyOf(all.map(([, each]) => each.allow));
  const DeletableType = builder.enumType('DeletableType', {
    description: 'What can be deleted.',
    values: Object.fromEntries(
      all.map(([name, { entity }]) => [
        upperCase(name),
        { value: name, description: entity.shape.description },
      ]),
    ),
  });
  builder.queryField('deletePreview', (t) =>
    t.field({
      type: DeletePreview,
      allow,
      complexity: 1,
      description: 'Shows what a delete of this row would do to other rows. It changes nothing.',
      args: {
        type: t.arg({ type: DeletableType, required: true, description: 'The type of the row.' }),
        id: t.arg.id({ required: true, description: 'The key of the row.' }),
        unlink: t.arg.boolean({
          required: true,
          defaultValue: false,
          description: 'Whether it would be a delete with `unlink: true`, where there is one.',
        }),
      },
      resolve: async (_root, args, ctx) => {
        const domain = domains.get(viewerOf(ctx).realm);
        const deletable = domain?.deletables.get(args.type as string);
        if (!domain || !deletable) {
          const message = `Your realm has no ${shownType(args.type as string)}.`;
          throw refusal('BAD_USER_INPUT', message, { field: 'type' });
        }
        assertAllowed(ctx, deletable.allow);
        const { entity, parts = {}, uses = [], guard } = deletable;
        const id = keyOf(args.id, entity.column('id'));
        const unlinked = args.unlink ? uses : [];
        // transaction: a connection to itself, and the statement timeout of what takes long
        const own = { ...ctx, loaders: new Map(), statementMs: ctx.commands?.statementMs };
        const look = async (inside: Context) => {
          const tx = new Tx(inside);
          const row = await tx.lock(entity, id, { lock: 'none' });
          await guard?.(tx, row);
          return foresee(tx, domain.trail, entity.table, [id], parts, unlinked);
        };
        const foreseen = await persistently(() => begin(own, look));
        const consequences = foreseen.get(id) as Omit<Preview, 'entityType' | 'entityId'>;
        return { entityType: entity.name, entityId: id, ...consequences };
      },
    }),
  );
  for (const domain of deleting) {
    for (const [name, deletable] of domain.deletables) {
      implementDelete(domain.trail, deletable.command ?? `delete${name}`, deletable);
      if (deletable.many) bulkDeletion(domain.trail, deletable.many, deletable);
    }
  }
  implementUndo(allow, (realm) => domains.get(realm));
};

const implementDelete = (
  trail: AuditTrail,
  name: string,
  { entity, allow, parts = {}, uses = [], guard }: Deletable,
): void =>
  mutation(
    name,
    {
      description: `Deletes a ${entity.name}. If other rows ${uses.length > 0 ? 'use it, the delete needs `unlink: true`' : 'depend on it, the delete needs `cascade: true`'}. \`undoDelete\` brings everything back.`,
      allow,
      takesLong: true,
      args: (arg) => ({
        id: arg.id('The key of the row to delete.', { of: entity }),
        cascade: arg.boolean('Whether to delete what depends on it, too.', { default: false }),
        previewToken: arg.text(
          'The token of a `deletePreview`. If the delete would now do something other than the preview showed, nothing is done (STALE).',
          { optional: true, exact: true, min: 1 },
        ),
        expectedVersion: arg.version(),
        ...(uses.length > 0 && {
          unlink: arg.boolean('Whether to take it from the rows that use it.', { default: false }),
        }),
      }),
      answers: DeleteResult,
    },
    async (tx, { id: key, cascade, previewToken, expectedVersion, unlink: isUnlinked }) => {
      const id = key as unknown as number;
      const row = await tx.lock(entity, id, { expectedVersion, lock: 'update' });
      await guard?.(tx, row);
      const unlinked = isUnlinked ? uses : [];
      const foreseen = (await foresee(tx, trail, entity.table, [id], parts, unlinked)).get(id);
      assertUnblocked(trail, entity, foreseen?.impacts ?? [], uses);
      if (!cascade) assertAlone(trail, entity, foreseen?.dependents ?? []);
      const total = removedBy(foreseen);
      tx.tell(0, total);
      await unlink(tx, trail, entity.table, id, unlinked);
      await tx.remove(entity.table, { id: [id] });
      tx.tell(total, total); // one statement: what is left is to find out what it has done
      const root = trail.of(entity.table);
      const gone = {
        ...parts,
        ...Object.fromEntries(unlinked.map((each) => [trail.of(each).entity, 'true'])),
      };
      const done = await happened(tx, trail, root, [id], gone, foreseen?.labels);
      // rows that came in the meantime are not deleted unseen
      if (!cascade) assertAlone(trail, entity, done.dependents);
      if (previewToken != null && previewToken !== done.token) {
        throw refusal('STALE', `Deleting this ${entity.name} would do something else by now.`, {
          impacts: shown(done.impacts),
        });
      }
      const { impacts } = done;
      const auditLogId = done.auditLogIds.get(id) ?? 0;
      return { entityType: entity.name, entityId: id, impacts, auditLogId };
    },
  );
