import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { atEnd } from './cleanup.ts';
import { authorizationOf, type Competitor, start } from './competitors.ts';
import { createDatabase } from './database.ts';
import type { Job, Measure } from './load.ts';
import { median } from './report.ts';
import { startWorker } from './worker.ts';

/* A large study: what a delete would do, doing it, and bringing it back, beside the bare statements; what others notice. */

type Sql = postgres.Sql;
type Ask = <Data>(query: string, key?: string) => Promise<Data>;
type Preview = { deletePreview: { impacts: { effect: string; count: number }[] } };
type Deleted = { deleteStudy: { auditLogId: string } };

const study = 1;
const since = (began: number) => performance.now() - began;
const list = (values: readonly number[], digits = 0) =>
  values.map((value) => value.toFixed(digits)).join(', ');

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return since(began);
};

/** Asks until there is an answer: a request may be given up while its command goes on. */
const asking =
  ({ url, headers }: Competitor): Ask =>
  async (query, key) => {
    const keyed = key ? { ...headers, 'idempotency-key': key } : headers;
    for (;;) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: keyed,
        body: JSON.stringify({ query }),
      });
      const { data, errors } = await answer.json();
      if (!errors) return data;
      const isLeft = key && errors[0].message.includes('the command goes on');
      if (!isLeft) throw new Error(JSON.stringify(errors));
    }
  };

const preview = (ask: Ask, id: number) =>
  ask<Preview>(`{ deletePreview(type: STUDY, id: ${id}) { impacts { effect count } token } }`);
const remove = async (ask: Ask, id: number, key: string = randomUUID()) => {
  const query = `mutation { deleteStudy(id: ${id}, cascade: true) { auditLogId } }`;
  return (await ask<Deleted>(query, key)).deleteStudy.auditLogId;
};
const undo = (ask: Ask, auditLogId: string) =>
  ask(`mutation { undoDelete(auditLogId: ${auditLogId}) { entityId } }`, randomUUID());

/** Cancels a delete of the study after so many ms: gives how long it takes to end, in ms. */
const cancel = async (sql: Sql, ask: Ask, begun: number): Promise<number> => {
  const key = randomUUID();
  const removed = remove(ask, study, key).then(
    () => true,
    () => false,
  );
  await wait(begun);
  const ended = await timed(() => ask(`mutation { cancel(id: "${key}") { state } }`));
  const there = await sql`select from pearl.studies where id = ${study}`;
  if ((await removed) || there.length === 0) throw new Error('The delete was not cancelled.');
  return ended;
};

/** Keeps a copy of what a study takes with it; gives the statements that insert it again, parents first, and its rows. */
const keepCopy = async (sql: Sql) => {
  const keys = await sql<{ child: string; column: string; parent: string; referred: string }[]>`
    select c.relname as child, a.attname as column, p.relname as parent, r.attname as referred
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
      join pg_attribute r on r.attrelid = p.oid and r.attnum = k.confkey[1]
    where k.contype = 'f' and k.confdeltype = 'c' and k.connamespace = 'pearl'::regnamespace and c.oid <> p.oid`;
  await sql`create schema kept`;
  await sql.unsafe(`create table kept.studies as select * from pearl.studies where id = ${study}`);
  const tables = new Set(['studies']);
  for (const parent of tables) {
    for (const { child, column, referred } of keys.filter((key) => key.parent === parent)) {
      const below = `select * from pearl.${child} where ${column} in (select ${referred} from kept.${parent})`;
      await sql.unsafe(
        tables.has(child)
          ? `insert into kept.${child} ${below} except select * from kept.${child}`
          : `create table kept.${child} as ${below} order by 1`,
      );
      tables.add(child);
    }
  }
  let rows = 0;
  const inserts: string[] = [];
  for (const table of tables) {
    const [{ names, count }] = await sql.unsafe<[{ names: string; count: number }]>(
      `select string_agg(quote_ident(column_name), ', ') as names, (select count(*)::int from kept.${table}) as count
       from information_schema.columns where table_schema = 'pearl' and table_name = '${table}' and is_generated = 'NEVER'`,
    );
    rows += count;
    inserts.push(
      `insert into pearl.${table} (${names}) overriding system value select ${names} from kept.${table}`,
    );
  }
  return { rows, inserts };
};

/** The median of an empty study's previews and deletes, in ms; the first ones are made before. */
const measureEmpty = async (sql: Sql, ask: Ask) => {
  const times = { previews: [] as number[], deletes: [] as number[] };
  for (let at = 0; at < 12; at += 1) {
    const [{ id }] = await sql<[{ id: number }]>`
      insert into pearl.studies (study_label) values (${`Empty ${randomUUID()}`}) returning id`;
    times.previews.push(await timed(() => preview(ask, id)));
    times.deletes.push(await timed(() => remove(ask, id)));
  }
  return list([times.previews, times.deletes].map((each) => median(each.slice(1))));
};

const read = () => {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: {
      items: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '2' },
    },
  });
  return { items: Number(values.items), rounds: Number(values.rounds) };
};

/** The rows of a table of results: what, how much, and how much it may be. */
export const measureDeletes = async (): Promise<string[][]> => {
  const { items, rounds } = read();
  const { url } = await createDatabase(items);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  atEnd(() => sql.end());
  await sql.unsafe(`
    set session_replication_role = replica;
    update pearl.database_releases set study_id = ${study}, database_release_label = 'Release ' || id
      where study_id <> (select max(study_id) from pearl.database_releases);
    reset session_replication_role`);
  const { rows, inserts } = await keepCopy(sql);

  const empty: string[][] = [];
  const setting = new URL(url).pathname.slice(1);
  for (const jit of ['off', 'on']) {
    await sql.unsafe(`alter database ${setting} set jit = ${jit}`);
    const server = await start('pearl', url);
    const took = await measureEmpty(sql, asking(server));
    empty.push([`empty study, jit = ${jit}: preview, delete in ms`, took, '30']);
    await server.stop();
  }

  // as Postgres is set when nobody has set it: jit = on
  await sql`set jit = on`;
  const server = await start('pearl', url);
  const ask = asking(server);
  const bare = {
    delete: () => sql`delete from pearl.studies where id = ${study}`,
    insert: () => sql.begin(async (tx) => void (await tx.unsafe(inserts.join(';')))),
  };
  const times: Record<'preview' | 'delete' | 'undo' | 'bareDelete' | 'insert', number[]> = {
    preview: [],
    delete: [],
    undo: [],
    bareDelete: [],
    insert: [],
  };
  const take = async (name: keyof typeof times, work: () => Promise<unknown>) => {
    await sql`vacuum analyze`;
    times[name].push(await timed(work));
    console.error(`${name}: ${list(times[name].slice(-1))} ms`);
  };
  for (let round = 0; round < rounds; round += 1) {
    await take('bareDelete', bare.delete);
    await take('insert', bare.insert);
    await take('preview', async () => {
      const { impacts } = (await preview(ask, study)).deletePreview;
      const removed = impacts.filter(({ effect }) => effect === 'REMOVED');
      const count = removed.reduce((sum, each) => sum + each.count, 1);
      if (count !== rows) throw new Error(`${rows} rows are kept, and ${count} would go.`);
    });
    let record = '';
    await take('delete', async () => (record = await remove(ask, study)));
    await take('undo', () => undo(ask, record));
  }

  const load = startWorker<Job, { measure: Measure }>('load.ts');
  const job = {
    url: server.url,
    headers: { ...server.headers, authorization: authorizationOf(url, 'luc.delacourt', 'pearl') },
    bodies: [JSON.stringify({ query: '{ studies(first: 1) { nodes { id } } }' })],
    connections: 2,
  };
  const cancelled = await cancel(sql, ask, Math.min(...times.bareDelete, ...times.delete) / 4);
  const whole = Math.ceil(((times.delete.at(-1) ?? 0) + (times.undo.at(-1) ?? 0)) / 1000);
  await load({ ...job, seconds: 2 });
  const [alone, meanwhile] = [[] as number[], [] as number[]];
  for (let round = 0; round < rounds; round += 1) {
    alone.push((await load({ ...job, seconds: Math.min(whole, 60) })).measure.p99 ?? 0);
    const running = remove(ask, study).then((record) => undo(ask, record));
    const [{ measure }] = await Promise.all([load({ ...job, seconds: whole }), running]);
    meanwhile.push(measure.p99 ?? 0);
  }
  const beside = (ours: readonly number[], theirs: readonly number[]) =>
    `${list(ours)}; ${list(theirs)}: ${list(
      ours.map((each, at) => each / (theirs[at] ?? 1)),
      2,
    )} ×`;
  return [
    [`study of ${items} items, ${rows} rows: preview in ms`, list(times.preview), '1000'],
    ['delete; bare delete, in ms', beside(times.delete, times.bareDelete), '1.3 ×'],
    ['undo; insert … select, in ms', beside(times.undo, times.insert), '1.5 ×'],
    ['a delete is cancelled while it runs: it has ended after, in ms', list([cancelled]), ''],
    ['a small query of others, p99 in ms: meanwhile; alone', beside(meanwhile, alone), '2 ×'],
    ...empty,
  ];
};

export const aboutDeletes = `\`deletePreview\`, \`deleteStudy\` and \`undoDelete\` over HTTP, each beside the bare statements on the same rows with their
triggers, in turn, after a vacuum. Postgres compiles (jit = on), as it does when nobody has set it. An empty study: medians of 11.
The small query asks for one study, by 2 connections, for as long as a delete and its undo take; alone for a
minute at most.
`;
