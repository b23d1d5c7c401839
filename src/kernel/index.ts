/** All that a domain may use. */
export { type Access } from './access.ts';
export { type AuditTrail, auditedBy } from './audited.ts';
export { builder } from './builder.ts';
export {
  among,
  bulk,
  bulkChange,
  bulkCost,
  bulkDelete,
  doneOf,
  type Given,
  isAny,
  type OnError,
  onError,
  soundOf,
  tryEach,
} from './bulk.ts';
export { answering, command, prepared, transacted } from './command.ts';
export { page } from './connection.ts';
export { type Claims, type Context, type Viewer } from './context.ts';
export { count, countThrough } from './count.ts';
export { type Connection } from './database.ts';
export { hasDependents } from './delete-refusal.ts';
export { deletions } from './deletion.ts';
export { either } from './either.ts';
export { type Entity, entity } from './entity.ts';
export { EntityType, shownType } from './entity-type.ts';
export { enumType } from './enum.ts';
export { type Code, refusal, refusalsBy } from './errors.ts';
export { type Change } from './feed.ts';
export { computed, condition } from './field.ts';
export { type Filter } from './filter-comparison.ts';
export { hashOf, isPassword } from './hashing.ts';
export { foresee, happened } from './impact.ts';
export { changesOf, fieldsOf, newValuesOf } from './input.ts';
export { live } from './live.ts';
export { inverse, one, oneBeyond } from './relation.ts';
export { root } from './root.ts';
export { rowOf } from './row.ts';
export { keyOf } from './scalar.ts';
export { assertVersion } from './stale.ts';
export { arrayOf, run as query } from './statement.ts';
export { type StepArgs, step } from './step.ts';
export { nameOf, type Row, type Table } from './table.ts';
export { throttle } from './throttle.ts';
export { through } from './through.ts';
export { newTicket, ticketSeconds } from './ticket.ts';
export { type Locate } from './topic.ts';
export { Again } from './transaction.ts';
export { type Tx, type Values } from './tx.ts';
export { change, changeBy, creation, expectedVersion, writable } from './writable.ts';
