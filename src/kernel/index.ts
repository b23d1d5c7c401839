/** All that a domain may use. */

export { type Context, type Viewer } from './context.ts';
export { demoOf } from './demo.ts';
export { refusal } from './errors.ts';
export { overview } from './overview.ts';
export { query } from './query.ts';
export { page } from './read/connection.ts';
export { count } from './read/count.ts';
export { through } from './read/through.ts';
export { inverse, one, oneBeyond } from './read/to-one.ts';
export { either } from './read/union-relation.ts';
export { can, roles } from './schema/access.ts';
export { builder } from './schema/builder.ts';
export { domain } from './schema/domain.ts';
export { computed, condition } from './schema/field.ts';
export { type Row, type Table } from './schema/table.ts';
export { history } from './trail/audit-log.ts';
export { type ArgBuilder, input } from './write/argument.ts';
export { bulk } from './write/bulk.ts';
export { columns } from './write/column-fields.ts';
export { mutation } from './write/mutation.ts';
export { optimistic } from './write/optimistic.ts';
export { type Values } from './write/statement.ts';
export { type Tx } from './write/tx.ts';
