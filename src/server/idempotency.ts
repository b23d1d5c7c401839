import { createHash } from 'node:crypto';
import {
  type ArgumentNode,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FieldNode,
  GraphQLError,
  type GraphQLErrorOptions,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type ObjectFieldNode,
  OperationTypeNode,
  print,
  visit,
} from 'graphql';
import type { Execute } from '../executor/execute.ts';
import { commandsIn } from '../executor/serial-mutation.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import { endReading } from '../kernel/read/query.ts';
import { cancelled, hoursKept } from '../kernel/write/long-command.ts';
import { ownedBy, type Shows } from '../kernel/write/progress.ts';
import {
  type EntitiesOf,
  isStillShown,
  notShown,
  rightsOf,
  takeNodeIds,
  withNodeIds,
} from '../kernel/write/shown-rows.ts';
import { begin } from '../kernel/write/transaction.ts';
import { Tx } from '../kernel/write/tx.ts';
import { exchanges } from './exchange.ts';

/**
 * With an `Idempotency-Key`, a mutation runs in one transaction together with the record of its answer: whoever comes
 * again with the key, be it at the same time, waits and gets that answer, if they may still see what it shows. A command
 * that takes long goes on when its client hangs up (LongCommands). Sessions and API keys are not for this: what lets one in is
 * not to be kept. Nor is `cancel`, which would wait for its own transaction where there is one session.
 */
export const idempotent = (
  schema: GraphQLSchema,
  execute: Execute,
  entitiesOf: EntitiesOf,
): Execute => {
  const fields = schema.getMutationType()?.getFields() ?? {};
  const isApart = ({ name }: FieldNode) => {
    const { allow, isApart: isDeclared } = fields[name.value]?.extensions ?? {};
    return allow === 'anyone' || isDeclared === true;
  };
  const takesLong = ({ name }: FieldNode) => fields[name.value]?.extensions['takesLong'] === true;

  return (args) => {
    const { req } = exchanges.getStore() ?? {};
    const key = req?.method === 'POST' ? req.headers['idempotency-key'] : undefined;
    const operation = getOperationAST(args.document, args.operationName);
    const ctx = args.contextValue as Context;
    if (key === undefined || !ctx.viewer || operation?.operation !== OperationTypeNode.MUTATION) {
      return execute(args);
    }
    const called = commandsIn(args.document, operation);
    if (called.every(isApart)) return execute(args);
    if (called.some(isApart)) {
      return refused(
        'What is about sessions, makes an API key or cancels has to come alone where there is an Idempotency-Key.',
      );
    }
    if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) {
      return refused('The Idempotency-Key must be 1 to 200 visible ASCII characters.');
    }
    const { viewer, commands } = ctx;
    const run = (means: Partial<Context>) =>
      once(args, { ...ctx, ...means }, { viewer, key, execute, entitiesOf });
    return commands && called.some(takesLong)
      ? commands.run(ownedBy(viewer, key), ctx.signal, run)
      : run({});
  };
};

/** What a request asks for. A fingerprint of passwords would let one guess at them. */
const withoutPasswords = ({ document, operationName, variableValues }: ExecutionArgs): unknown => {
  const secret = new Set<string>();
  const blank = ({ name, value }: ArgumentNode | ObjectFieldNode) => {
    if (!/password/i.test(name.value)) return undefined;
    if (value.kind === Kind.VARIABLE) secret.add(value.name.value);
    return value.kind === Kind.STRING ? null : undefined;
  };
  const text = print(visit(document, { Argument: blank, ObjectField: blank }));
  const values = JSON.stringify(variableValues ?? {}, (name, value) =>
    secret.has(name) || /password/i.test(name) ? undefined : value,
  );
  return [text, operationName, values];
};

const refused = (message: string) => ({ errors: [refusal('BAD_USER_INPUT', message)] });

type Kept = {
  readonly data?: NonNullable<ExecutionResult['data']> | null;
  readonly errors?: readonly (GraphQLErrorOptions & { readonly message: string })[];
};

/** What went wrong on our side is not for the record, only that it did. */
const kept = ({ errors, ...rest }: ExecutionResult): Kept => ({
  ...rest,
  ...(errors && {
    errors: errors.map((error) => {
      const { message, path, positions, extensions } = error;
      return extensions['code']
        ? { message, path, positions, extensions }
        : { message: 'It went wrong the first time.', path, positions };
    }),
  }),
});

const revived = ({ errors, ...rest }: Kept, { loc }: DocumentNode): ExecutionResult => ({
  ...rest,
  ...(errors && {
    errors: errors.map(
      ({ message, ...error }) => new GraphQLError(message, { ...error, source: loc?.source }),
    ),
  }),
});

type Once = {
  readonly viewer: Viewer;
  readonly key: string;
  readonly execute: Execute;
  readonly entitiesOf: EntitiesOf;
};

const once = async (
  args: ExecutionArgs,
  ctx: Context,
  { viewer, key, execute, entitiesOf }: Once,
): Promise<ExecutionResult> => {
  const request = createHash('sha256')
    .update(JSON.stringify(withoutPasswords(args)))
    .digest('base64url');
  const owner = [viewer.realm, viewer.id, key];
  const ofOwner = 'where realm = $1 and user_id = $2 and key = $3';
  const result = await begin(ctx, async (inside) => {
    const tx = new Tx(inside);
    // a key that is older than a day is free again
    await tx.query(
      `delete from kernel.answers ${ofOwner} and created_at < now() - interval '${hoursKept} hours'`,
      owner,
    );
    const claimed = await tx.query(
      `insert into kernel.answers (realm, user_id, key, request) values ($1, $2, $3, $4)
       on conflict do nothing returning 1`,
      [...owner, request],
    );
    if (claimed.length === 0) {
      const [known] = await tx.query<{ request: string; answer: string; shows: Shows | null }>(
        `select request, answer, shows from kernel.answers ${ofOwner}`,
        owner,
      );
      if (known?.request !== request)
        return refused('This Idempotency-Key belongs to another request.');
      const isShown = known.shows && (await isStillShown(inside, viewer, known.shows, entitiesOf));
      return isShown
        ? revived(JSON.parse(known.answer), args.document)
        : { errors: [notShown(known.answer)] };
    }
    const document = withNodeIds(args.document, args.schema);
    const { data, errors } = await execute({ ...args, document, contextValue: inside });
    await endReading(inside.open);
    const rows = new Set([...(await takeNodeIds(data, ctx)), ...inside.refusedOver]);
    const shows: Shows = { rights: rightsOf(viewer), rows: [...rows] };
    const result = { ...(data !== undefined && { data }), ...(errors && { errors }) };
    const answered = await tx.query(
      `update kernel.answers a set answer = $4, shows = $5::text::jsonb ${ofOwner} and not exists (
         select from kernel.commands c
         where c.realm = a.realm and c.user_id = a.user_id and c.key = a.key and c.cancelled)
       returning 1`,
      [...owner, JSON.stringify(kept(result)), JSON.stringify(shows)],
    );
    if (answered.length === 0) throw cancelled();
    return result;
  });
  ctx.wrote();
  return result;
};
