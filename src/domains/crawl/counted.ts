/** A number and what is counted: `1 image`, `2 images`. */
export const counted = (count: number, one: string): string =>
  `${count} ${count === 1 ? one : `${one}s`}`;
