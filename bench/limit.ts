/** What hand-written code can reach: one prepared statement per query, whose JSON text goes to the socket as it comes. */
import { createServer, type IncomingMessage } from 'node:http';
import postgres from 'postgres';
import { statements } from './limit-sql.ts';

const sql = postgres(process.env['DATABASE_URL']!, {
  max: Number(process.env['DATABASE_POOL']),
  fetch_types: false,
});

const read = (request: IncomingMessage) =>
  new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });

const answers = Object.fromEntries(
  Object.entries(statements).map(([name, { text, before, after }]) => {
    const [first, last] = [Buffer.from(before), Buffer.from(after)];
    const answer = async (variables: { id?: string } = {}) => {
      const params = variables.id === undefined ? [] : [variables.id];
      const rows = await sql.unsafe(text, params, { prepare: true }).raw();
      if (rows.length === 0) return Buffer.from('{"data":{"reportingEffort":null}}');
      return Buffer.concat([first, ...rows.map((row) => row[0]!), last]);
    };
    return [name, answer];
  }),
);

const server = createServer(async (request, response) => {
  try {
    const { operationName, variables } = JSON.parse((await read(request)).toString());
    const body = await answers[operationName]!(variables);
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
      .end(body);
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGTERM', () => process.exit());
