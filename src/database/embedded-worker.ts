import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { makeDataFolder } from './data-folder.ts';
import { template } from './template.ts';

const dataDir: string = workerData;
const startParams = [...PGlite.defaultStartParams, '-c', 'TimeZone=UTC'];

/** Node has no file lock, but SQLite takes one, which the system drops however the process ends. */
const lock = () => {
  const file = new DatabaseSync(join(dataDir, 'lock'));
  try {
    file.exec('begin exclusive');
  } catch (cause) {
    throw new Error(`The data folder ${dataDir} is in use by another server.`, { cause });
  }
  return file;
};

/** A database that was restored beside its place takes it. Whatever this is broken off by, the next start goes on. */
const takeRestored = () => {
  const [at, restored, old] = ['pg', 'pg.restored', 'pg.old'].map((name) => join(dataDir, name));
  if (!at || !restored || !old || !existsSync(restored)) return;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(at)) renameSync(at, old);
  renameSync(restored, at);
  rmSync(old, { recursive: true, force: true });
};

/** The database is made next to its place and moved there, lest a start that is broken off leaves half of it. */
const open = async () => {
  takeRestored();
  const place = join(dataDir, 'pg');
  if (!existsSync(place)) {
    const draft = `${place}.new`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { mode: 0o700 });
    if (existsSync(template)) cpSync(template, draft, { recursive: true });
    else await (await PGlite.create(draft)).close();
    renameSync(draft, place);
  }
  let complaint = '';
  const onStderr = (text: string) => {
    complaint = text;
    return false;
  };
  return PGlite.create(place, { startParams, onStderr, extensions: { pg_trgm } }).catch((cause) => {
    throw new Error(`The database in ${place} does not start. ${complaint}`, { cause });
  });
};

/** Where the sockets are, or a link to there. */
const place = join(dataDir, 'socket');

/** A folder that only we can enter, with a path short enough for a socket: the system allows about 100 bytes. */
const socketFolder = () => {
  rmSync(place, { recursive: true, force: true }); // a killed server leaves its socket behind
  if (Buffer.byteLength(place) > 90) {
    const folder = mkdtempSync(join(tmpdir(), 'pearl-'));
    symlinkSync(folder, place);
    return folder;
  }
  mkdirSync(place, { mode: 0o700 });
  return place;
};

makeDataFolder(dataDir);
const held = lock();
let db = await open();
const folder = socketFolder();
const path = join(folder, 'pg');

const serve = async () => {
  // One client, but room for the connection that replaces a lost one before the loss is noticed here.
  const server = new PGLiteSocketServer({ db, path, maxConnections: 4 });
  await server.start();
  return server;
};
let server = await serve();

const close = async () => {
  await server.stop();
  await db.close();
};
parentPort?.on('message', async (what: 'stop' | 'reopen') => {
  await close();
  if (what === 'reopen') {
    db = await open();
    server = await serve();
    parentPort?.postMessage(path);
    return;
  }
  for (const each of [folder, place]) rmSync(each, { recursive: true, force: true });
  held.close();
  process.exit();
});
parentPort?.postMessage(path);
