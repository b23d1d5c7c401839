/* What crawl-worker.ts crawls, for want of the internet: a search engine, and drawings that it finds. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const side = 320;

/** A drawing that is another one for every keyword, engine and number. */
const drawing = (path: string): string => {
  const hue = Buffer.from(path).reduce((sum, byte) => (sum * 31 + byte) % 360, 7);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
  <rect width="${side}" height="${side}" fill="hsl(${hue} 60% 70%)"/><desc>${path}</desc></svg>`;
};

/** Of what is found, every fifth is gone and every seventh is the same as the one before it, as it is elsewhere. */
const answer = ({ url = '/' }: IncomingMessage, res: ServerResponse): void => {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  if (pathname === '/search') {
    const about = ['engine', 'keyword'].map((name) =>
      encodeURIComponent(searchParams.get(name) ?? ''),
    );
    const found = Array.from(
      { length: Number(searchParams.get('count')) },
      (_, nth) => `/images/${about.join('/')}/${nth + 1}.svg`,
    );
    res.setHeader('content-type', 'application/json').end(JSON.stringify(found));
    return;
  }
  const [, folder, number] = /^(\/images\/.+)\/(\d+)\.svg$/.exec(pathname) ?? [];
  const nth = Number(number);
  if (!folder || nth % 5 === 0) {
    res.writeHead(404).end();
    return;
  }
  const drawn = nth % 7 === 0 ? nth - 1 : nth;
  res.setHeader('content-type', 'image/svg+xml').end(drawing(`${folder}/${drawn}`));
};

/** Starts it on a port of its own. */
export const startImageSite = async (): Promise<{
  readonly url: string;
  readonly stop: () => void;
}> => {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, stop };
};
