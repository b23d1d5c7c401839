/** Descriptions of the columns that every table has. */
export const stamps = {
  createdAt: 'When it was made.',
  updatedAt: 'When it was last changed.',
  version: 'How often it has been changed, from 1: an update can name the version that it knows.',
};
