import { GraphQLError } from 'graphql';
import { builder } from './builder.ts';
import { type Code, refusal } from './errors.ts';

/** What became of one row of a bulk command. */
export type Outcome = {
  readonly index: number;
  readonly id: number;
  readonly ok: boolean;
  readonly code: Code | null;
  readonly message: string | null;
};

export type OnError = 'ABORT' | 'SKIP';

const BulkOutcome = builder.objectRef<Outcome>('BulkOutcome').implement({
  description: 'What became of one row of a bulk command.',
  fields: (t) => ({
    index: t.exposeInt('index', { description: 'Its place in the list that was given, from 0.' }),
    id: t.exposeID('id', { description: 'The key of the row.' }),
    ok: t.exposeBoolean('ok', { description: 'Whether it was done.' }),
    code: t.exposeString('code', {
      nullable: true,
      description: 'Why not, as errors say it; ABORTED when only other rows were refused.',
    }),
    message: t.exposeString('message', { nullable: true, description: 'Why not, in words.' }),
  }),
});

export const BulkResult = builder.objectRef<readonly Outcome[]>('BulkResult').implement({
  description: 'What became of every row of a bulk command, in the order in which they were given.',
  fields: (t) => ({
    done: t.int({
      description: 'How many rows it was done for.',
      resolve: (outcomes) => outcomes.filter(({ ok }) => ok).length,
    }),
    refused: t.int({
      description: 'How many rows it was not done for.',
      resolve: (outcomes) => outcomes.filter(({ ok }) => !ok).length,
    }),
    rows: t.field({
      type: [BulkOutcome],
      description: 'Every row’s outcome.',
      resolve: (outcomes) => [...outcomes],
    }),
  }),
});

const OnErrorType = builder.enumType('OnError', {
  description: 'What a bulk command does about rows that are refused.',
  values: {
    ABORT: { value: 'ABORT', description: 'It does nothing at all if one row is refused.' },
    SKIP: { value: 'SKIP', description: 'It does the others.' },
  } as const,
});

// oxlint-disable-next-line typescript/no-explicit-any -- the argument builder of any field
export const onError = (t: any) =>
  t.arg({
    type: OnErrorType,
    required: true,
    defaultValue: 'ABORT',
    description: 'What to do about the others when a row is refused.',
  }) as never;

/** Tries every row; what it refuses is its outcome. Nothing counts as done if one is refused, unless others may go on. */
export const tryEach = <Item>(
  items: readonly Item[],
  idOf: (item: Item) => number,
  mode: OnError,
  attempt: (item: Item) => void,
): Outcome[] => {
  const outcomes = items.map((item, index): Outcome => {
    const id = idOf(item);
    try {
      attempt(item);
      return { index, id, ok: true, code: null, message: null };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const code = error.extensions['code'] as Code;
      return { index, id, ok: false, code, message: error.message };
    }
  });
  if (mode === 'SKIP' || outcomes.every(({ ok }) => ok)) return outcomes;
  return outcomes.map((outcome) => (outcome.ok ? { ...outcome, ...aborted } : outcome));
};

const aborted = {
  ok: false,
  code: 'ABORTED',
  message: 'Nothing was done, since other rows were refused.',
} as const;

/** Whether there is anything to write. */
export const isAny = (outcomes: readonly Outcome[]) => outcomes.some(({ ok }) => ok);

/** Finds what a bulk command's row names. */
export const among = <Value>(
  found: ReadonlyMap<number, Value>,
  entity: string,
  key: number,
): Value => {
  const value = found.get(key);
  if (value === undefined) throw refusal('NOT_FOUND', `There is no ${entity} with the id ${key}.`);
  return value;
};
