import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { pagePolicy } from './security-headers.ts';

const built = fileURLToPath(new URL('../../dist/web', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

type File = { readonly type: string; readonly plain: Buffer; readonly zipped: Buffer | undefined };

/** Static files, read and compressed once: a request names one that is there, and reads no other. */
const filesIn = (folder: string): ReadonlyMap<string, File> =>
  new Map(
    globSync('**', { cwd: folder })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => {
        const plain = readFileSync(join(folder, name));
        const type = types[extname(name)] ?? 'application/octet-stream';
        const zipped = extname(name) === '.woff2' ? undefined : gzipSync(plain, { level: 9 });
        return [`/${name}`, { type, plain, zipped }];
      }),
  );

/** Named by their content, so they never change. */
const isLasting = (path: string) => path.startsWith('/assets/');
const lasting = 'public, max-age=31536000, immutable';

export const isBrowser = ({ headers }: IncomingMessage): boolean =>
  headers.accept?.includes('text/html') === true;

/** Where the build has left room for what the server tells the page. */
const room = '<script id="pearl" type="application/json"></script>';

export type Page = ReturnType<typeof makePage>;

/**
 * The page, if `npm run build` has made it: its files by their names, and itself at every other address at which a browser
 * asks for a page, since its own links are such addresses. `told` is what the page knows from the start.
 */
export const makePage = (told: (req: IncomingMessage) => unknown, folder = built) => {
  const files = existsSync(folder) ? filesIn(folder) : new Map<string, File>();
  const shell = files.get('/index.html')?.plain.toString();

  /** Answers, unless this is not for the page. */
  return async (path: string, req: IncomingMessage, res: ServerResponse): Promise<boolean> => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return false;
    const file = path === '/index.html' ? undefined : files.get(path);
    if (file) {
      const body = /\bgzip\b/.test(String(req.headers['accept-encoding'])) && file.zipped;
      res.setHeader('vary', 'accept-encoding');
      if (body) res.setHeader('content-encoding', 'gzip');
      if (isLasting(path)) res.setHeader('cache-control', lasting);
      send(req, res, file.type, body || file.plain);
      return true;
    }
    const isPage = isBrowser(req) && !isLasting(path);
    if (!isPage && !(path === '/' && shell)) return false;
    if (shell) {
      const settings = JSON.stringify(await told(req)).replaceAll('<', '\\u003c');
      res.setHeader('content-security-policy', pagePolicy);
      send(
        req,
        res,
        types['.html'],
        shell.replace(room, () => room.replace('></', `>${settings}</`)),
      );
    } else send(req, res, types['.html'], notBuilt);
    return true;
  };
};

const send = (
  { method }: IncomingMessage,
  res: ServerResponse,
  type: string | undefined,
  body: Buffer | string,
) => {
  res.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  res.end(method === 'HEAD' ? undefined : body);
};

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>PEARL</title>
<h1>PEARL</h1>
<p>This server has no page: it has not been built. Run <code>npm run build</code>, and start the server again.</p>
<p>GraphQL is at <code>/graphql</code>. A browser finds GraphiQL there, a page to try it on, if the server was started with
<code>GRAPHIQL=on</code>.</p>
</html>
`;
