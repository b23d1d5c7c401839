/** Hand-written: one prepared statement per query, whose JSON text goes to the socket as it comes. */
import { createServer, type IncomingMessage } from 'node:http';
import postgres from 'postgres';
import { connections, databaseUrl, port } from './environment.ts';
import type { statements as Statements } from './limit-sql.ts';

const { statements }: { statements: typeof Statements } = await import(`./${process.argv[2]}`);
const sql = postgres(databaseUrl, { max: connections, fetch_types: false });

const answers = new Map(
  Object.entries(statements).map(([name, { text, before = '', after = '' }]) => {
    const [head, tail] = [Buffer.from(before), Buffer.from(after)];
    const answer = async (params: string[]): Promise<Buffer> => {
      const rows = await sql.unsafe(text, params, { prepare: true }).raw();
      if (rows.length === 0 && before === '')
        return Buffer.from('{"data":{"reportingEffort":null}}');
      return Buffer.concat([head, ...rows.flatMap((row) => row), tail]);
    };
    return [name, answer];
  }),
);

const read = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
};

const server = createServer(async (request, response) => {
  try {
    const { operationName, variables } = await read(request);
    const body = await answers.get(operationName)?.(Object.values<string>(variables));
    if (!body) throw new Error(`There is no ${operationName}.`);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
});
server.listen(port, '127.0.0.1');
process.once('SIGTERM', () => process.exit());
