import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import * as rules from '../../../src/domains/crawl/api-key/key-rules.ts';
import { hashOfKey, isKey, newKey } from '../../../src/domains/crawl/api-key/secret.ts';
import { permissionsOf } from '../../../src/domains/crawl/permission.ts';
import { outcomeOf } from './rule-of.ts';

const at = new Date('2026-03-15T10:20:00Z');

describe('a key', () => {
  test('is 256 random bits, of which only the hash and the beginning are kept', () => {
    const { key, keyHash, keyPrefix } = newKey();
    expect(Buffer.from(key.slice('crawl_'.length), 'base64url')).toHaveLength(32);
    expect(keyHash).toBe(createHash('sha256').update(key).digest('hex'));
    expect(hashOfKey(key)).toBe(keyHash);
    expect(key.startsWith(keyPrefix)).toBe(true);
    expect(keyPrefix).toHaveLength(12);
    expect(newKey().key).not.toBe(key);
  });

  test.each([
    [newKey().key, true],
    ['crawl_', false],
    [`${newKey().key}x`, false],
    ['eyJhbGciOiJIUzI1NiJ9.e30.x', false],
  ])('is told from a token: %s', (token, is) => {
    expect(isKey(token)).toBe(is);
  });

  test.each([
    ['active', null, 'active'],
    ['active', '2026-03-15T10:20:01Z', 'active'],
    ['active', '2026-03-15T10:20:00Z', 'expired'],
    ['revoked', '2026-01-01T00:00:00Z', 'revoked'],
    ['expired', null, 'expired'],
  ] as const)('that is %s until %s reads as %s', (status, expiresAt, reads) => {
    expect(rules.statusOf({ status, expiresAt }, at)).toBe(reads);
  });

  test('is revoked once', () => {
    expect(rules.revoke({ status: 'active', expiresAt: null })).toEqual({ status: 'revoked' });
    expect(rules.revoke({ status: 'revoked', expiresAt: null })).toEqual({});
  });
});

describe('permissions', () => {
  test.each([
    ['user', ['read', 'crawl_jobs:create'], undefined],
    ['user', ['crawl_chunks:work'], 'KEY_PERMISSIONS'],
    ['moderator', ['admin'], 'KEY_PERMISSIONS'],
    ['admin', ['admin', 'crawl_chunks:work'], undefined],
  ] as const)('a %s gives a key %j: %s', (role, wanted, outcome) => {
    expect(outcomeOf(() => rules.assertGrantable(wanted, permissionsOf[role]))).toBe(outcome);
  });
});
