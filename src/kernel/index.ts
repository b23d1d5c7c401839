/** All that a domain may use. */
export type { Access } from './access.ts';
export { rowOf } from './ancestry.ts';
export { builder } from './builder.ts';
export { page } from './connection.ts';
export type { Context, Viewer } from './context.ts';
export { count } from './count.ts';
export { either } from './either.ts';
export { type Entity, entity } from './entity.ts';
export { enumType } from './enum.ts';
export { type Code, refusal } from './errors.ts';
export { computed } from './field.ts';
export { inverse, one, oneBeyond } from './relation.ts';
export { root } from './root.ts';
export { keyOf } from './scalar.ts';
export { nameOf, type Row } from './table.ts';
export { through } from './through.ts';
