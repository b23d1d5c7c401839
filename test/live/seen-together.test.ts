import { afterAll, beforeAll, expect, test } from 'vitest';
import { domainNames, domains } from '../../src/domains/index.ts';
import type { Viewer } from '../../src/kernel/context.ts';
import { isPersonal } from '../../src/kernel/read/visibility.ts';
import type { Entity } from '../../src/kernel/schema/entity.ts';
import type { Key } from '../../src/kernel/schema/key.ts';
import { nameOf } from '../../src/kernel/schema/table.ts';
import { seenAmong } from '../../src/live/visible.ts';
import { type Api, startApi } from '../support/api.ts';

/* Who sees which rows is asked for many people in one statement: each sees what they see when they are asked for alone. */

let api: Api;
beforeAll(async () => {
  api = await startApi({ DOMAINS: domainNames.join() });
  for (const name of domainNames) {
    if (name !== 'pearl') await (await domains[name].demo.load()).seedDemo(api.sql, {});
  }
});
afterAll(() => api.stop());

/** Rights of those who do not see everything. */
const rights = {
  clinic: { role: 'CLINICIAN' },
  genji: { role: 'x', permissions: ['genji:create_annotations'] },
  crawl: { role: 'user', permissions: ['read'] },
  dx: { role: 'x' },
} as const;

const keysOf = (entity: Entity, most: number) => {
  const { of, parts } = entity.column('id');
  const order = (parts ?? [entity.column('id')]).map((part) => part.of('t')).join(', ');
  return api.sql.unsafe<{ key: Key }[]>(
    `select ${of('t')} as key from ${nameOf(entity.table)} t order by ${order} limit ${most}`,
  );
};

test.each(domainNames.filter((name) => name !== 'pearl'))(
  'in %s all see together what each sees',
  async (realm) => {
    const { entities, person, record } = domains[realm].domain;
    const people = await keysOf(person, 12);
    const viewers = people.map(
      ({ key }): Viewer => ({ realm, username: '', ...rights[realm], id: key }),
    );
    const [first] = viewers;
    if (!first) throw new Error(`Nobody is in ${realm}.`);
    let [seen, hidden] = [0, 0];
    for (const entity of entities.values()) {
      if (!isPersonal(entity, first)) continue;
      const rows = (await keysOf(entity, 40)).map(({ key }) => ({ key: String(key), image: null }));
      const of = { entity, people: record.people };
      const together = await seenAmong(api.sql, of, viewers, rows);
      const alone = await Promise.all(viewers.map((each) => seenAmong(api.sql, of, [each], rows)));
      const listed = (all: readonly ReadonlyMap<number, string>[]) =>
        all.map((each) => Object.fromEntries(each));
      expect([entity.name, listed(together)]).toEqual([entity.name, listed(alone.flat())]);
      for (const { size } of together) {
        seen += size;
        hidden += rows.length - size;
      }
    }
    expect(hidden).toBeGreaterThan(0);
    expect(seen).toBeGreaterThan(0);
  },
);
