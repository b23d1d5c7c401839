import type { IncomingMessage } from 'node:http';
import {
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLSchema,
  getNamedType,
  parse,
} from 'graphql';
import { refusal } from '../kernel/errors.ts';
import type { Access } from '../kernel/schema/access.ts';
import type { Domain } from '../kernel/schema/domain.ts';

/** What a file is sent for: a command, by the URL. */
export type Sent = {
  readonly command: string;
  readonly allow: Access;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
};

export const importPath = '/import/';

/** What is shown of a report is bounded; the counts say how much there is. */
const report = `isWritten rowCount createdCount updatedCount unchangedCount problemCount differenceCount ignoredColumns
  problems(first: 1000) { row column value code rule message }
  differences(first: 1000) { row label column value known }
  changes(first: 100) { row label entityId isNew cells { column before after } }`;

/** `/import/<name>?reportingEffortId=1&dryRun=true`: a command, and its arguments but the file. */
export const sentFor = (req: IncomingMessage, schema: GraphQLSchema, { imports }: Domain): Sent => {
  const { pathname, searchParams } = new URL(req.url ?? '', 'http://localhost');
  const command = imports.get(pathname.slice(importPath.length));
  const field = schema.getMutationType()?.getFields()[command ?? ''];
  if (!command || !field) {
    const known = [...imports.keys()].map((name) => importPath + name);
    throw refusal(
      'NOT_FOUND',
      known.length > 0 ? `There are only ${known.join(', ')}.` : 'Nothing takes files here.',
    );
  }
  const args = field.args.filter(({ name }) => name !== 'file');
  for (const name of searchParams.keys()) {
    if (!args.some((arg) => arg.name === name))
      throw wrong(
        name,
        `There is no parameter ${name}, only ${args.map((each) => each.name).join(' and ')}.`,
      );
  }
  const given = args.filter(({ name }) => searchParams.has(name));
  const declared = [...given, ...field.args.filter(({ name }) => name === 'file')];
  return {
    command,
    allow: field.extensions['allow'] as Access,
    document: parse(
      `mutation Import(${declared.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')}) {
        ${command}(${declared.map(({ name }) => `${name}: $${name}`).join(', ')}) { ${report} } }`,
    ),
    variables: Object.fromEntries(
      given.map((arg) => [arg.name, valueOf(arg, searchParams.get(arg.name) ?? '')]),
    ),
  };
};

const flags = new Map([
  ['true', true],
  ['false', false],
]);

const valueOf = ({ name, type }: GraphQLArgument, text: string): string | boolean => {
  if (getNamedType(type).name !== 'Boolean') return text;
  const flag = flags.get(text);
  if (flag !== undefined) return flag;
  throw wrong(name, `${name} is true or false.`);
};

const wrong = (field: string, message: string) => refusal('BAD_USER_INPUT', message, { field });
