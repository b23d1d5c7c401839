/** How the columns that every table has are described. */
export const stamps = {
  createdAt: 'When it was made.',
  updatedAt: 'When it was last changed.',
  version:
    'Its version: it grows with every change. A command that expects another version is refused (STALE).',
} as const;

/** The latest rows first. */
export const latestFirst = { orderBy: [{ field: 'id', direction: 'DESC' }] } as const;
