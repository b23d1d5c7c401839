import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** JSON lines for programs, readable ones for a terminal. */
export const makeLog = (level: string): Logger =>
  process.stdout.isTTY
    ? pino({ level }, pretty({ ignore: 'pid,hostname', singleLine: true }))
    : pino({ level });
