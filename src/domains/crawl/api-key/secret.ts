import { createHash, randomBytes } from 'node:crypto';

/*
 * API keys: 256 random bits, shown once. What is kept is their SHA-256, which needs no salt and no slow hash: nobody can
 * guess 256 bits. The prefix tells a person which key it is.
 */

/** What every key begins with. */
export const keyMark = 'crawl_';
const prefixLength = 12;
const form = /^crawl_[\w-]{43}$/;

export type NewKey = {
  readonly key: string;
  readonly keyHash: string;
  readonly keyPrefix: string;
};

export const newKey = (): NewKey => {
  const key = `${keyMark}${randomBytes(32).toString('base64url')}`;
  return { key, keyHash: hashOfKey(key), keyPrefix: key.slice(0, prefixLength) };
};

/** Whether a bearer token can be a key of ours. */
export const isKey = (token: string): boolean => form.test(token);

export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');
