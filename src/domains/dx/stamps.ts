/** What rows that can change have in common. */
export const stamps = {
  createdAt: 'When it was made.',
  updatedAt: 'When it was last changed.',
  version: 'How often it has been changed, counted from 1: what `expectedVersion` means.',
};
