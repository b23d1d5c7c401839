import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builder } from '../../src/kernel/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { entitiesOf, relationsOf, rowTypeOf, selectionOf } from '../support/entities.ts';
import { addHistory } from '../support/history.ts';
import { succeeded } from '../support/succeeded.ts';

/* Every role reads all of every row, but that the records of people are for administrators. */

type Page = { totalCount: number; nodes: { id: string }[] };

const api: Api = await startApi();
const schema = builder.toSchema();
beforeAll(() => addHistory(api.sql));
afterAll(() => api.stop());

const readAs = async (user: string, document: string) => {
  const { data } = await succeeded(api.as(user).run<Record<string, Page>, never>(document));
  return data;
};

/** What is everybody's own: reading.test.ts and mention.test.ts see to it. */
const own = ['unreadCount'];
const lists = ['auditLogs', 'myMentions', 'readMarks'];

/** All that there is to read in pages of a type: columns, relations, and the page itself. */
const everythingOf = ({ type, list }: ReturnType<typeof entitiesOf>[number]) => {
  const fields = Object.values(type.getFields())
    .filter(({ name }) => !own.includes(name))
    .map((field) => selectionOf({ type, list, name: field.name, field }));
  return `totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { ${fields.join(' ')} } edges { cursor node { id } }`;
};

const entities = entitiesOf(schema);

describe.each(entities.filter(({ list }) => !lists.includes(list)))('$list', (entity) => {
  test('are read to the last column and relation by every role, and are the same to all', async () => {
    const document = `{ ${entity.list}(first: 20) { ${everythingOf(entity)} } }`;
    const forAdmin = await readAs('admin', document);
    expect(forAdmin[entity.list]?.nodes.length).toBeGreaterThan(0);
    for (const user of ['analyst', 'viewer']) {
      expect(await readAs(user, document)).toEqual(forAdmin);
    }
  });
});

describe('the audit trail', () => {
  const trail = entities.find(({ list }) => list === 'auditLogs');
  if (!trail) throw new Error('There is no list of the audit trail.');
  const histories = relationsOf(schema).filter(({ field }) => rowTypeOf(field) === trail.type);

  test('is read to the last column and relation by administrators', async () => {
    const { auditLogs } = await readAs('admin', `{ auditLogs { ${everythingOf(trail)} } }`);
    expect(auditLogs?.nodes).toHaveLength(50);
  });

  test.each(histories)('is read by every role as $name, the same by all', async (relation) => {
    const { list, field } = relation;
    const document = `{ ${list}(first: 5) { nodes { id ${field.name}(first: 5) { ${everythingOf(trail)} } } } }`;
    const forAdmin = await readAs('admin', document);
    const pages = (forAdmin[list]?.nodes ?? []) as unknown as Record<string, Page>[];
    expect(pages.map((page) => page[field.name]?.totalCount)).toEqual([3, 3, 3, 3, 3]);
    for (const user of ['analyst', 'viewer']) {
      expect(await readAs(user, document)).toEqual(forAdmin);
    }
  });

  test.each(histories)('shows nobody a record of people as $name', async ({ list, field }) => {
    const ofPeople = '(filter: { entityType: { in: [USER, USER_PASSWORD, SESSION] } })';
    const document = `{ ${list}(first: 1000) { nodes { ${field.name}${ofPeople} { totalCount } } } }`;
    for (const user of ['admin', 'analyst', 'viewer']) {
      const found = await readAs(user, document);
      const pages = (found[list]?.nodes ?? []) as unknown as Record<string, Page>[];
      expect(new Set(pages.map((page) => page[field.name]?.totalCount))).toEqual(new Set([0]));
    }
  });
});
