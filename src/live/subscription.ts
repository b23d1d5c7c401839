import type { InputFieldMap } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import { assertAllowed, viewerOf } from '../kernel/schema/access.ts';
import { builder, type Types } from '../kernel/schema/builder.ts';
import type { Domain } from '../kernel/schema/domain.ts';
import type { Entity } from '../kernel/schema/entity.ts';
import type { Key } from '../kernel/schema/key.ts';
import { nameOf } from '../kernel/schema/table.ts';
import { cleaned } from '../kernel/write/input-rules.ts';
import { missing } from '../kernel/write/row-version.ts';
import { Tx } from '../kernel/write/tx.ts';
import { Lateness } from './due.ts';
import type { Change } from './feed.ts';
import { implementPayload } from './payload.ts';
import { mostRows } from './snapshot.ts';
import {
  type Abouts,
  type AnyEntity,
  type Args,
  isKey,
  isScope,
  type Subscription,
  type Told,
  Topic,
  type Watched,
} from './topic.ts';
import { seenAmong } from './visible.ts';

type ArgBuilder = PothosSchemaTypes.SubscriptionFieldBuilder<Types, object>;

builder.queryField('changeCursor', (t) =>
  t.string({
    allow: 'anyone',
    description:
      'The position in the stream of changes when this query began, or just before. Subscribe with it as `since`, and you get every change that this query does not show yet.',
    resolve: (_root, _args, ctx) => {
      viewerOf(ctx);
      if (!ctx.changeCursor) throw refusal('INVALID_STATE', 'Changes are not followed here.');
      return ctx.changeCursor();
    },
  }),
);

/** Refuses to tell about rows that are not there. Who goes on is also told that a row was deleted in the meantime. */
const assertThere = async (ctx: Context, topic: Topic): Promise<void> => {
  const { of, args, since } = topic;
  const tx = new Tx(ctx);
  for (const [field, about] of Object.entries(of.args ?? {})) {
    const id = args[field];
    if (about.of === 'Boolean' || !isKey(id)) continue;
    const entity = about.of.generic;
    const { size } = await tx.lockAll(entity, [id], 'none');
    if (size === 0 && !(since && (await wasThere(tx, topic, entity, id))))
      throw missing(entity.name, id, field);
  }
};

/** Whether a row was deleted that the viewer could see, or hidden from the viewer. */
const wasThere = async (tx: Tx, { of, viewer }: Topic, entity: Entity, id: Key) => {
  const { entity: type } = of.trail.of(entity.table);
  const [last] = await tx.query<Pick<Change, 'before' | 'after'>>(
    `select changes->'before' as before, changes->'after' as after from ${nameOf(of.trail.log)}
     where entity_type = $1 and entity_id = $2 order by id desc limit 1`,
    [type, id],
  );
  if (!last?.before) return false;
  const row = { key: String(id), image: last.after ?? last.before, before: last.before };
  return (
    await seenAmong(tx.ctx.sql, { entity, people: of.domain.record.people }, [viewer], [row])
  ).some(({ size }) => size > 0);
};

const byName = (entities: readonly AnyEntity[]): ReadonlyMap<string, Entity> =>
  new Map(entities.map(({ generic }) => [generic.name, generic]));

/** The arguments that a domain has declared, and those that all subscriptions of a kind have. */
const argsOf = (t: ArgBuilder, { args = {}, numbers, snapshot }: Watched): InputFieldMap => ({
  ...Object.fromEntries(
    Object.entries(args).map(([name, about]) => [
      name,
      about.of === 'Boolean'
        ? t.arg.boolean({ description: about.description })
        : t.arg.id({
            required: about.required ?? name === numbers,
            description: about.description,
            extensions: { rule: { of: about.of.generic } },
          }),
    ]),
  ),
  ...(snapshot && {
    last: t.arg.int({
      description: `Without \`since\`: of the rows as they are, only so many, the last ones in their order. Without it, all of them; more than ${mostRows} are refused.`,
      extensions: { rule: { min: 0, max: mostRows } },
    }),
  }),
  since: t.arg.string({
    description: numbers
      ? 'The cursor of the answer that you have: it is not told again.'
      : `The cursor of an earlier change, or \`changeCursor\`. Everything that has happened since then comes first${snapshot ? ', in place of the rows as they are' : ''}. A cursor that is too old is refused (CURSOR_EXPIRED).`,
    extensions: { rule: { exact: true, max: 10_000 } },
  }),
});

/** A subscription to the changes of some types' rows. */
export const live = <Place, const A extends Abouts = Record<never, never>>(
  domain: Domain,
  name: string,
  { of: told, shows = [], due, ...declared }: Subscription<Place, A>,
): void => {
  const { trail } = domain;
  const { numbers, args = {} } = declared as Pick<Watched, 'numbers' | 'args'>;
  const rows = Object.entries(args).flatMap(([arg, about]) =>
    about.of !== 'Boolean' && isScope(numbers, arg) ? [about.of] : [],
  );
  const of = {
    ...declared,
    domain,
    trail,
    entities: byName([...told, ...rows]),
    shown: byName(shows),
    due: due && new Lateness(due, trail),
  } as Watched;
  const Payload = implementPayload(name, of, rows[0]?.generic);

  builder.subscriptionField(name, (t) =>
    t.field({
      type: Payload,
      allow: of.allow,
      complexity: 1,
      description: of.description,
      args: argsOf(t, of),
      subscribe: (async (_root: unknown, args: Args, ctx: Context, info: GraphQLResolveInfo) => {
        assertAllowed(ctx, of.allow);
        const given = cleaned(args, info) as Args;
        const since = ctx.lastEventId ?? given['since']; // who reconnects sends both
        const topic = new Topic(name, of, { ...given, since }, viewerOf(ctx));
        await assertThere(ctx, topic);
        return topic;
      }) as never,
      resolve: ((told: Told) => told) as never,
    }),
  );
};
