/** The texts in a Postgres array of one dimension, as Postgres writes it: `{a,"b, c",NULL}`. */
export const textsIn = (array: string): (string | null)[] =>
  Array.from(array.slice(1, -1).matchAll(element), ([bare = '', quoted]) => {
    if (quoted !== undefined) return quoted.replaceAll(/\\(.)/gs, '$1');
    return bare === 'NULL' ? null : bare;
  });

const element = /"((?:[^"\\]|\\.)*)"|[^,]+/gs;
