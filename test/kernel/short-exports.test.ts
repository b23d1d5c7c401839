import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shortened } from '../../src/database/short-exports.ts';
import { scratch } from '../support/homes.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(scratch, 'pearl-exports-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const both = (file: string) => ({
  import: { types: `${file}.d.ts`, default: `${file}.js` },
  require: { types: `${file}.d.cts`, default: `${file}.cjs` },
  types: `${file}.d.ts`,
  default: `${file}.js`,
});
const named = {
  '.': both('./index'),
  './alias': both('./alias'),
  './deep': both('./deep/index'),
  './deep/file': both('./deep/file'),
  './other': both('./another'),
};
const exports = { ...named, './package.json': './package.json' };

/** What Node finds under each name: for `import`, and for `require`. */
const found = (map: object): unknown => {
  const at = join(folder, 'node_modules/one');
  for (const { import: esm, require: cjs } of Object.values(named)) {
    for (const file of [esm.default, cjs.default]) {
      mkdirSync(dirname(join(at, file)), { recursive: true });
      writeFileSync(join(at, file), '');
    }
  }
  writeFileSync(
    join(at, 'package.json'),
    JSON.stringify({ name: 'one', type: 'module', exports: map }),
  );
  const script = `
    import { createRequire } from 'node:module';
    const { resolve } = createRequire(${JSON.stringify(join(folder, 'some.js'))});
    const names = ${JSON.stringify(Object.keys(exports).map((name) => join('one', name)))};
    console.log(JSON.stringify(names.map((name) => [import.meta.resolve(name), resolve(name)])));`;
  const args = ['--input-type=module', '-e', script];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }));
};

test('a shortened map of exports leads to the same files, and cannot get shorter', () => {
  const short = shortened(exports);
  expect(found(short)).toEqual(found(exports));
  expect(Object.keys(short)).not.toContain('./alias');
  expect(shortened(short)).toEqual(short);
});

test("that of Drizzle is short: Node reads it for each of the package's files", () => {
  const map = new URL('../../node_modules/drizzle-orm/package.json', import.meta.url);
  expect(statSync(map).size).toBeLessThan(20_000);
});
