import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** Lines are written together: a write for each would take as long as to answer a small request. */
const flushMs = 100;

/** JSON lines for programs, readable ones for a terminal. */
export const makeLog = (level: string): Logger => {
  if (process.stdout.isTTY) {
    return pino({ level }, pretty({ ignore: 'pid,hostname', singleLine: true }));
  }
  // asynchronous: whoever reads the log slowly, or not at all, must not hold the event loop up
  const destination = pino.destination({ sync: false, minLength: 8192, periodicFlush: flushMs });
  process.once('exit', () => {
    try {
      destination.flushSync();
    } catch {
      // there was nothing to write, or nobody reads it
    }
  });
  return pino({ level }, destination);
};
