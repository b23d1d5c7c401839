import { GraphQLError } from 'graphql';
import { refusal } from './errors.ts';

/**
 * How far somebody has come in a trail: through all that the snapshot `before` sees, and of what `upTo` sees beyond that
 * through the record `record`. Records are handed out in the order of their ids within what one reading finds.
 */
export type Position = {
  readonly epoch: string;
  readonly before: string;
  readonly upTo: string;
  readonly record: number;
};

/** After all that a snapshot sees. */
export const after = (epoch: string, snapshot: string): Position => ({
  epoch,
  before: snapshot,
  upTo: snapshot,
  record: 0,
});

/** A position as text that means nothing to clients. */
export const encode = ({ epoch, before, upTo, record }: Position): string => {
  const parts = before === upTo ? [epoch, before] : [epoch, before, upTo, record];
  return Buffer.from(parts.join(' ')).toString('base64url');
};

const snapshot = /^\d{1,18}:\d{1,18}:[\d,]*$/;

export const decode = (cursor: string): Position => {
  const parts = Buffer.from(cursor, 'base64url').toString().split(' ');
  const [epoch = '', before = '', upTo = before, record = '0'] = parts;
  if (snapshot.test(before) && snapshot.test(upTo) && /^\d{1,10}$/.test(record)) {
    return { epoch, before, upTo, record: Number(record) };
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
