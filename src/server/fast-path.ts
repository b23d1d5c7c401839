import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { type DocumentNode, type GraphQLSchema, getOperationAST, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { excessOf } from '../executor/document-size.ts';
import type { Context } from '../kernel/context.ts';
import type { Answer, Answering } from './answer.ts';
import type { HttpExchange } from './exchange.ts';

/** What has been done for a request already when Yoga takes it over. */
export type Begun = { readonly context: Promise<Context>; readonly answer?: Promise<Answer> };

type Parts = {
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly documents: Documents;
  readonly contextOf: (exchange: HttpExchange) => Promise<Context>;
  readonly answer: Answering;
  /** The headers that an answer needs for a page of another origin. */
  readonly corsFor: (origin: string | undefined) => OutgoingHttpHeaders | undefined;
  /** Serves what is left: Yoga does, with its Fetch objects. */
  readonly others: (exchange: HttpExchange, body: Buffer | undefined, begun?: Begun) => unknown;
};

/** A longer body is parsed once, by Yoga, whatever is in it. */
const mostBytes = 16_000;

/** A syntax tree takes a hundred times the memory of its text, and a few kilobytes at least. */
const mostCharacters = 2_000_000;
const leastCharacters = 500;

/** Documents that have been found valid, by their texts. */
export class Documents {
  readonly #known = new LRUCache<string, DocumentNode>({
    maxSize: mostCharacters,
    sizeCalculation: (_document, query) => query.length + leastCharacters,
  });

  readonly learn = (document: DocumentNode): void => {
    const query = document.loc?.source.body;
    if (query) this.#known.set(query, document);
  };

  get(query: string): DocumentNode | undefined {
    return this.#known.get(query);
  }
}

/**
 * The fast path of what clients send all day: a POST of JSON whose document Yoga has parsed and found valid before. What is
 * unusual goes to Yoga whole, and an answer with errors once it is made: limits, masking and statuses stay in one place.
 */
export const fastPath =
  ({ path, schema, documents, contextOf, answer, corsFor, others }: Parts) =>
  async (exchange: HttpExchange, body: Buffer | undefined): Promise<unknown> => {
    const { req, res, learned } = exchange;
    const type = typeFor(req.headers);
    const isShort = body !== undefined && body.length <= mostBytes;
    const params = type && isShort && req.url === path ? paramsIn(body) : undefined;
    const document = params && documents.get(params.query);
    const operation = document && getOperationAST(document, params.operationName);
    if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION)
      return others(exchange, body);
    const { operationName, variables: variableValues } = params;
    if (excessOf(variableValues)) return others(exchange, body);

    const context = contextOf(exchange);
    const contextValue = await context.catch(() => undefined);
    if (!contextValue) return others(exchange, body, { context });
    const answered = answer(
      { schema, document, operationName, variableValues, contextValue },
      learned,
    );
    const made = await answered.catch(() => undefined);
    if (!made || made.errors) return others(exchange, body, { context, answer: answered });
    if (res.destroyed) return undefined;
    const { stringify = JSON.stringify, ...result } = made;
    const text = stringify(result);
    return res
      .writeHead(200, {
        'content-type': type,
        'content-length': Buffer.byteLength(text),
        ...corsFor(req.headers.origin),
      })
      .end(text);
  };

const ours: Record<string, string> = {
  'application/json': 'application/json; charset=utf-8',
  'application/*': 'application/json; charset=utf-8',
  '*/*': 'application/json; charset=utf-8',
  'application/graphql-response+json': 'application/graphql-response+json; charset=utf-8',
};

/** The type of the answer to plain JSON: the first that is accepted and ours, whatever its weight, as Yoga chooses. */
const typeFor = (headers: IncomingHttpHeaders): string | undefined => {
  const isPlain =
    /^application\/json(; ?charset=utf-8)?$/i.test(headers['content-type'] ?? '') &&
    headers['content-encoding'] === undefined &&
    headers['access-control-request-headers'] === undefined &&
    headers['access-control-request-method'] === undefined;
  const accept = headers.accept || '*/*';
  if (!isPlain || accept.includes('charset')) return undefined;
  for (const each of accept.split(',')) {
    const type = ours[(each.split(';')[0] ?? '').trim().toLowerCase()];
    if (type) return type;
  }
  return undefined;
};

type Params = {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Record<string, unknown> | null;
  readonly extensions?: object | null;
};

const names = new Set(['query', 'operationName', 'variables', 'extensions']);
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The parameters in a body, if there is nothing to be said about them. */
const paramsIn = (body: Buffer): Params | undefined => {
  const params = parsed(body);
  return isUsual(params) ? params : undefined;
};

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
};

const isUsual = (params: unknown): params is Params => {
  if (!isObject(params) || !Object.keys(params).every((name) => names.has(name))) return false;
  const { query, operationName, variables, extensions } = params as Record<string, unknown>;
  return (
    typeof query === 'string' &&
    (operationName == null || typeof operationName === 'string') &&
    (variables == null || isObject(variables)) &&
    (extensions == null || isObject(extensions))
  );
};
