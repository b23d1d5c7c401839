import type { Execute } from '../executor/execute.ts';
import { tooManyRequests } from '../kernel/errors.ts';
import { assertAllowed } from '../kernel/schema/access.ts';
import { ownerOf } from '../live/realm.ts';
import { Connections } from './connections.ts';
import type { HttpExchange } from './exchange.ts';
import { beginRefusal, type FileParts, isPreflight, whoAsks, wrongMethod } from './file-request.ts';
import { sentFor } from './import-request.ts';
import { endOnceSent } from './request-body.ts';
import { Budget, budgetOf } from './request-budget.ts';
import { withStoredBody } from './stored-body.ts';

type Parts = FileParts & {
  /** Runs a document, once for an Idempotency-Key. */
  readonly execute: Execute;
};

/** So many files one user may send at a time: each takes room on the disk. */
const mostAtATime = 2;

/** Files that are too large for an argument: kept on disk on their way in, and then given to the command that takes them. */
export const importing = (parts: Parts) => {
  const { config, schema, execute, mask, contextFor } = parts;
  const uploads = new Connections(mostAtATime);

  const receive = async (exchange: HttpExchange) => {
    const { req, res, learned } = exchange;
    if (req.method !== 'POST') throw wrongMethod('POST');
    const { viewer, realm } = await whoAsks(exchange, parts);
    learned.username = viewer.username;
    const { command, allow, document, variables } = sentFor(req, schema, realm);
    learned.operation = command;
    // with a key it goes on when the client hangs up, and the file has to be there until it ends
    const isKeyed = req.headers['idempotency-key'] !== undefined;
    const { commandSeconds: seconds } = config;
    const budget = isKeyed ? new Budget(seconds) : budgetOf(res, seconds);
    const claimant = { owner: ownerOf(viewer), signal: budget.signal };
    const contextValue = contextFor(viewer, claimant);
    assertAllowed(contextValue, allow);
    const leave = uploads.enter(viewer);
    if (!leave) throw tooManyRequests();
    try {
      return await withStoredBody(req, config.maxImportBytes, async (file) => {
        const { data, errors } = await execute({
          schema,
          document,
          contextValue,
          variableValues: { ...variables, file },
        });
        learned.statements = contextValue.spent.statements;
        if (errors?.[0]) throw errors[0];
        return { data };
      });
    } finally {
      leave();
      budget.end();
    }
  };

  return async (exchange: HttpExchange): Promise<void> => {
    const { req, res } = exchange;
    if (isPreflight(req, res, config, 'authorization, content-type, idempotency-key')) return;
    try {
      const answer = await receive(exchange);
      res.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
      res.end(JSON.stringify(answer));
    } catch (error) {
      if (req.destroyed && !req.complete) return; // it has hung up
      if (!req.complete) res.setHeader('connection', 'close');
      res.write(beginRefusal(res, mask(error)));
      void endOnceSent(req, res);
    }
  };
};
