import { GraphQLError } from 'graphql';
import type { Database } from '../database/connect.ts';
import { makeKeyRing } from '../kernel/accounts/api-key.ts';
import { KeyMeter } from '../kernel/accounts/key-meter.ts';
import type { Realm } from '../kernel/accounts/people.ts';
import { takeTicket, ticketSeconds } from '../kernel/accounts/ticket.ts';
import type { Claims, Context } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import { ownerOf } from '../live/realm.ts';
import type { Accounts } from './accounts.ts';
import type { Authority } from './auth.ts';

export type Shown = { readonly authorization: string | null; readonly ticket?: string | null };

type Parts = {
  readonly authority: Authority;
  readonly accounts: Accounts;
  readonly database: Database;
  readonly realms: readonly Realm[];
};

/** Finds out who somebody is by what they show: a bearer token, or a ticket that was got with one. */
export const makeIdentity = ({ authority, accounts, database, realms }: Parts) => {
  const claimsOfKey = makeKeyRing(database.accounts, realms);
  const meter = new KeyMeter(database.accounts);
  const claimsOf = async ({ authorization, ticket }: Shown): Promise<Claims | undefined> => {
    if (ticket) {
      const taken = await takeTicket(database.accounts, ticket);
      if (!taken)
        throw unauthenticated(
          `This ticket has been used, or is older than ${ticketSeconds} seconds.`,
        );
      return taken;
    }
    if (!authorization) return undefined;
    const token = /^bearer +(\S+)$/i.exec(authorization)?.[1];
    if (!token) throw unauthenticated('The Authorization header must be "Bearer <token>".');
    return (await claimsOfKey(token)) ?? authority.verify(token);
  };

  /** Counts what comes with an API key, whose hour has room for so much. */
  const spend = async ({ realm, keyId }: Claims, address: string): Promise<void> => {
    const of = realms.find(({ name }) => name === realm);
    const seconds = of && keyId != null && (await meter.spend(of, keyId, address));
    if (!seconds) return;
    throw refusal('TOO_MANY_REQUESTS', 'This API key has made all requests of this hour: wait.', {
      http: { status: 429, headers: { 'retry-after': String(seconds) } },
    });
  };

  /** Whom claims let in, at this moment. */
  const admitted = async (claims: Claims, address: string) => {
    const viewer = await accounts.load(claims);
    const { username, realm, sessionId, keyId } = claims;
    if (viewer) {
      await spend(claims, address);
      return viewer;
    }
    if (keyId != null) throw unauthenticated('This API key has been revoked, or its time is over.');
    throw unauthenticated(
      sessionId === null
        ? `There is no active account "${username}" in ${realm}.`
        : `There is no active account "${username}" in ${realm}, or the session of this token is over.`,
    );
  };

  return {
    stop: () => meter.stop(),
    /** Who asks, as the token says, or nobody from this address: enough to wait in line. */
    ownerOf: async ({ authorization, ticket }: Shown, address: string): Promise<string> => {
      const claims = ticket ? undefined : await claimsOf({ authorization }).catch(() => undefined);
      return claims ? ownerOf(claims) : address;
    },
    /** Who has the token of a header and may come in. A name of an identity provider's is that of this account from now on. */
    admit: async (authorization: string | null, address = ''): Promise<Claims | undefined> => {
      const claims = await claimsOf({ authorization });
      return claims && { ...claims, userId: (await admitted(claims, address)).id };
    },
    /** Who asks. Whoever shows what lets nobody in is nobody: what needs no token works, the rest says why it does not. */
    identify: async (
      shown: Shown | Claims,
      address: string,
    ): Promise<Pick<Context, 'viewer' | 'claims' | 'turnedAway'>> => {
      try {
        const claims = 'username' in shown ? shown : await claimsOf(shown);
        const viewer = claims ? await admitted(claims, address) : null;
        return { viewer, claims, turnedAway: undefined };
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        return { viewer: null, claims: undefined, turnedAway: error };
      }
    },
  };
};

export type Identity = ReturnType<typeof makeIdentity>;

const unauthenticated = (message: string) => refusal('UNAUTHENTICATED', message);
