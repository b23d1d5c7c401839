/** A value of the API as people read it; what is no text, as JSON writes it. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);
