/** A text as a constant in SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
