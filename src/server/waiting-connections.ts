import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** So many connections may be open without a request on them. */
const most = 1_000;

/** Bounds the connections that have not asked anything, or nothing more: beyond, the one that waits longest has to go. */
export const boundWaiting = (server: Server): void => {
  const waiting = new Set<Socket>();
  const wait = (socket: Socket) => {
    if (socket.destroyed) return;
    waiting.delete(socket);
    waiting.add(socket);
    const [longest] = waiting;
    if (waiting.size > most) longest?.destroy();
  };
  server.on('connection', (socket) => {
    wait(socket);
    socket.once('close', () => waiting.delete(socket));
  });
  server.on('request', ({ socket }, res) => {
    waiting.delete(socket);
    res.once('finish', () => wait(socket));
  });
  server.on('upgrade', ({ socket }) => waiting.delete(socket));
};
