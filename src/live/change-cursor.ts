import { GraphQLError } from 'graphql';
import { refusal } from '../kernel/errors.ts';

/**
 * How far somebody has come in a trail: through all that the snapshot `before` sees, and of what `upTo` sees beyond that
 * through the record `record`. Records are handed out in the order of their ids within what one reading finds. Without
 * such a rest the two snapshots are the same, and `record` is the last that they see.
 */
export type Position = Marks & {
  readonly epoch: string;
  readonly before: string;
  readonly upTo: string;
  readonly record: number;
  /** A digest of the record: a database that was set back to an earlier time has another one there, or none. */
  readonly proof: string;
};

/** What somebody has been told that does not follow from the place in the trail alone. */
export type Marks = {
  /** Coalesced: of the records between these two, what is told are those rows whose last one is not after `record`. */
  readonly batch?: readonly [after: number, through: number];
  /** Snapshot: the state is told through the row at the first of these cursors, and goes on to the second. */
  readonly state?: readonly [told: string, last: string] | readonly [];
  /** What has become late is told through this moment, or through this row of that moment. */
  readonly due?: readonly [moment: string, key?: string];
  /** Of a part that `record` has moved, the row that has lost it is told, and the one that has got it is not. */
  readonly isHalf?: true;
  /** A digest of the answer that was told last. */
  readonly answer?: string;
};

/** After all that a snapshot sees, whose last record is this one. */
export const after = (epoch: string, snapshot: string, record = 0, proof = ''): Position => ({
  epoch,
  before: snapshot,
  upTo: snapshot,
  record,
  proof,
});

/** Whether it is in the middle of what one reading has found. */
export const isPartial = ({ before, upTo }: Position): boolean => before !== upTo;

/** The last record of which all is told. */
export const wholeThrough = ({ record, isHalf }: Position): number =>
  isHalf ? record - 1 : record;

/** The same place in the trail, with other marks. */
export const marked = (
  { epoch, before, upTo, record, proof }: Position,
  marks: Marks,
): Position => ({
  epoch,
  before,
  upTo,
  record,
  proof,
  ...marks,
});

/** A position as text that means nothing to clients. */
export const encode = (position: Position): string => {
  const { epoch, before, upTo, record, proof, ...marks } = position;
  const rest = isPartial(position) ? [upTo] : [];
  const more = Object.keys(marks).length > 0 ? [JSON.stringify(marks)] : [];
  const parts = [epoch, before, ...rest, record, proof, ...more];
  return Buffer.from(parts.join(' ')).toString('base64url');
};

const snapshot = /^\d{1,18}:\d{1,18}:[\d,]*$/;

export const decode = (cursor: string): Position => {
  const text = Buffer.from(cursor, 'base64url').toString();
  const begin = text.indexOf(' {');
  const [epoch = '', before = '', ...rest] = (begin < 0 ? text : text.slice(0, begin)).split(' ');
  const upTo = snapshot.test(rest[0] ?? '') ? String(rest.shift()) : before;
  const [record = '0', proof = ''] = rest;
  const marks = begin < 0 ? {} : marksIn(text.slice(begin));
  if (marks && snapshot.test(before) && /^\d{1,10}$/.test(record)) {
    return { epoch, before, upTo, record: Number(record), proof, ...marks };
  }
  throw refusal('BAD_USER_INPUT', '"since" is not a cursor of a change.', { field: 'since' });
};

const isText = (value: unknown) => typeof value === 'string' && !value.includes('\0');
const isCount = (value: unknown) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= largest;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

/** The largest id of a record. */
export const largest = 2 ** 31 - 1;

const fits: { readonly [Name in keyof Marks]-?: (values: readonly unknown[]) => boolean } = {
  batch: (values) => values.length === 2 && values.every(isCount),
  state: (values) => [0, 2].includes(values.length) && values.every(isText),
  due: ([at, key = '', ...more]) => moment.test(String(at)) && isText(key) && more.length === 0,
  isHalf: ([is]) => is === true,
  answer: ([digest]) => isText(digest),
};

/** The marks of a cursor, if they are such as we make. */
const marksIn = (json: string): Marks | undefined => {
  try {
    const marks = JSON.parse(json) as Record<string, unknown>;
    const isSound = ([name, value]: [string, unknown]) =>
      Object.hasOwn(fits, name) && fits[name as keyof Marks]([value].flat());
    return Object.entries(marks).every(isSound) ? marks : undefined;
  } catch {
    return undefined;
  }
};

export const isExpiry = (error: unknown): boolean =>
  error instanceof GraphQLError && error.extensions['code'] === 'CURSOR_EXPIRED';

export const expired = () =>
  refusal('CURSOR_EXPIRED', 'This cursor is too old, or from another database: fetch anew.', {
    field: 'since',
  });

/** Whether two positions come from the same reading, with nothing left of it. */
export const isSame = (one: Position, other: Position) =>
  one.before === other.before && one.upTo === other.upTo;
