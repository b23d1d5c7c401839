import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphql } from '../gql/index.ts';
import { server } from '../support/homes.ts';
import { type Reading, startReading } from './reading.ts';

let reading: Reading;
beforeAll(async () => {
  reading = await startReading();
});
afterAll(() => reading.stop());

const Rare = graphql(`
  query Rare($filter: TagFilter) {
    tags(filter: $filter, first: 1) { nodes { name } }
  }
`);

describe('a prepared statement', () => {
  test('serves every number of keys and every value', async () => {
    const texts = async (document: string) => {
      const { statements, errors } = await reading.read(document);
      expect(errors).toBeUndefined();
      return statements.map(({ text }) => text);
    };
    const ask = (first: number, code: string) =>
      texts(`{ reportingEffortItems(first: ${first}, filter: { itemCode: { startsWith: "${code}" } }) {
        nodes { tracker { comments(first: ${first}) { nodes { id } } } }
      } }`);
    expect(await ask(3, 't')).toEqual(await ask(100, 'l'));
  });

  test.skipIf(!server)('is kept by the connection, and there are at most 500 of them', async () => {
    const kept = async () => {
      const rows = await reading.sql<
        { statement: string }[]
      >`select statement from pg_prepared_statements`;
      return rows.map(({ statement }) => statement);
    };
    const { statements } = await reading.read(Rare, { filter: {} });
    expect(statements[0]?.isPrepared).toBe(true);
    expect(await kept()).toContain(statements[0]?.text);

    for (let length = 1; length <= 600; length += 1) {
      const and = Array.from({ length: length % 40 }, () => ({ id: { in: ['1'] } }));
      const or = Array.from({ length: length / 40 }, () => ({ id: { ne: '1' } }));
      const { errors } = await reading.read(Rare, { filter: { and, or } });
      expect(errors).toBeUndefined();
    }
    const all = (await kept()).filter((text) => !text.includes('pg_prepared_statements'));
    expect(all.length).toBeGreaterThan(400);
    expect(all.length).toBeLessThanOrEqual(500);
  });
});
