import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';

const graceMs = 500;
const unavailable =
  'HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

/**
 * Graceful stop of an HTTP server: no new connections; whoever keeps one alive is told "Connection: close" with its next
 * answer, and hung up on if it asks nothing for a while. What takes longer than `patienceMs` is cut off.
 */
export const gracefulStop = (http: Server) => {
  const running = new Set<ServerResponse>();
  let isStopping = false;
  http.prependListener('request', (_req, res) => {
    running.add(res);
    res.once('close', () => running.delete(res));
    res.shouldKeepAlive &&= !isStopping;
  });
  return async (patienceMs: number): Promise<void> => {
    const closed = once(http, 'close');
    isStopping = true;
    for (const res of running) res.shouldKeepAlive = false;
    http.removeAllListeners('upgrade').on('upgrade', (_req, stream) => stream.end(unavailable));
    NetServer.prototype.close.call(http); // that of HTTP hangs up on the idle at once: their next request is on its way
    const cut = setTimeout(() => http.closeAllConnections(), patienceMs);
    await Promise.race([closed, wait(Math.min(graceMs, patienceMs))]);
    await setImmediate(); // what has arrived is read first
    const sweep = setInterval(() => http.closeIdleConnections(), 50);
    http.close();
    await closed;
    clearInterval(sweep);
    clearTimeout(cut);
  };
};
