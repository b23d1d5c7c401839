import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** As in the terminal of whoever has just cloned the repository: `npm test` has put our own programs first. */
const path = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

export type Shell = ReturnType<typeof shell>;

/** Runs a line as it would be typed, with these settings and no others. */
export const shell = (line: string, settings: Record<string, string> = {}) => {
  const child = spawn('sh', ['-c', line], {
    cwd: root,
    env: { PATH: path, HOME: process.env['HOME'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, to be ended with all that it has started
  });
  let [out, err, said] = ['', '', () => {}];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
    said();
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
    said();
  });
  let isOver = false;
  const closed = once(child, 'close').then(() => {
    isOver = true;
    said();
    return { out, err, code: child.exitCode };
  });
  return {
    /** What it printed and how it ended, once it has. */
    closed,
    /** Comes back with what a line says, once it is printed. */
    until: async (line: RegExp): Promise<RegExpExecArray> => {
      for (;;) {
        const found = line.exec(out) ?? line.exec(err);
        if (found) return found;
        if (isOver) throw new Error(`It ended without that.\n${out}\n${err}`);
        await new Promise<void>((resolve) => (said = resolve));
      }
    },
    stop: async () => {
      if (!isOver && child.pid) process.kill(-child.pid, 'SIGTERM');
      return closed;
    },
  };
};
