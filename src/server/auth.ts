import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { type Config, ConfigError } from '../config.ts';
import type { Session, Tokens } from '../kernel/context.ts';
import { makeDataFolder } from '../kernel/data-folder.ts';
import { refusal } from '../kernel/errors.ts';

/** Whom a token names, and until when. */
export type Claims = {
  readonly realm: string;
  readonly username: string;
  readonly expiresAt: number;
  /** Whose the name was when the token was made, if that is known: it may be another one's by now. */
  readonly userId: number | undefined;
};

export type Authority = {
  /** Says whom a token names; refuses one that is not ours, or has expired. */
  readonly verify: (token: string) => Promise<Claims>;
  /** Whether we make tokens: only with a secret, as an identity provider makes its own. */
  readonly signs: boolean;
  /** Makes a token. */
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
  const secret = jwksUrl ? undefined : new TextEncoder().encode(await secretOf(config));
  const keys = jwksUrl ? createRemoteJWKSet(new URL(jwksUrl)) : undefined;
  const demands = { ...(issuer && { issuer }), ...(audience && { audience }) };
  const check = async (token: string): Promise<JWTPayload> => {
    const result = keys
      ? await jwtVerify(token, keys, demands)
      : await jwtVerify(token, secret as Uint8Array, { ...demands, algorithms: ['HS256'] });
    return result.payload;
  };
  const make = async (claims: JWTPayload, expiresAt: string | Date): Promise<string> => {
    if (!secret) throw new ConfigError('AUTH_JWKS_URL: your identity provider makes the tokens.');
    const token = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' });
    if (issuer) token.setIssuer(issuer);
    if (audience) token.setAudience(audience);
    return token.setIssuedAt().setExpirationTime(expiresAt).sign(secret);
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
        realm = 'pearl',
        session,
        user,
      } = await check(token).catch((error: unknown) => {
        throw isTokensFault(error) ? unusable(error.message) : error;
      });
      if (typeof sub !== 'string' || sub === '' || !exp || typeof realm !== 'string') {
        throw unusable('it needs the texts sub and realm, and exp');
      }
      if (session !== undefined) throw unusable('it only prolongs a session');
      const userId = secret && typeof user === 'number' ? user : undefined;
      const claims = { realm, username: sub, expiresAt: exp, userId };
      known.set(token, claims);
      return claims;
    },
    signs: secret !== undefined,
    sign: (username, { realm = 'pearl', expiresIn = '12h' } = {}) =>
      make({ realm, sub: username }, expiresIn),
    tokens: secret && {
      access: ({ realm, id, username }, seconds) =>
        make({ realm, sub: username, user: id }, `${seconds}s`),
      refresh: (session, expiresAt) => make({ session: { ...session } }, expiresAt),
      sessionOf: async (token) => {
        const { session } = await check(token).catch(() => ({ session: undefined }));
        return session as Session | undefined;
      },
    },
  };
};

/** The key server's faults; all else that can be wrong is wrong with the token. */
const keyServersFaults = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

const isTokensFault = (error: unknown): error is Error =>
  error instanceof errors.JOSEError && !keyServersFaults.includes(error.code);

const unusable = (why: string) => unauthenticated(`This token cannot be used: ${why}.`);

/** Refuses the whole request, not just a field of it. */
export const unauthenticated = (message: string) =>
  refusal('UNAUTHENTICATED', message, {
    http: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
  });

const secretOf = async ({ auth, embedded, dataDir }: Config): Promise<string> => {
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
