/** How the columns that every table has are described. */
export const stamps = {
  createdAt: 'When it was made.',
  updatedAt: 'When it was last changed.',
  version: 'How often it has been changed; a command that expects another version is refused.',
} as const;
