import { createHash, randomBytes } from 'node:crypto';
import type { Connection } from '../../database/connection.ts';
import type { Claims } from '../context.ts';
import { refusal } from '../errors.ts';
import type { Tx } from '../write/tx.ts';

export const ticketSeconds = 30;

const digestOf = (ticket: string) => createHash('sha256').update(ticket).digest('base64url');

/** A ticket lets somebody in once, as the token does that it was got with, and never for longer than that. */
export const newTicket = async (tx: Tx): Promise<string> => {
  const { claims } = tx.ctx;
  if (!claims) throw refusal('UNAUTHENTICATED', 'Sign in first: this needs a bearer token.');
  const ticket = randomBytes(24).toString('base64url');
  await tx.query(
    `insert into kernel.tickets (digest, claims, expires_at)
     values ($1, $2::jsonb, least(now() + interval '${ticketSeconds} seconds', to_timestamp($3::float8)))`,
    [digestOf(ticket), JSON.stringify(claims), claims.expiresAt],
  );
  return ticket;
};

/** Takes a ticket: whoever comes with it a second time gets nothing for it. */
export const takeTicket = async (sql: Connection, ticket: string): Promise<Claims | undefined> => {
  const [taken] = await sql.unsafe<{ claims: Claims; isGood: boolean }[]>(
    'delete from kernel.tickets where digest = $1 returning claims, expires_at > now() as "isGood"',
    [digestOf(ticket)],
  );
  return taken?.isGood ? taken.claims : undefined;
};
