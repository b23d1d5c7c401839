/** All that a domain may use. */
export type { Access } from './access.ts';
export { builder } from './builder.ts';
export { page } from './connection.ts';
export type { Context, Viewer } from './context.ts';
export { count } from './count.ts';
export { type Entity, entity } from './entity.ts';
export { enumType } from './enum.ts';
export { type Code, refusal } from './errors.ts';
export { computed } from './field.ts';
export { byId, either, inverse, one, oneBeyond, through } from './relation.ts';
export { root } from './root.ts';
export { keyOf } from './scalar.ts';
export type { Row } from './table.ts';
