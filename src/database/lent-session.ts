import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

const name = 'lent';
const reopening = 'reopen';

/**
 * Lends the one session of the embedded database to an operator's program (`npm run db`, `seed`, `user`), on a socket
 * beside its own. pglite-socket mixes up what two clients send at a time, so each has the session to itself while it is
 * connected: requests wait for it as they would for a transaction.
 */
export const lendSession = async (
  pgSocket: string,
  reserve: () => Promise<{ release: () => void }>,
  reopen: () => Promise<void>,
) => {
  const loans = new Map<Socket, Promise<void>>();
  const lend = async (borrower: Socket): Promise<void> => {
    const gone = closed(borrower);
    const session = await reserve();
    try {
      if (borrower.destroyed) return; // it has hung up in the meantime
      const loan = connect(pgSocket);
      const over = closed(loan);
      borrower.pipe(loan).pipe(borrower);
      await Promise.race([gone, over]);
      borrower.destroy();
      loan.destroy(); // what it has left open is rolled back, before anybody else gets an answer
      await Promise.all([gone, over]);
    } finally {
      session.release();
    }
  };
  /** Opens the database anew, which may be another one by now, while nobody has the session. */
  const renew = async (caller: Socket): Promise<void> => {
    caller.on('error', () => {});
    const session = await reserve();
    await reopen().finally(() => session.release());
    caller.end('done');
  };
  const listen = async (serve: (socket: Socket) => Promise<void>, to: string) => {
    const server = createServer((socket) => {
      const loan = serve(socket)
        .catch(() => void socket.destroy()) // there is no session any more
        .finally(() => loans.delete(socket));
      loans.set(socket, loan);
    });
    server.listen(join(dirname(pgSocket), to));
    await once(server, 'listening');
    return server;
  };
  const servers = await Promise.all([listen(lend, name), listen(renew, reopening)]);
  return async () => {
    for (const server of servers) server.close();
    for (const borrower of loans.keys()) borrower.destroy();
    await Promise.all(loans.values());
  };
};

/** Until a socket is closed, whatever has gone wrong with it. */
const closed = (socket: Socket) =>
  new Promise<void>((resolve) => {
    socket.on('error', () => {}).once('close', () => resolve());
  });

/** The socket on which a running server of this data folder lends its session, if there is one. */
export const lentSession = async (dataDir: string): Promise<string | undefined> => {
  const socket = await reach(dataDir, name);
  socket?.destroy();
  return socket && join(realpathSync(join(dataDir, 'socket')), name);
};

/** Lets a running server of this data folder open its database anew; false when there is none. */
export const reopenAt = async (dataDir: string): Promise<boolean> => {
  const socket = await reach(dataDir, reopening);
  if (!socket) return false;
  const answer = await text(socket).catch(() => '');
  if (answer !== 'done')
    throw new Error('The server could not open the database: look at its log.');
  return true;
};

const reach = async (dataDir: string, to: string): Promise<Socket | undefined> => {
  try {
    const socket = connect(join(realpathSync(join(dataDir, 'socket')), to));
    await once(socket, 'connect');
    return socket;
  } catch {
    return undefined;
  }
};
