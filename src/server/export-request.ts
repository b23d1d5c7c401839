import type { IncomingMessage } from 'node:http';
import { excessOf } from '../executor/document-size.ts';
import { refusal } from '../kernel/errors.ts';
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
