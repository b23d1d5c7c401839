import { GraphQLSchema } from 'graphql';
import { expect, test } from 'vitest';
import { rowsOfFile } from '../../src/kernel/sheet/rows-of-file.ts';
import { inMemory } from '../../src/kernel/sheet/source.ts';
import { countTurns } from '../support/turns.ts';

test('a file of empty rows lets others have their turns', async () => {
  const turns = countTurns();
  const nothing = { statements: 0, ms: 0, rows: 0, found: 0, values: 0 };
  const spent = { owner: 'somebody', turn: 0, done: 0, ...nothing };
  const file = inMemory(Buffer.from('\n'.repeat(100_000)));
  const read = rowsOfFile(file, {}, {}, new GraphQLSchema({}), { spent, tell: () => {} });

  await expect(read).rejects.toThrow('The file has no rows');
  expect(turns()).toBeGreaterThan(500); // 40 rows in each; all of them took one
});
