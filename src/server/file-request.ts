import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Claimant } from '../database/fair-queue.ts';
import type { Context, Viewer } from '../kernel/context.ts';
import { refusal, shown } from '../kernel/errors.ts';
import type { Domain } from '../kernel/schema/domain.ts';
import { isAllowed } from './cors.ts';
import type { HttpExchange } from './exchange.ts';
import type { Identity } from './identity.ts';

/* What requests for files have in common, whichever way these go. */

/** CORS: pages of the origins that may call the API may send and read files, too. Says whether nothing else was asked. */
export const isPreflight = (
  { method, headers: { origin } }: IncomingMessage,
  res: ServerResponse,
  config: Config,
  headers = 'authorization',
): boolean => {
  res.setHeader('vary', 'Origin');
  if (origin && isAllowed(config, origin)) {
    res.setHeader('access-control-allow-origin', origin);
    res.setHeader('access-control-expose-headers', 'content-disposition, x-request-id');
    res.setHeader('access-control-allow-headers', headers);
  }
  if (method !== 'OPTIONS') return false;
  res.writeHead(204).end();
  return true;
};

/** What all files are asked for and sent with. */
export type FileParts = {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly realms: readonly Domain[];
  readonly identity: Identity;
  readonly addressOf: (req: IncomingMessage, log: Logger) => string;
  readonly mask: (error: unknown) => GraphQLError;
  readonly contextFor: (viewer: Viewer, claimant: Claimant) => Context;
};

/** Who asks, in which realm; nobody is refused. */
export const whoAsks = async (
  { req, log }: HttpExchange,
  { identity, realms, addressOf }: FileParts,
): Promise<{ readonly viewer: Viewer; readonly realm: Domain }> => {
  const { viewer, turnedAway } = await identity.identify(
    { authorization: req.headers.authorization ?? null },
    addressOf(req, log),
  );
  const realm = realms.find(({ name }) => name === viewer?.realm);
  if (viewer && realm) return { viewer, realm };
  throw turnedAway ?? refusal('UNAUTHENTICATED', 'Sign in first: this needs a bearer token.');
};

export const wrongMethod = (method: string) =>
  refusal('BAD_USER_INPUT', `This is for ${method}.`, {
    http: { status: 405, headers: { allow: `${method}, OPTIONS` } },
  });

const statuses: Readonly<Record<string, number>> = {
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INTERNAL_SERVER_ERROR: 500,
};

/** Begins the answer that says a refusal as the API does, and gives its text. */
export const beginRefusal = (res: ServerResponse, error: GraphQLError): string => {
  const { http, code } = error.extensions;
  res.writeHead(http?.status ?? statuses[String(code)] ?? 400, {
    'content-type': 'application/json; charset=utf-8',
    ...http?.headers,
  });
  return JSON.stringify({ errors: [shown(error)] });
};
