import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType } from 'graphql';
import { domains } from '../../src/domains/index.ts';
import type { Answer, Api } from './api.ts';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const others = Object.values(domains).flatMap(({ domain: { prefix } }) => prefix || []);

/** PEARL's mutations, and those that all domains share. */
export const mutations = Object.fromEntries(
  Object.entries(schema.getMutationType()?.getFields() ?? {}).filter(
    ([name]) => !others.some((prefix) => name.includes(prefix)),
  ),
);

const bulk = '{ done refused outcomes { index id: entityId ok code rule field message } }';
const selections: Record<string, string> = {
  TrackerBulkResult: bulk,
  ReportingEffortItemBulkResult: bulk,
  PackageItemBulkResult: bulk,
  ReportingEffortItemBulkDeleteResult: bulk,
  CopyResult: '{ copied skipped outcomes { sourceId itemCode copyId reason message } }',
  DeleteResult: '{ id: entityId auditLogId impacts { entityType effect count } }',
};

/** The document of one mutation, with a variable for each argument that is given. */
const documentOf = (name: string, given: object, selection: string | undefined): string => {
  const field = mutations[name];
  if (!field) throw new Error(`There is no mutation ${name}.`);
  const args = field.args.filter((arg) => Object.hasOwn(given, arg.name));
  const unknown = Object.keys(given).filter((key) => !args.some((arg) => arg.name === key));
  if (unknown.length > 0) throw new Error(`${name} has no argument ${unknown.join(', ')}.`);
  const variables = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const what = selection ?? selections[getNamedType(field.type).name] ?? '{ id version }';
  return `mutation Perform${variables && `(${variables})`} { ${name}${passed && `(${passed})`} ${what} }`;
};

type Row = { id: string; version: number; [column: string]: unknown };

/** What a bulk mutation answers with. */
export type Bulk = {
  done: number;
  refused: number;
  outcomes: {
    index: number;
    id: string;
    ok: boolean;
    code: string | null;
    rule: string | null;
    field: string | null;
    message: string | null;
  }[];
};

export type Performed<Value> = {
  readonly value: Value | undefined;
  /** Why it was refused; undefined when it was not. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly field?: unknown;
  readonly rule?: unknown;
  readonly extensions?: Record<string, unknown> | undefined;
  readonly statements: number | undefined;
};

/** Lets a user perform one mutation, and tells what it answered with or why it was refused. */
export const perform = async <Value = Row>(
  api: Api,
  username: string | null,
  name: string,
  given: object,
  selection?: string,
): Promise<Performed<Value>> => {
  const answer: Answer<Record<string, Value> | null> = await api
    .as(username)
    .run(documentOf(name, given, selection), given);
  const [error] = answer.errors ?? [];
  const refused = error && {
    code: error.extensions.code,
    message: error.message,
    field: error.extensions['field'],
    rule: error.extensions['rule'],
    extensions: error.extensions,
  };
  return {
    value: answer.data?.[name] ?? undefined,
    statements: answer.extensions?.sql.statements,
    ...refused,
  };
};

/** What a mutation answers with that must not be refused. */
export const performed = async <Value = Row>(
  ...how: Parameters<typeof perform>
): Promise<Value> => {
  const { value, code, message, field } = await perform<Value>(...how);
  if (value == null) throw new Error(`${how[2]} was refused: ${code} ${String(field)} ${message}`);
  return value;
};
