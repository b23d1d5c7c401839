import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { type Config, ConfigError } from '../config.ts';
import { makeDataFolder } from '../database/data-folder.ts';
import { usualOf } from '../domains/index.ts';
import type { Claims, Lifetime, Session, Tokens } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import type { Key } from '../kernel/schema/key.ts';
import { verifyHs256 } from './hs256.ts';
import { tokenFault } from './token-fault.ts';

export type Authority = {
  /** Says whom a token names; refuses one that is not ours, or has expired. */
  readonly verify: (token: string) => Promise<Claims>;
  /** Whether we make tokens: only with a secret, as an identity provider makes its own. */
  readonly signs: boolean;
  /** Makes a token that belongs to no session, as any program can that has the secret. */
  readonly sign: (
    username: string,
    options?: { realm?: string; expiresIn?: string },
  ) => Promise<string>;
  /** What commands make tokens with; nothing if an identity provider does. */
  readonly tokens: Tokens | undefined;
};

const rememberedTokens = 10_000;

export const makeAuthority = async (config: Config): Promise<Authority> => {
  const { jwksUrl, issuer, audience } = config.auth;
  const usual = usualOf(config.domains);
  const secret = jwksUrl ? undefined : new TextEncoder().encode(await secretOf(config));
  const keys = jwksUrl ? createRemoteJWKSet(new URL(jwksUrl)) : undefined;
  const demands = { ...(issuer && { issuer }), ...(audience && { audience }) };
  const check = async (token: string): Promise<JWTPayload> =>
    secret
      ? verifyHs256(token, secret, demands)
      : (await jwtVerify(token, keys as JWTVerifyGetKey, demands)).payload;
  const make = async (
    claims: JWTPayload,
    expiresAt: string | Date,
    issuedAt?: Date,
  ): Promise<string> => {
    if (!secret) throw new ConfigError('AUTH_JWKS_URL: your identity provider makes the tokens.');
    const token = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' });
    if (issuer) token.setIssuer(issuer);
    if (audience) token.setAudience(audience);
    return token.setIssuedAt(issuedAt).setExpirationTime(expiresAt).sign(secret);
  };
  // A token once found good stays good until it expires: the signature is not checked again for every request.
  const known = new LRUCache<string, Claims>({ max: rememberedTokens });

  return {
    verify: async (token) => {
      const remembered = known.get(token);
      if (remembered && remembered.expiresAt > Date.now() / 1000) return remembered;
      const {
        sub,
        exp,
        realm = usual,
        session,
        user,
        sid,
      } = await check(token).catch((error: unknown) => {
        if (error instanceof errors.JWTExpired)
          throw refusal('UNAUTHENTICATED', 'The token has expired.');
        const fault = tokenFault(error);
        throw fault === undefined ? error : unusable(fault);
      });
      if (typeof sub !== 'string' || sub === '' || !exp || typeof realm !== 'string') {
        throw unusable('it needs the texts sub and realm, and exp');
      }
      if (sub.includes('\0')) throw unusable('its sub cannot be a name');
      if (session !== undefined) throw unusable('it only prolongs a session');
      const own = <Claim>(claim: unknown, is: (claim: unknown) => claim is Claim) =>
        secret && is(claim) ? claim : null; // others have such claims of their own
      const claims = {
        realm,
        username: sub,
        expiresAt: exp,
        userId: own(user, isKey),
        sessionId: own(sid, isNumber),
      };
      known.set(token, claims);
      return claims;
    },
    signs: secret !== undefined,
    sign: (username, { realm = usual, expiresIn = '12h' } = {}) =>
      make({ realm, sub: username }, expiresIn),
    tokens: secret && {
      access: ({ realm, id, username, sessionId }, { issuedAt, expiresAt }: Lifetime) =>
        make({ realm, sub: username, user: id, sid: sessionId }, expiresAt, issuedAt),
      refresh: (session, { issuedAt, expiresAt }: Lifetime) =>
        make({ session: { ...session } }, expiresAt, issuedAt),
      sessionOf: async (token) => {
        const { session } = await check(token).catch(() => ({ session: undefined }));
        return session as Session | undefined;
      },
    },
  };
};

const isNumber = (claim: unknown): claim is number =>
  Number.isInteger(claim) && Math.abs(Number(claim)) < 2 ** 31;

const isKey = (claim: unknown): claim is Key => typeof claim === 'string' || isNumber(claim);

const unusable = (why: string) => refusal('UNAUTHENTICATED', `This token cannot be used: ${why}.`);

/** The secret of the settings, or that of the data folder, which is made when it is first asked for. */
export const secretOf = async ({ auth, embedded, dataDir }: Config): Promise<string> => {
  if (auth.secret) return auth.secret;
  if (!embedded) {
    throw new ConfigError(
      'AUTH_SECRET: with DATABASE_URL, set this or AUTH_JWKS_URL. There is no open mode.',
    );
  }
  const file = join(dataDir, 'secret');
  makeDataFolder(dataDir);
  // The first of several that start at once makes the secret; all of them read it.
  await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  const secret = await readFile(file, 'utf8');
  if (secret.length < 32) throw new ConfigError(`DATA_DIR: ${file} is not whole. Delete it.`);
  return secret;
};
