/** A text by which codes sort naturally, as the server sorts them: every number is preceded by its length. */
export const naturalKey = (code: string): string =>
  code.replace(/(\d+)|(\D+)/g, (_all, number?: string, words?: string) => {
    if (number === undefined) return (words ?? '').toLowerCase();
    const digits = number.replace(/^0+/, '');
    return `${String(digits.length).padStart(3, '0')}${digits}`;
  });

export const compare = (a: string | number, b: string | number): number =>
  a < b ? -1 : a > b ? 1 : 0;
