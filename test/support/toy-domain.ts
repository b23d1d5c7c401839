import { integer, jsonb, type pgSchema, serial, text } from 'drizzle-orm/pg-core';
import { domain, roles, type Table } from '../../src/kernel/index.ts';
import type { Domain } from '../../src/kernel/schema/domain.ts';

/** The table of a trail. */
export const logsIn = (own: ReturnType<typeof pgSchema>) =>
  own.table('audit_logs', {
    id: serial('id').primaryKey(),
    entityType: text('entity_type').notNull(),
    entityId: integer('entity_id').notNull(),
    action: text('action').notNull(),
    userId: integer('user_id'),
    changes: jsonb('changes'),
    timestamp: text('timestamp').notNull(),
    username: text('username'),
  });

/** A domain for a test: its people, who have the roles VIEWER and ADMIN, its trail, and the tables that the test is about. */
export const toyDomain = (
  own: ReturnType<typeof pgSchema>,
  prefix: string,
  tables: { readonly [name: string]: Table },
): Domain => {
  const people = own.table('people', {
    id: serial('id').primaryKey(),
    name: text('name').notNull(),
    role: text('role').notNull(),
  });
  const logs = logsIn(own);
  const allow = roles(own.schemaName, 'VIEWER', 'ADMIN');
  const unnamed = Object.entries(tables).map(([name, table]) => [
    `${prefix}${name}`,
    { table, about: 'Some rows.', called: ['one', 'many'] as const },
  ]);
  const toy = domain({
    name: own.schemaName,
    title: 'Toys',
    prefix,
    tables: { people, logs, ...tables },
    people: { table: people, login: ['name'], role: 'role', manage: allow },
    trail: { log: logs, allow, rows: Object.fromEntries(unnamed) },
  });
  toy.entity(`${prefix}Person`, people).implement({
    description: 'Somebody.',
    called: ['person', 'people'],
    columns: { id: 'Key.', name: 'The name.' },
  });
  return toy;
};
