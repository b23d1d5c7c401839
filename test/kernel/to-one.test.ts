import { expect, test } from 'vitest';
import { Tracker } from '../../src/domains/pearl/tracker/type.ts';
import { User } from '../../src/domains/pearl/user.ts';
import { one } from '../../src/kernel/index.ts';

/* What types cannot say of a relation to one row is said when the schema is built. */

const built = (key: string, nullable = false) =>
  one(User, key, 'Somebody.', { nullable }).paths?.('person', Tracker.generic);

test('a foreign key leads to the rows that it names', () => {
  expect(Object.keys(built('primaryProgrammerId', true) ?? {})).toEqual(['person']);
  expect(() => built('reportingEffortItemId')).toThrow(
    'Tracker.person: reportingEffortItemId names rows of another table.',
  );
});

test('a relation that may lead to no row says so', () => {
  expect(() => built('primaryProgrammerId')).toThrow('declare it as { nullable: true }');
});
