import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connect, subscribe } from '../support/live.ts';
import { csv } from './importing.ts';
import { newKey } from './keyed.ts';
import { name, newName } from './new-name.ts';
import {
  api,
  closeUploads,
  effort,
  itemCount,
  items,
  leftovers,
  openUploads,
  report,
  send,
} from './uploading.ts';

/* Files that are too large for an argument: `POST /import/<name>`. */

beforeAll(openUploads);
afterAll(closeUploads);
beforeEach(newName);

test('does what the command does, for a file that no body of a query could hold', async () => {
  const file = items(3000);
  expect(file.length).toBeGreaterThan(1_500_000);
  const dry = await report(`${effort}&dryRun=true`, file);
  expect(dry).toMatchObject({
    isWritten: false,
    rowCount: 3000,
    createdCount: 3000,
    problemCount: 0,
  });
  const before = await itemCount();
  expect(await report(effort, file)).toMatchObject({ isWritten: true, createdCount: 3000 });
  expect(await itemCount()).toBe(before + 3000);
  expect(await report(effort, file)).toMatchObject({ unchangedCount: 3000 });
  expect(leftovers()).toEqual([]);
});

test('takes workbooks as they are', async () => {
  const exported = await fetch(`${api.url}/export/reporting-efforts/1.xlsx`, {
    headers: { authorization: `Bearer ${await api.authority.sign('admin')}` },
  });
  const file = await exported.arrayBuffer();
  expect(await report(effort, file)).toMatchObject({
    createdCount: 0,
    updatedCount: 0,
    problemCount: 0,
  });
  expect(await report('trackers?reportingEffortId=1', file)).toMatchObject({
    updatedCount: 0,
    problemCount: 0,
  });
});

test('every command that takes a file is there', async () => {
  const files: Record<string, string> = {
    users: csv(['username', 'role'], [`${name}.ann`, 'viewer']),
    packages: csv(['package_name'], [name]),
    'text-elements': csv(['type', 'content'], ['title', name]),
    'package-items?packageId=1': csv(['item_code', 'tlf_type'], [name, 'table']),
  };
  for (const [path, file] of Object.entries(files))
    expect(await report(path, file)).toMatchObject({ isWritten: true, createdCount: 1 });
});

test('with an Idempotency-Key it is done once, and `progress` tells how far it is', async () => {
  const key = newKey();
  const socket = await connect(api, 'admin');
  socket.send(
    subscribe('1', `subscription { progress(id: "${key}") { state done total answer } }`, {}),
  );
  const file = items(2000);
  const options = { headers: { 'idempotency-key': key } };
  const [first, second] = await Promise.all([
    report(effort, file, options),
    report(effort, file, options),
  ]);
  expect(first).toMatchObject({ isWritten: true, createdCount: 2000 });
  expect(second).toEqual(first);
  for (;;) {
    const { type, payload } = (await socket.next()) as {
      type: string;
      payload?: { data: { progress: { state: string; total: number; answer: unknown } } };
    };
    expect(type).toBe('next');
    const told = payload?.data.progress;
    if (told?.state !== 'DONE') continue;
    expect(told).toMatchObject({
      total: 2000,
      answer: { data: { importItems: { createdCount: 2000 } } },
    });
    break;
  }
  socket.socket.terminate();
  const other = await send(effort, items(1), options);
  expect(await other.json()).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
  expect(leftovers()).toEqual([]);
});
