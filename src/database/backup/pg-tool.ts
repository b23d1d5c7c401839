import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a program of the Postgres client tools on a database, and hands over what it prints, line by line. */
export const runTool = async (
  name: 'pg_dump' | 'pg_restore',
  args: readonly string[],
  databaseUrl?: string,
  eachLine: (line: string) => void = () => {},
): Promise<void> => {
  const url = databaseUrl ? new URL(databaseUrl) : undefined;
  const password = decodeURIComponent(url?.password ?? '');
  if (url) url.password = ''; // the arguments of a process can be read by everybody
  const child = spawn(name, [...(url ? [`--dbname=${url.href}`] : []), ...args], {
    env: { ...process.env, ...(password && { PGPASSWORD: password }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const ended = once(child, 'close').catch((cause: unknown) => {
    throw new Error(
      `${name} does not start: install the client tools of Postgres, of the server’s version or later.`,
      { cause },
    );
  });
  let rest = '';
  // by itself: what reads lines for people ends one at U+2028, too, which a text may hold
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) eachLine(line);
  });
  const [code] = await ended;
  if (code !== 0) throw new Error(complaint.trim() || `${name} ended with ${String(code)}.`);
};
