import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';

type Import = { readonly from: string; readonly to: string; readonly typeOnly: boolean };

const importsOf = (from: string, text: string): Import[] =>
  [
    ...text.matchAll(
      /(?:^(?:import|export)\s+(type\s)?(?:[^'";=()]*?\bfrom\s+)?|\bimport\()'(\.{1,2}\/[^']+)'/gm,
    ),
  ].map(([, type, to = '']) => ({ from, to: join(dirname(from), to), typeOnly: Boolean(type) }));

const domainOf = (file: string) => /^src\/domains\/([^/]+)\//.exec(file)?.[1];

/** What is wrong with an import, if anything. */
const complaint = ({ from, to, typeOnly }: Import): string | undefined => {
  const domain = domainOf(from);
  if (from.startsWith('src/kernel/')) {
    return /^src\/(kernel|database|live)\//.test(to) ? undefined : 'the kernel knows only itself';
  }
  if (domain) {
    if (domainOf(to) === domain) return undefined;
    if (domainOf(to)) return 'a domain knows no other domain';
    if (['src/kernel/index.ts', 'src/live/index.ts'].includes(to)) return undefined;
    if (to === 'src/database/columns.ts' && from.endsWith('/tables.ts')) return undefined;
    if (to === 'src/database/connect.ts' && typeOnly) return undefined;
    return 'a domain uses what kernel/index.ts offers';
  }
  if (from.startsWith('src/server/') && domainOf(to)) {
    return 'the server knows the list of domains, and none of them';
  }
  return undefined;
};

const imports = globSync('src/**/*.ts').flatMap((file) =>
  importsOf(file, readFileSync(file, 'utf8')),
);

describe('the rule of who may import whom', () => {
  test('is kept', () => {
    const broken = imports.flatMap((each) => {
      const why = complaint(each);
      return why ? [`${each.from} imports ${each.to}: ${why}`] : [];
    });
    expect(broken).toEqual([]);
  });

  test('is about every import there is', () => {
    const files = new Set(globSync('src/**/*.ts'));
    expect(imports.filter(({ to }) => !files.has(to))).toEqual([]);
    const written = [...files].flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/(?<!new URL\()'\.{1,2}\/.*'/g),
    ]);
    expect(imports).toHaveLength(written.length);
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
    ['src/server/http.ts', `const study = await import('../domains/pearl/study.ts');`],
  ])('would find that %s has %j', (file, text) => {
    expect(importsOf(file, text).map(complaint)).toEqual([expect.any(String)]);
  });

  test.each([
    ['src/kernel/read/page-sql.ts', `import { run } from './query.ts';`],
    ['src/domains/pearl/study.ts', `import { entity, root } from '../../kernel/index.ts';`],
    ['src/domains/pearl/tables.ts', `import { id } from '../../database/columns.ts';`],
    ['src/domains/pearl/account.ts', `import type { Sql } from '../../database/connect.ts';`],
    ['src/domains/pearl/demo/load.ts', `import * as pearl from '../tables.ts';`],
    ['src/server/graphql.ts', `import { viewerOf } from '../domains/index.ts';`],
  ])('lets %s have %j', (file, text) => {
    expect(importsOf(file, text).map(complaint)).toEqual([undefined]);
  });
});
