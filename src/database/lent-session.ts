import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { dirname, join } from 'node:path';

const name = 'lent';

/**
 * Lends the one session of the embedded database to an operator's program (`npm run db`, `seed`, `user`), on a socket
 * beside its own. pglite-socket mixes up what two clients send at a time, so each has the session to itself while it is
 * connected: requests wait for it as they would for a transaction.
 */
export const lendSession = async (
  pgSocket: string,
  reserve: () => Promise<{ release: () => void }>,
) => {
  const path = join(dirname(pgSocket), name);
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
  const server = createServer((borrower) => {
    const loan = lend(borrower)
      .catch(() => void borrower.destroy()) // there is no session any more
      .finally(() => loans.delete(borrower));
    loans.set(borrower, loan);
  });
  server.listen(path);
  await once(server, 'listening');
  return async () => {
    server.close();
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
  try {
    const path = join(realpathSync(join(dataDir, 'socket')), name);
    const socket = connect(path);
    await once(socket, 'connect');
    socket.destroy();
    return path;
  } catch {
    return undefined;
  }
};
