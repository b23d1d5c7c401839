import { GraphQLError } from 'graphql';
import { refusal } from '../kernel/errors.ts';

/**
 * How far somebody has come in a trail: through all that the snapshot `before` sees, and of what `upTo` sees beyond that
 * through the record `record`. Records are handed out in the order of their ids within what one reading finds. Without
 * such a rest the two snapshots are the same, and `record` is the last that they see.
 */
export type Position = {
  readonly epoch: string;
  readonly before: string;
  readonly upTo: string;
  readonly record: number;
  /** A digest of the record: a database that was set back to an earlier time has another one there, or none. */
  readonly proof: string;
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

/** A position as text that means nothing to clients. */
export const encode = (position: Position): string => {
  const { epoch, before, upTo, record, proof } = position;
  const parts = [epoch, before, ...(isPartial(position) ? [upTo] : []), record, proof];
  return Buffer.from(parts.join(' ')).toString('base64url');
};

const snapshot = /^\d{1,18}:\d{1,18}:[\d,]*$/;

export const decode = (cursor: string): Position => {
  const parts = Buffer.from(cursor, 'base64url').toString().split(' ');
  const [epoch = '', before = '', ...rest] = parts;
  const upTo = snapshot.test(rest[0] ?? '') ? String(rest.shift()) : before;
  const [record = '0', proof = ''] = rest;
  if (snapshot.test(before) && /^\d{1,10}$/.test(record)) {
    return { epoch, before, upTo, record: Number(record), proof };
  }
  throw refusal('BAD_USER_INPUT', '"since" is not a cursor of a change.', { field: 'since' });
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
