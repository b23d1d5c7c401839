import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

type Import = { readonly from: string; readonly to: string };

const importsOf = (from: string, text: string): Import[] =>
  [
    ...text.matchAll(
      /(?:^(?:import|export)\s+(?:type\s)?(?:[^'";=()]*?\bfrom\s+)?|\bimport\()'(\.{1,2}\/[^']+)'/gm,
    ),
  ].map(([, to = '']) => ({ from, to: join(dirname(from), to) }));

const domainOf = (file: string) => /^src\/domains\/([^/]+)\//.exec(file)?.[1];

/** The rooms, from the bottom up: each knows itself and those below it. */
const rooms = ['database', 'kernel', 'executor', 'live', 'server'];
const roomOf = (file: string) => /^src\/([^/]+)\//.exec(file)?.[1] ?? '';
/** What the server knows besides: which domains there are, their schema, and the settings. */
const lists = ['src/domains/index.ts', 'src/schema.ts', 'src/config.ts'];

/** The page speaks to the server as anybody does: with our own example of a client, and types made from the contract. */
const beyondThePage = ['examples/live-client.ts'];

/** What is wrong with an import, if anything. */
const complaint = ({ from, to }: Import): string | undefined => {
  if (roomOf(from) === 'web') {
    const isKnown = roomOf(to) === 'web' || beyondThePage.includes(to);
    return isKnown ? undefined : 'the page knows the API alone';
  }
  const domain = domainOf(from);
  if (domain) {
    if (domainOf(to) === domain) return undefined;
    if (domainOf(to)) return 'a domain knows no other domain';
    if (['src/kernel/index.ts', 'src/live/index.ts'].includes(to)) return undefined;
    if (to === 'src/database/columns.ts' && from.endsWith('/tables.ts')) return undefined;
    return 'a domain uses what kernel/index.ts and live/index.ts offer';
  }
  const floor = rooms.indexOf(roomOf(from));
  if (floor < 0) return undefined;
  if (roomOf(from) === 'server' && lists.includes(to)) return undefined;
  const other = rooms.indexOf(roomOf(to));
  return other >= 0 && other <= floor ? undefined : `${roomOf(from)} is below that`;
};

const written = globSync('src/**/*.{ts,tsx}').filter((file) => !file.startsWith('src/web/gql/'));
const imports = written.flatMap((file) => importsOf(file, readFileSync(file, 'utf8')));

describe('the rule of who may import whom', () => {
  test('is kept', () => {
    const broken = imports.flatMap((each) => {
      const why = complaint(each);
      return why ? [`${each.from} imports ${each.to}: ${why}`] : [];
    });
    expect(broken).toEqual([]);
  });

  test('is about every import there is', () => {
    const files = new Set([...globSync('src/**/*.{ts,tsx,css,svg}'), ...beyondThePage]);
    expect(imports.filter(({ to }) => !files.has(to))).toEqual([]);
    const found = written.flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/(?<!new URL\()'\.{1,2}\/.*'/g),
    ]);
    expect(imports).toHaveLength(found.length);
  });

  test.each([
    ['src/kernel/read/page-sql.ts', `import { x } from '../../domains/index.ts';`],
    ['src/kernel/read/page-sql.ts', `import '../../config.ts';`],
    ['src/kernel/read/page-sql.ts', `import type { X } from '../../server/log.ts';`],
    ['src/domains/pearl/study.ts', `import { x } from '../../kernel/loader.ts';`],
    ['src/domains/pearl/study.ts', `import {\n  type X,\n  y,\n} from '../clinic/patient.ts';`],
    ['src/domains/pearl/study.ts', `import { id } from '../../database/columns.ts';`],
    ['src/domains/pearl/study.ts', `import { openDatabase } from '../../database/connect.ts';`],
    ['src/domains/pearl/study.ts', `export { x } from '../../server/http.ts';`],
    ['src/live/hub.ts', `import { domains } from '../domains/index.ts';`],
    ['src/database/pool.ts', `import type { Context } from '../kernel/context.ts';`],
    ['src/web/board/store.ts', `import type { Row } from '../../kernel/index.ts';`],
    ['src/server/page.ts', `import { settings } from '../web/settings.ts';`],
    ['src/server/http.ts', `const study = await import('../domains/pearl/study.ts');`],
  ])('would find that %s has %j', (file, text) => {
    expect(importsOf(file, text).map(complaint)).toEqual([expect.any(String)]);
  });

  test.each([
    ['src/kernel/read/page-sql.ts', `import { run } from './query.ts';`],
    ['src/domains/pearl/study.ts', `import { entity, root } from '../../kernel/index.ts';`],
    ['src/domains/pearl/tables.ts', `import { id } from '../../database/columns.ts';`],
    ['src/domains/pearl/demo/load.ts', `import * as pearl from '../tables.ts';`],
    ['src/web/board/store.ts', `import { ask } from '../api/client.ts';`],
    ['src/server/graphql.ts', `import { viewerOf } from '../domains/index.ts';`],
  ])('lets %s have %j', (file, text) => {
    expect(importsOf(file, text).map(complaint)).toEqual([undefined]);
  });
});
