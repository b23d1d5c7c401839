/** How the columns that many tables have are described. */
export const version =
  'Its version: it grows with every change. A command that expects another version is refused (STALE).';

export const stamps = {
  created: 'When it was made.',
  modified: 'When it was last changed.',
  version,
} as const;
