import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { refusal } from '../errors.ts';
import { type Access, viewerOf } from '../schema/access.ts';
import { builder } from '../schema/builder.ts';
import { arg } from './argument.ts';
import { cleaned } from './input-rules.ts';
import { implementMutation } from './mutation.ts';
import { ownedBy, type Progress } from './progress.ts';
import { type EntitiesOf, isStillShown, notShown } from './shown-rows.ts';

const CommandState = builder.enumType('CommandState', {
  description: 'How far a command is that takes long.',
  values: {
    WAITING: {
      value: 'WAITING',
      description:
        'No command with this id has come yet; after a minute it is refused (NOT_FOUND).',
    },
    RUNNING: { value: 'RUNNING', description: 'It runs.' },
    DONE: { value: 'DONE', description: 'It has been answered: done, or refused.' },
    CANCELLED: { value: 'CANCELLED', description: 'It was cancelled: nothing has been done.' },
    LOST: {
      value: 'LOST',
      description:
        'It has ended without an answer, by a lost server or connection: nothing has been done. Send it again with the same id.',
    },
  } as const,
});

const implementType = (entitiesOf: EntitiesOf) =>
  builder.objectRef<Progress>('CommandProgress').implement({
    description: 'How far a command is that takes long.',
    fields: (t) => ({
      state: t.expose('state', {
        type: CommandState,
        description: 'Whether it runs, or how it ended.',
      }),
      done: t.exposeInt('done', {
        nullable: true,
        description: 'How many rows have been dealt with; null as long as it has not said so.',
      }),
      total: t.exposeInt('total', {
        nullable: true,
        description: 'How many rows there are in all; null as long as it has not said so.',
      }),
      answer: t.field({
        type: 'JSON' as never,
        nullable: true,
        description:
          'Once it is DONE: its answer, as the request that sent it got it, with `data` and `errors`. It is refused (FORBIDDEN) where you may not see all of it any more.',
        resolve: async ({ answer, shows }, _args, ctx) => {
          if (answer === null) return null as never;
          const isShown = shows && (await isStillShown(ctx, viewerOf(ctx), shows, entitiesOf));
          if (!isShown) throw notShown(answer);
          return JSON.parse(answer) as never;
        },
      }),
    }),
  });

const commandId = arg.text('The Idempotency-Key that the command was sent with.', {
  exact: true,
  max: 200,
});

const commandsOf = ({ commands }: Context) => {
  if (commands) return commands;
  throw refusal('INVALID_STATE', 'No commands run here.');
};

/** How everybody follows and cancels their own commands that take long. */
export const implementProgress = (allow: Access, entitiesOf: EntitiesOf): void => {
  const CommandProgress = implementType(entitiesOf);
  builder.subscriptionField('progress', (t) =>
    t.field({
      type: CommandProgress,
      allow,
      complexity: 1,
      description:
        'Tells how far a command of yours is that takes long, from whatever server it runs on, until it has ended; the last event has its answer.',
      args: {
        id: t.arg.string({
          required: true,
          description: commandId.description,
          extensions: { rule: commandId.rule },
        }),
      },
      subscribe: ((_root: unknown, args: object, ctx: Context, info: GraphQLResolveInfo) => {
        const { id } = cleaned(args, info) as { id: string };
        return commandsOf(ctx).follow(ownedBy(viewerOf(ctx), id));
      }) as never,
      resolve: ((progress: Progress) => progress) as never,
    }),
  );
  implementMutation(
    'cancel',
    {
      description:
        'Ends a command of yours that takes long, on whatever server it runs, and answers how it has ended: CANCELLED, when nothing has been done and nothing will be, even if it has not come yet; DONE, when it was too late.',
      allow,
      isApart: true,
      args: () => ({ id: commandId }),
    },
    CommandProgress,
    ({ id }, ctx) => commandsOf(ctx).cancel(ownedBy(viewerOf(ctx), id)),
  );
};
