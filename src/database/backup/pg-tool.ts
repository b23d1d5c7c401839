import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

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
  const lines = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('line', eachLine);
  const [code] = await ended;
  if (code !== 0) throw new Error(complaint.trim() || `${name} ended with ${String(code)}.`);
};
