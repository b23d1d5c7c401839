import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/* ARCHITECTURE.md names files that exist, and its examples are code. */

const manual = readFileSync('ARCHITECTURE.md', 'utf8');

test('every file that it names exists', () => {
  const named = [
    ...manual.matchAll(/`((?:server|live|executor|kernel|database|web)\/[\w/-]+\.ts)`/g),
  ];
  expect(named.length).toBeGreaterThan(30);
  expect(named.map(([, file]) => `src/${file}`).filter((file) => !existsSync(file))).toEqual([]);
});

test('its examples compile, one after the other', async () => {
  const examples = [...manual.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  const folder = await mkdtemp(join(resolve('test'), 'manual-'));
  try {
    const code = examples.join('\n').replaceAll("'../src/", `'${resolve('src')}/`);
    await writeFile(join(folder, 'manual.ts'), code);
    const config = {
      extends: resolve('tsconfig.json'),
      compilerOptions: { noUnusedLocals: false, typeRoots: [resolve('node_modules/@types')] },
      include: [join(folder, 'manual.ts')],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const run = promisify(execFile)(resolve('node_modules/.bin/tsc'), ['-p', folder]);
    const complaints = await run.then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
    expect(complaints).toBe('');
  } finally {
    await rm(folder, { recursive: true });
  }
});
