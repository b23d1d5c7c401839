/* What may be said of a job. */

export const name = {
  max: 100,
  pattern: /^[\p{L}\p{N} _-]+$/u,
  meaning: 'of letters, digits, spaces, _ and - only',
};
export const keywords = { list: true, most: 50, max: 200 } as const;
export const engines = { list: true, most: 4 } as const;
export const maxImages = { min: 1, max: 100_000 };
