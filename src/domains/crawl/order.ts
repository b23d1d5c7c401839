/** The latest rows first. */
export const latestFirst = { orderBy: [{ field: 'id', direction: 'DESC' }] } as const;
