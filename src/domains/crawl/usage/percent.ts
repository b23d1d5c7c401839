/** How many per cent of a limit are used, to two places; more than 100 where it was exceeded. */
export const percentOf = (used: number | string, limit: number | string): number =>
  Math.round((10_000 * Number(used)) / Number(limit)) / 100;
