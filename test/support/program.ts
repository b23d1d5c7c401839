import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../src/cli/db/run.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export type Program = ReturnType<typeof start>;

/** Starts a program of ours as a user would, with these settings and no others; for PEARL alone, if nothing else is said. */
export const start = (script: string, settings: Record<string, string>, args: string[] = []) => {
  const began = performance.now();
  const child = spawn(process.execPath, ['--liftoff-only', script, ...args], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: 'node_modules/.cache/node',
      DOMAINS: 'pearl',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  const closed = once(child, 'close').then(() => ({
    out,
    err,
    code: child.exitCode,
    signal: child.signalCode,
  }));

  /** What matches, once it is printed. */
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const found = pattern.exec(out);
      if (found) return found;
      const part = await Promise.race([once(child.stdout, 'data'), closed]);
      if (!Array.isArray(part)) throw new Error(`It ended before it was ready.\n${out}\n${err}`);
    }
  };

  /** The address that it prints once it is ready. */
  const url = async (): Promise<string> => (await until(/(http:\/\/[\w.:]+)\/graphql/))[1] ?? '';

  return {
    url,
    until,
    /** What it printed and how it ended, once it has. */
    closed,
    seconds: () => (performance.now() - began) / 1000,
    printed: () => out,
    pid: child.pid,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
  };
};

/** Runs a command of `npm run db` in this process, where starting the program is not what is tested: that takes a second. */
export const command = async (settings: Record<string, string>, args: readonly string[]) => {
  let [out, err] = ['', ''];
  const code = await runCommand(args, settings, {
    out: (text) => (out += `${text}\n`),
    err: (text) => (err += `${text}\n`),
  });
  return { code, out, err };
};

/** Runs a program of ours to its end. */
export const finish = (...args: Parameters<typeof start>) => start(...args).closed;
