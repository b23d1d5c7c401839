import { z } from 'zod';
import { domainNames } from './domains/index.ts';

const whole = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`);
const oneOf = <const Value extends string>(...values: readonly Value[]) =>
  z.enum(values, `must be ${values.slice(0, -1).join(', ')} or ${values.at(-1)}`);
const flag = oneOf('on', 'off').transform((value) => value === 'on');
const domain = z.enum(domainNames, {
  error: ({ input }) => `there is no "${String(input)}", only ${domainNames.join(', ')}`,
});
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each, at, all) => each && all.indexOf(each) === at),
);
const url = z.url('must be a URL');
const isOrigin = (text: string) =>
  text === '*' || (URL.canParse(text) && new URL(text).origin === text);

/** Every setting: an environment variable, its default and what it does. The README's table is made from this. */
export const settings = z.object({
  PORT: whole(0, 65535).default(4000).describe('The port to listen on.'),
  HOST: z.string().default('127.0.0.1').describe('The address to listen on; `0.0.0.0` for all.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' })
    .optional()
    .describe('The Postgres to use. Without it, an embedded database in `DATA_DIR`.'),
  DATABASE_POOL: whole(1, 500)
    .default(10)
    .describe(
      'How many connections to Postgres for reading, beside three that all share for rows that they look up by keys.',
    ),
  DATABASE_WRITERS: whole(1, 500)
    .default(10)
    .describe('How many connections to Postgres for writing: so many mutations run at a time.'),
  STATEMENT_SECONDS: whole(1, 3600)
    .default(30)
    .describe(
      'How long Postgres may work on one statement of a request; for commands that take long, and `deletePreview`, only their own limits count.',
    ),
  REQUEST_SECONDS: whole(1, 3600)
    .default(60)
    .describe(
      'How long a request may take in all. What it still asks of the database is cancelled then.',
    ),
  COMMAND_SECONDS: whole(1, 86_400)
    .default(600)
    .describe(
      'How long a command may take that goes on without its request: one that takes long, with an Idempotency-Key.',
    ),
  MAX_WAITING: whole(1)
    .default(1000)
    .describe(
      'How many requests may wait for a connection to the database; beyond it, those of whoever has the most are refused.',
    ),
  DATA_DIR: z
    .string()
    .default('.data')
    .describe('Where the embedded database and its secret live.'),
  AUTH_SECRET: z
    .string()
    .min(32, 'must have at least 32 characters')
    .optional()
    .describe('Signs and checks tokens (HS256). Made by itself for the embedded database.'),
  AUTH_JWKS_URL: url
    .optional()
    .describe('The keys of your identity provider, instead of `AUTH_SECRET`.'),
  AUTH_ISSUER: z
    .string()
    .optional()
    .describe('The `iss` that tokens must have; needed with `AUTH_JWKS_URL`.'),
  AUTH_AUDIENCE: z
    .string()
    .optional()
    .describe('The `aud` that tokens must have; needed with `AUTH_JWKS_URL`.'),
  DOMAINS: list
    .pipe(z.array(domain).min(1, 'must name at least one'))
    .default(domainNames)
    .describe('Which domains to serve, separated by commas.'),
  GENJI_PUBLIC: flag
    .optional()
    .describe(
      '`on` or `off`: whether public collections of Genji are read without signing in. Default: `off`.',
    ),
  CORS_ORIGINS: list
    .refine((origins) => origins.every(isOrigin), 'must be origins such as https://app.example.com')
    .optional()
    .describe(
      'Web origins that may call the server, separated by commas; `*` for all. Default: `*` when embedded, else none.',
    ),
  TRUSTED_PROXIES: whole(0, 10)
    .default(0)
    .describe(
      'How many proxies of yours stand before the server: the client’s address is that far from the end of `X-Forwarded-For`.',
    ),
  GRAPHIQL: flag.optional().describe('`on` or `off`. Default: `on` when embedded.'),
  INTROSPECTION: flag
    .optional()
    .describe('`on` or `off`. Default: `on` when embedded or with GraphiQL, which needs it.'),
  SQL_REPORT: oneOf('off', 'admin', 'all')
    .optional()
    .describe(
      'Who gets `extensions.sql { statements, ms }`: `off`, `admin` or `all`. Default: `all` when embedded, else `admin`.',
    ),
  METRICS: flag
    .optional()
    .describe('`on` or `off`: numbers for Prometheus at `/metrics`. Default: `on` when embedded.'),
  LOG_LEVEL: oneOf('silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace')
    .default('info')
    .describe('How much to log. JSON lines; readable ones on a terminal.'),
  MAX_BODY_BYTES: whole(1).default(1_000_000).describe('The largest request body.'),
  MAX_IMPORT_BYTES: whole(1)
    .default(50_000_000)
    .describe('The largest file that `POST /import/…` takes; it has to come within a minute.'),
  MAX_DEPTH: whole(1).default(14).describe('How deep a document may nest.'),
  MAX_ALIASES: whole(0)
    .default(30)
    .describe('How many aliases a document may have, and how many fields it may repeat.'),
  MAX_DIRECTIVES: whole(0).default(8).describe('How many directives a document may have.'),
  MAX_TOKENS: whole(1)
    .default(2000)
    .describe(
      'How many tokens a document may have, and how many fields with its fragments spread out.',
    ),
  MAX_COST: whole(1)
    .default(20_000_000)
    .describe(
      'How many fields a document’s answer would have if all its pages were full: refused before anything is read.',
    ),
  MAX_VALUES: whole(1)
    .default(150_000)
    .describe(
      'How much one answer may hold: a field is 1, an object 8, and 50 characters of a long text 1 more.',
    ),
  MAX_ROWS: whole(1).default(10_000).describe('How many rows one request may read.'),
  MAX_CONNECTIONS: whole(1)
    .default(50)
    .describe('How many WebSockets and event streams one user may have open.'),
  MAX_SUBSCRIPTIONS: whole(1)
    .default(100)
    .describe('How many subscriptions one WebSocket may carry.'),
  MAX_QUEUE: whole(1)
    .default(1000)
    .describe('How many changes may wait for a slow subscriber before it is cut off.'),
  AUDIT_DAYS: whole(0, 100_000)
    .default(0)
    .describe(
      'How many days the audit trail is kept; `0`: for ever. A delete that is no longer in it cannot be undone.',
    ),
  SHUTDOWN_SECONDS: whole(0, 3600)
    .default(10)
    .describe('How long a stop waits for running requests.'),
});

export type Config = ReturnType<typeof readConfig>;

/** A setting that cannot be used: its message is for whoever starts the server. */
export class ConfigError extends Error {}

export const readConfig = (environment: Readonly<Record<string, string | undefined>>) => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { success, data, error } = settings.safeParse(given);
  if (!success) {
    throw new ConfigError(
      error.issues.map(({ path, message }) => `${String(path[0])}: ${message}`).join('\n'),
    );
  }
  const embedded = !data.DATABASE_URL;
  const { AUTH_JWKS_URL: jwksUrl, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = data;
  if (jwksUrl && !(issuer && audience)) {
    throw new ConfigError('AUTH_JWKS_URL: needs AUTH_ISSUER and AUTH_AUDIENCE beside it.');
  }
  const graphiql = data.GRAPHIQL ?? (embedded && data.INTROSPECTION !== false);
  const introspection = data.INTROSPECTION ?? (embedded || graphiql);
  if (graphiql && !introspection) {
    throw new ConfigError(
      'GRAPHIQL: cannot be on while INTROSPECTION is off: GraphiQL reads the schema by it.',
    );
  }
  return {
    port: data.PORT,
    host: data.HOST,
    databaseUrl: data.DATABASE_URL,
    connections: data.DATABASE_POOL,
    writers: data.DATABASE_WRITERS,
    trustedProxies: data.TRUSTED_PROXIES,
    statementSeconds: data.STATEMENT_SECONDS,
    requestSeconds: data.REQUEST_SECONDS,
    commandSeconds: data.COMMAND_SECONDS,
    mostWaiting: data.MAX_WAITING,
    dataDir: data.DATA_DIR,
    embedded,
    auth: { secret: data.AUTH_SECRET, jwksUrl, issuer, audience },
    domains: data.DOMAINS,
    guests: data.GENJI_PUBLIC ? ['genji'] : [],
    corsOrigins: data.CORS_ORIGINS ?? (embedded ? ['*'] : []),
    graphiql,
    introspection,
    sqlReport: data.SQL_REPORT ?? (embedded ? 'all' : 'admin'),
    metrics: data.METRICS ?? embedded,
    logLevel: data.LOG_LEVEL,
    maxBodyBytes: data.MAX_BODY_BYTES,
    maxImportBytes: data.MAX_IMPORT_BYTES,
    maxDepth: data.MAX_DEPTH,
    maxAliases: data.MAX_ALIASES,
    maxDirectives: data.MAX_DIRECTIVES,
    maxTokens: data.MAX_TOKENS,
    maxCost: data.MAX_COST,
    maxRows: data.MAX_ROWS,
    maxValues: data.MAX_VALUES,
    maxConnections: data.MAX_CONNECTIONS,
    maxSubscriptions: data.MAX_SUBSCRIPTIONS,
    maxQueue: data.MAX_QUEUE,
    auditDays: data.AUDIT_DAYS,
    shutdownSeconds: data.SHUTDOWN_SECONDS,
  };
};

/** The settings as a table for people. */
export const settingsTable = (): string => {
  const rows = Object.entries(settings.shape).map(([name, setting]) => {
    const byDefault = setting.parse(undefined);
    return `| \`${name}\` | ${byDefault === undefined ? '' : `\`${String(byDefault)}\``} | ${setting.description} |`;
  });
  return ['| setting | default | what it does |', '|---|---|---|', ...rows].join('\n');
};
