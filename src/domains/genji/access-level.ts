import type { accessLevels, visibilities } from './tables.ts';

/*
 * How far somebody gets with a collection or a document. A public one is viewed by everybody; its owner, and whoever may
 * edit all content, manages it; else the highest of the shares with the person and with the person's groups counts. What
 * holds for a collection holds for its documents, and for their elements.
 */

export type AccessLevel = (typeof accessLevels)[number];

const ranks: Record<AccessLevel, number> = { view: 1, edit: 2, manage: 3 };

/** Whether a level is enough: view < edit < manage. */
export const reaches = (level: AccessLevel | undefined, wanted: AccessLevel): boolean =>
  level !== undefined && ranks[level] >= ranks[wanted];

export const highest = (levels: readonly AccessLevel[]): AccessLevel | undefined =>
  levels.toSorted((a, b) => ranks[b] - ranks[a])[0];

/** What is known of a collection or a document, and of its shares with somebody, direct and by their groups. */
export type Facts = {
  readonly visibility: (typeof visibilities)[number] | null;
  readonly ownerId: number;
  readonly shares: readonly AccessLevel[];
};

export type Reader = { readonly id: number; readonly permissions: ReadonlySet<string> };

/** How far somebody gets; undefined for whom it does not exist. */
export const accessTo = (
  { id, permissions }: Reader,
  { visibility, ownerId, shares }: Facts,
): AccessLevel | undefined => {
  const has = (permission: string, level: AccessLevel) =>
    permissions.has(permission) ? [level] : [];
  return highest([
    ...(ownerId === id ? (['manage'] as const) : []),
    ...has('edit_any_content', 'manage'),
    ...has('view_all_content', 'view'),
    ...has('delete_any_content', 'view'),
    ...(visibility === 'public' ? (['view'] as const) : []),
    ...shares,
  ]);
};

/** How far somebody gets with a document: as far as with its collection, at least. */
export const accessToDocument = (
  reader: Reader,
  document: Omit<Facts, 'visibility'>,
  collection: Facts,
): AccessLevel | undefined =>
  highest(
    [accessTo(reader, { ...document, visibility: null }), accessTo(reader, collection)].filter(
      (level) => level !== undefined,
    ),
  );
