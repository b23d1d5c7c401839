import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import type { Config } from '../config.ts';
import { excessOf } from '../executor/document-size.ts';
import { refusal, shown } from '../kernel/errors.ts';
import type { Domain } from '../kernel/schema/domain.ts';
import type { Exported } from '../kernel/sheet/exported.ts';

/** What an export is asked for by its URL. */
export type Asked = {
  readonly exported: Exported;
  readonly id: string | undefined;
  readonly filter: object | null;
  readonly orderBy: object | null;
  readonly type: 'csv' | 'xlsx' | 'jsonl';
  readonly file: string;
};

export const exportPath = '/export/';

const isType = (type: string | undefined): type is Asked['type'] =>
  type === 'csv' || type === 'xlsx' || type === 'jsonl';

/** `/export/<name>.csv`, or `/export/<name>/<id>.csv` for what belongs to one row. */
export const askedFor = (req: IncomingMessage, { exports }: Domain): Asked => {
  const { pathname, searchParams } = new URL(req.url ?? '', 'http://localhost');
  const [, name = '', id, type] =
    /^\/export\/([\w-]+)(?:\/([\w-]+))?\.(csv|xlsx|jsonl)$/.exec(pathname) ?? [];
  const exported = exports.get(name);
  if (!exported || !isType(type) || Boolean(exported.of) !== (id !== undefined)) {
    const known = [...exports].map(
      ([each, { of }]) => `${exportPath}${each}${of ? '/<id>' : ''}.csv`,
    );
    throw refusal(
      'NOT_FOUND',
      `There are only ${known.join(', ')}, and the same as .xlsx and .jsonl.`,
    );
  }
  for (const field of searchParams.keys()) {
    if (field !== 'filter' && field !== 'orderBy')
      throw wrong(field, `There is no parameter ${field}, only filter and orderBy.`);
  }
  return {
    exported,
    id,
    filter: jsonIn(searchParams, 'filter'),
    orderBy: jsonIn(searchParams, 'orderBy'),
    type,
    file: id === undefined ? name : `${name}-${id}`,
  };
};

/** A parameter that holds, as JSON, the argument of that name. */
const jsonIn = (params: URLSearchParams, field: string): object | null => {
  const text = params.get(field);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // that it is none is said below
  }
  if (typeof value === 'object' && value !== null && !excessOf(value)) return value;
  throw wrong(field, `${field} has to be JSON: what the argument ${field} is given in a query.`);
};

const wrong = (field: string, message: string) => refusal('BAD_USER_INPUT', message, { field });

/** CORS: pages of the origins that may call the API may read files, too. Says whether nothing else was asked. */
export const isPreflight = (
  { method, headers: { origin } }: IncomingMessage,
  res: ServerResponse,
  { corsOrigins }: Config,
): boolean => {
  res.setHeader('vary', 'Origin');
  if (origin && (corsOrigins.includes('*') || corsOrigins.includes(origin))) {
    res.setHeader('access-control-allow-origin', origin);
    res.setHeader('access-control-expose-headers', 'content-disposition, x-request-id');
    res.setHeader('access-control-allow-headers', 'authorization');
  }
  if (method !== 'OPTIONS') return false;
  res.writeHead(204).end();
  return true;
};

const statuses: Readonly<Record<string, number>> = {
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INTERNAL_SERVER_ERROR: 500,
};

/** Answers with a refusal, as the API says it. */
export const refuse = (res: ServerResponse, error: GraphQLError): void => {
  const { http, code } = error.extensions;
  res.writeHead(http?.status ?? statuses[String(code)] ?? 400, {
    'content-type': 'application/json; charset=utf-8',
    ...http?.headers,
  });
  res.end(JSON.stringify({ errors: [shown(error)] }));
};
