/*
 * One must not take it from all: attacks a server with default settings and measures what everybody else notices of it.
 *
 *   npm run attack                        on the Postgres of TEST_DATABASE_URL, or at 127.0.0.1; exits with 1 beyond a bound
 *   npm run attack -- --embedded          the same table for the embedded database, without bounds
 *   --seconds 60  --items 27000
 *   --only replay,patterns,short,list,change,multiplied,stream,password,nested
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readConfig } from '../src/config.ts';
import { openDatabase } from '../src/database/connect.ts';
import { makeAuthority } from '../src/server/auth.ts';
import type { Attack, Counts } from './attack/attackers.ts';
import { type Noticed, watch } from './attack/bystanders.ts';
import { demoHome } from './attack/demo-home.ts';
import { start } from './support/program.ts';

const { values } = parseArgs({
  options: {
    embedded: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '60' },
    items: { type: 'string', default: '27000' },
    only: { type: 'string' },
  },
});

const seconds = Number(values.seconds);
const secret = 'the-secret-of-the-attack-is-long-enough';
const bounds = { meMs: 250, deliveryMs: 1000, unready: 0, megabytes: 1024 };

const home = await demoHome(Number(values.items), values);
const { databaseUrl, dataDir } = home;

/** Who asks meanwhile, and the largest effort, whose trackers they follow. */
const find = async () => {
  const { sql, close } = await openDatabase({ databaseUrl, dataDir, connections: 1 });
  const users = await sql<{ username: string }[]>`
    select username from pearl.users where is_active and role = 'ANALYST' order by id limit 10`;
  const [effort] = await sql<{ id: number; trackers: number[] }[]>`
    select i.reporting_effort_id as id, json_agg(t.id) as trackers
    from pearl.reporting_effort_items i
    join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
    group by 1 order by count(*) desc limit 1`;
  await close();
  return { users: users.map(({ username }) => username), effort };
};
const { users, effort } = await find();
if (!effort || users.length === 0) throw new Error('The demo data has nothing to attack.');

const program = start('src/main.ts', {
  PORT: '0',
  ...(process.env['PROF'] && { NODE_OPTIONS: process.env['PROF'] }),
  AUTH_SECRET: secret,
  DATA_DIR: dataDir || '.data',
  ...(databaseUrl && { DATABASE_URL: databaseUrl }),
});
const url = await program.url();
const authority = await makeAuthority(
  readConfig({ DATABASE_URL: 'postgres://x/x', AUTH_SECRET: secret }),
);
const tokenOf = (name: string) => authority.sign(name);

const ask = async (query: string, name = 'admin') => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(name)}` },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};

const { changeCursor: since } = await ask('{ changeCursor }');
if (databaseUrl) {
  // some 100,000 changes after the cursor, by another program
  const { sql, close } = await openDatabase({
    databaseUrl,
    dataDir,
    connections: 1,
    statementSeconds: 600,
  });
  for (let turn = 1; turn <= 4; turn += 1) {
    await sql`update pearl.reporting_effort_item_trackers set due_date = date '2030-01-01' + ${turn}::int`;
  }
  await sql`vacuum analyze`;
  await close();
}

/** Runs an attack in a process of its own, so that it does not slow down what measures. */
const attacking = async (attack: Attack) => {
  const child = fork(fileURLToPath(new URL('attack/attackers.ts', import.meta.url)));
  child.send(attack);
  await once(child, 'message');
  return async (): Promise<Counts> => {
    const counts = once(child, 'message');
    child.send('stop');
    const [told] = await counts;
    child.kill();
    return told;
  };
};

const memoryMegabytes = () =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${program.pid}/status`, 'utf8'))?.[1]) / 1024;

type Row = Noticed & { readonly phase: string; readonly megabytes: number };
const rows: Row[] = [];
const others = { url, users, tokens: await Promise.all(users.map(tokenOf)), effort };

const phase = async (name: string, duration: number, attack?: Attack) => {
  const stop = attack && (await attacking(attack));
  const noticed = await watch(others, duration);
  if (stop) console.log(`${name}: ${JSON.stringify(await stop())}`);
  rows.push({ phase: name, ...noticed, megabytes: memoryMegabytes() });
};

const idleSeconds = Math.max(5, seconds / 4);
const viewer = {
  url,
  since,
  effort: effort.id,
  trackers: effort.trackers,
  token: await tokenOf('viewer'),
};
await watch(others, 2); // the first requests are compiled and planned
await phase('idle', idleSeconds);
await phase('a VIEWER with 50 connections', seconds, {
  kind: 'viewer',
  only: values.only,
  ...viewer,
});
await phase('idle again', idleSeconds);
await phase('60 anonymous sign-ins a second', seconds, {
  kind: 'sign-ins',
  perSecond: 60,
  ...viewer,
});

console.log(
  '\n| phase | `{ me }` p50 | p99 | failed | delivery p50 | p99 | lost | /ready | memory at most |',
);
console.log('|---|---|---|---|---|---|---|---|---|');
for (const { phase, me, delivery, unready, megabytes } of rows) {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  console.log(
    `| ${phase} | ${ms(me.p50)} | ${ms(me.p99)} | ${me.failed} of ${me.count} | ${ms(delivery.p50)} | ${ms(delivery.p99)} | ${delivery.lost} of ${delivery.count} | ${unready === 0 ? '200' : `${unready} times not 200`} | ${megabytes.toFixed(0)} MB |`,
  );
}
program.kill('SIGTERM');
await program.closed;
await home.remove();

const isBroken = rows.some(
  ({ me, delivery, unready, megabytes }) =>
    me.failed + delivery.lost > 0 ||
    me.p99 > bounds.meMs ||
    delivery.p99 > bounds.deliveryMs ||
    unready > bounds.unready ||
    megabytes > bounds.megabytes,
);
if (isBroken && !values.embedded) {
  console.log(`\nA bound is broken: ${JSON.stringify(bounds)}.`);
  process.exitCode = 1;
}
