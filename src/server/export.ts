import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import type { Database } from '../database/connect.ts';
import type { Claimant } from '../database/fair-queue.ts';
import type { Execute } from '../executor/execute.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import { assertAllowed } from '../kernel/schema/access.ts';
import { csvOf } from '../kernel/sheet/csv-writer.ts';
import { cellsOf, type Exported, jsonLineOf } from '../kernel/sheet/exported.ts';
import { xlsxOf } from '../kernel/sheet/xlsx-writer.ts';
import { ownerOf } from '../live/realm.ts';
import type { HttpExchange } from './exchange.ts';
import { type Asked, askedFor } from './export-request.ts';
import { beginRefusal, type FileParts, isPreflight, whoAsks, wrongMethod } from './file-request.ts';
import { budgetOf } from './request-budget.ts';

type Parts = FileParts & {
  readonly database: Database;
  readonly execute: Execute;
};

type Page = {
  readonly nodes: readonly object[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
};
type Rows = readonly object[];

const rowsPerPage = 500;

/** What Node calls it when a client has hung up. */
const hungUp = 'ERR_STREAM_PREMATURE_CLOSE';

const types = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  jsonl: 'application/jsonl; charset=utf-8',
};

/** Rows as files: pages of the API, each read when the client has taken the one before, all as of the same moment. */
export const exporting = (parts: Parts) => {
  const { config, schema, database, execute, mask, contextFor } = parts;
  const documents = new WeakMap<Exported, DocumentNode>();

  const documentOf = (exported: Exported): DocumentNode => {
    const document = documents.get(exported) ?? makeDocument(schema, exported);
    documents.set(exported, document);
    return document;
  };

  async function* pagesOf(asked: Asked, contextOf: () => Context): AsyncGenerator<Rows, void> {
    const { exported, id, filter, orderBy } = asked;
    const { rows, of, where } = exported;
    const all = [of && { [of.key]: { eq: id } }, where, filter].filter((each) => each != null);
    let [first, after] = [rowsPerPage, null as string | null];
    for (;;) {
      const { data, errors = [] } = await execute({
        schema,
        document: documentOf(exported),
        contextValue: contextOf(),
        variableValues: {
          id,
          filter: all.length > 1 ? { and: all } : (all[0] ?? null),
          orderBy: orderBy ?? exported.orderBy,
          first,
          after,
        },
      });
      const isTooLarge = errors[0]?.extensions['code'] === 'TOO_EXPENSIVE';
      if (errors[0] && !(isTooLarge && first > 1)) throw errors[0];
      if (isTooLarge) {
        first = Math.ceil(first / 2); // rows may be long
        continue;
      }
      if (of && !data?.[of.one])
        throw refusal('NOT_FOUND', `There is nothing with the id ${id}.`, { field: 'id' });
      const { nodes, pageInfo } = (data as { readonly [list: string]: Page })[rows] as Page;
      yield nodes;
      if (!pageInfo.hasNextPage) return;
      after = pageInfo.endCursor;
    }
  }

  const send = async ({ res, learned }: HttpExchange, asked: Asked, viewer: Viewer) => {
    learned.username = viewer.username;
    const { signal } = budgetOf(res, config.commandSeconds);
    const claimant = { owner: ownerOf(viewer), signal };
    const snapshot = database.embedded ? undefined : await snapshotIn(database, claimant);
    const sql = snapshot && { sql: snapshot.lease };
    try {
      const { type, file, exported } = asked;
      const contextOf = () => ({ ...contextFor(viewer, claimant), ...sql });
      if (exported.allow) assertAllowed(contextOf(), exported.allow);
      const pages = pagesOf(asked, contextOf);
      const first = await pages.next(); // what is refused is refused before anything is sent
      const rows = (async function* () {
        if (!first.done) yield first.value;
        yield* pages;
      })();
      res.setHeader('content-type', types[type]);
      res.setHeader('content-disposition', `attachment; filename="${file}.${type}"`);
      await pipeline(bodyOf(asked, rows), res);
    } finally {
      await snapshot?.end();
    }
  };

  return async (exchange: HttpExchange): Promise<void> => {
    const { req, res } = exchange;
    if (isPreflight(req, res, config)) return;
    try {
      if (req.method !== 'GET') throw wrongMethod('GET');
      const { viewer, realm } = await whoAsks(exchange, parts);
      await send(exchange, askedFor(req, realm), viewer);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === hungUp) return;
      const refused = mask(error);
      if (res.headersSent)
        res.destroy(); // half a file must not look like one
      else res.end(beginRefusal(res, refused));
    }
  };
};

/** The text of a file, or its bytes, page by page. */
const bodyOf = ({ type, file, exported }: Asked, pages: AsyncIterable<Rows>) => {
  const cells = async function* () {
    yield [Object.keys(exported.columns)];
    for await (const rows of pages) yield rows.map((row) => cellsOf(exported, row));
  };
  const lines = async function* () {
    for await (const rows of pages) yield rows.map((row) => jsonLineOf(exported, row)).join('');
  };
  if (type === 'xlsx') return xlsxOf(cells(), file, exported.valid ?? {});
  return Readable.from(type === 'csv' ? csvOf(cells()) : lines(), { highWaterMark: 1 });
};

/** A connection on which everything is read as of the same moment. */
const snapshotIn = async ({ exports }: Database, claimant: Claimant) => {
  const lease = await exports.checkout(claimant);
  const end = async () => {
    if (lease.isSound) await lease.end('rollback').catch(() => {});
    lease.release();
  };
  await lease.unsafe('begin isolation level repeatable read, read only').catch(async (error) => {
    await end();
    throw error;
  });
  return { lease, end };
};

const makeDocument = (schema: GraphQLSchema, { rows, select, of }: Exported): DocumentNode => {
  const args = schema.getQueryType()?.getFields()[rows]?.args ?? [];
  const typeOf = (name: string) => String(args.find((arg) => arg.name === name)?.type);
  const document = parse(`
    query Export(${of ? '$id: ID!, ' : ''}$filter: ${typeOf('filter')}, $orderBy: ${typeOf('orderBy')}, $first: Int, $after: String) {
      ${of ? `${of.one}(id: $id) { __typename }` : ''}
      ${rows}(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        nodes { ${select} }
        pageInfo { hasNextPage endCursor }
      }
    }`);
  const [error] = validate(schema, document);
  if (error) throw new Error(`The export of ${rows} does not fit the schema: ${error.message}`);
  return document;
};
