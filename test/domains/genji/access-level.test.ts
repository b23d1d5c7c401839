import { describe, expect, test } from 'vitest';
import {
  type AccessLevel,
  accessTo,
  accessToDocument,
  reaches,
} from '../../../src/domains/genji/access-level.ts';

const reader = (...permissions: string[]) => ({ id: 1, permissions: new Set(permissions) });
const nobody = reader();
const theirs = { visibility: 'private', ownerId: 2, shares: [] } as const;

describe('how far somebody gets', () => {
  test.each([
    ['no further than others', nobody, theirs, undefined],
    ['to a public collection', nobody, { ...theirs, visibility: 'public' }, 'view'],
    [
      'to a shared one that is shared with others',
      nobody,
      { ...theirs, visibility: 'shared' },
      undefined,
    ],
    ['to what one owns', nobody, { ...theirs, ownerId: 1 }, 'manage'],
    ['by a share', nobody, { ...theirs, visibility: 'shared', shares: ['edit'] }, 'edit'],
    [
      'by the highest of shares',
      nobody,
      { ...theirs, shares: ['view', 'manage', 'edit'] },
      'manage',
    ],
    [
      'past a share that is less than public',
      nobody,
      { ...theirs, visibility: 'public', shares: ['view'] },
      'view',
    ],
    [
      'past what is public by a share',
      nobody,
      { ...theirs, visibility: 'public', shares: ['edit'] },
      'edit',
    ],
    ['by being allowed to view all', reader('view_all_content'), theirs, 'view'],
    ['by being allowed to edit all', reader('edit_any_content'), theirs, 'manage'],
    ['by being allowed to delete all', reader('delete_any_content'), theirs, 'view'],
    ['not by another permission', reader('manage_users', 'create_document'), theirs, undefined],
  ] as const)('%s', (_how, who, facts, level) => {
    expect(accessTo(who, facts)).toBe(level);
  });

  const document = { ownerId: 2, shares: [] as AccessLevel[] };

  test.each([
    ['its collection', document, { ...theirs, shares: ['edit'] }, 'edit'],
    ['its own share', { ...document, shares: ['view'] }, theirs, 'view'],
    [
      'the higher of both',
      { ...document, shares: ['view'] },
      { ...theirs, shares: ['manage'] },
      'manage',
    ],
    [
      'the higher of both, the other way round',
      { ...document, shares: ['manage'] },
      { ...theirs, visibility: 'public' },
      'manage',
    ],
    ['its owner', { ...document, ownerId: 1 }, theirs, 'manage'],
    ['nothing', document, theirs, undefined],
  ] as const)('a document is reached by %s', (_how, own, collection, level) => {
    expect(accessToDocument(nobody, own, collection)).toBe(level);
  });

  test.each([
    [undefined, []],
    ['view', ['view']],
    ['edit', ['view', 'edit']],
    ['manage', ['view', 'edit', 'manage']],
  ] as const)('%s is enough for %j', (level, enough) => {
    const levels = ['view', 'edit', 'manage'] as const;
    expect(levels.filter((wanted) => reaches(level, wanted))).toEqual(enough);
  });
});
