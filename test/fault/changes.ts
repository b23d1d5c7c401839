/*
 * Proves that nobody misses a change: two server processes on one Postgres, writers at work, servers killed with SIGKILL
 * again and again, and clients that reconnect with their cursors, now to one server and now to the other.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import WebSocket from 'ws';
import { follow } from '../../examples/live-client.ts';
import { readConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/database/connect.ts';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { seedDemo } from '../../src/domains/pearl/demo/load.ts';
import { makeAuthority } from '../../src/server/auth.ts';
import { freshHome } from '../support/homes.ts';
import { placeOf } from './place.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    clients: { type: 'string', default: '12' },
    writers: { type: 'string', default: '4' },
  },
});
const seconds = Number(values.seconds);
const secret = 'the-secret-of-the-fault-test-is-long-enough';

const home = await freshHome();
const databaseUrl = String(home.databaseUrl);
const { sql, close } = await openDatabase({ databaseUrl, dataDir: '', connections: 2 });
await migrate(sql);
await seedDemo(sql, { items: 60 });
const [{ seeded } = { seeded: 0 }] = await sql<{ seeded: number }[]>`
  select max(id) as seeded from pearl.audit_logs`;
const config = readConfig({ DATABASE_URL: databaseUrl, AUTH_SECRET: secret });
const token = await (await makeAuthority(config)).sign('admin');

const settings = { DATABASE_URL: databaseUrl, AUTH_SECRET: secret, DATABASE_POOL: '4' };
const places = [placeOf(settings), placeOf(settings)] as const;
await Promise.all(places.map(({ url }) => url()));
let turn = 0;
const anyUrl = () => (places[turn++ % 2] as (typeof places)[0]).url();

const post = async (query: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${await anyUrl()}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify({ query }),
  });
  return answer.json();
};

type Told = { cursor: string; action: string; id: string };
const { data } = await post('{ changeCursor }');
const since = String(data.changeCursor);
const ending = new AbortController();

/** A client that goes on until it is told to stop, with a server of its turn for every connection. */
const client = async (): Promise<Map<string, number>> => {
  const heard = new Map<string, number>();
  let cursor = since;
  while (!ending.signal.aborted) {
    const cut = new AbortController();
    const url = (await anyUrl()).replace('http', 'ws');
    const timer = setTimeout(() => cut.abort(), 500 + Math.random() * 4000);
    const signal = AbortSignal.any([cut.signal, ending.signal]);
    const changes = follow<Told>({
      url: `${url}/graphql`,
      token: () => token,
      query:
        'subscription ($since: String) { commentChanged(since: $since) { cursor action id: entityId } }',
      since: cursor,
      webSocketImpl: WebSocket,
      signal,
    });
    for await (const told of changes) {
      const key = `${told.action} ${told.id}`;
      heard.set(key, (heard.get(key) ?? 0) + 1);
      cursor = told.cursor;
    }
    clearTimeout(timer);
  }
  return heard;
};

const write = async (writer: number): Promise<void> => {
  for (let at = 0; !stopWriting; at += 1) {
    const query = `mutation { addComment(trackerId: ${1 + (at % 60)}, commentText: "${writer} ${at}") { id } }`;
    // the same key until there is an answer: a server that dies in between may have done it already
    for (;;) {
      const answer = await post(query, { 'idempotency-key': `${writer}-${at}` }).catch(
        () => undefined,
      );
      if (answer?.data) break;
      await wait(50);
    }
    if (at % 20 === 0) await bySql(writer);
  }
};

/** Changes of another program, some in transactions that commit late. */
const bySql = (writer: number) =>
  sql.begin(async (tx) => {
    await tx`insert into pearl.tracker_comments (tracker_id, user_id, comment_text)
      select 1 + n % 60, 1, 'by sql' from generate_series(1, 10) n`;
    await wait(Math.random() * 200 * (writer % 3));
  });

let stopWriting = false;
let kills = 0;
const killing = (async () => {
  while (!stopWriting) {
    await wait(1500 + Math.random() * 1500);
    await places[kills % 2]?.restart();
    kills += 1;
  }
})();
const clients = Array.from({ length: Number(values.clients) }, client);
const writing = Array.from({ length: Number(values.writers) }, (_, writer) => write(writer));

await wait(seconds * 1000);
stopWriting = true;
await Promise.all([...writing, killing]);
await wait(3000); // for the last changes to arrive
ending.abort();
const heard = await Promise.all(clients);

const made = await sql<{ key: string }[]>`
  select 'CREATED ' || entity_id as key from pearl.audit_logs
  where entity_type = 'TrackerComment' and id > ${seeded}`;
const [{ twice } = { twice: 0 }] = await sql<{ twice: number }[]>`
  select count(*)::int as twice from (
    select comment_text from pearl.tracker_comments where comment_text ~ '^\\d+ \\d+$'
    group by comment_text having count(*) > 1) as repeated`;
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const lost = sum(heard.map((each) => made.filter(({ key }) => !each.has(key)).length));
const doubled = sum(heard.map((each) => [...each.values()].filter((times) => times > 1).length));
const received = sum(heard.map((each) => sum([...each.values()])));

await Promise.all(places.map((each) => each.stop()));
await close();
await home.remove();
console.log(
  `${made.length} changes made, ${heard.length} clients, ${kills} kills: ${received} received, ${lost} lost, ${doubled} doubled, ${twice} written twice`,
);
process.exitCode = lost + doubled + twice === 0 && received === made.length * heard.length ? 0 : 1;
