import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followed, heard } from './matrix-follow.ts';
import {
  finds,
  genji,
  isNobody,
  keysOf,
  people,
  plantAll,
  sees,
  type Thing,
  things,
  uproot,
} from './matrix-people.ts';
import { deeds, hasWay, reading, without } from './matrix-ways.ts';

/* Who gets how far with what somebody else has written: every person, with every thing, on every way. */

beforeAll(plantAll);
afterAll(uproot);

test('every cell is one, or has no such way', () => {
  for (const person of people) {
    const keys = keysOf(person);
    const missing = [
      ...Object.entries(reading).map(
        ([way, of]) => [way, (thing: Thing) => of(thing, person)] as const,
      ),
      ...Object.entries(deeds).map(
        ([way, of]) => [way, (thing: Thing) => of(thing, keys, person)] as const,
      ),
    ].flatMap(([way, of]) => things.filter((thing) => !of(thing)).map((thing) => [way, thing]));
    expect(missing).toEqual(without);
  }
});

describe.each(people)('$name', (person) => {
  describe.each(things)('and a %s:', (thing) => {
    test.each(Object.entries(reading).filter(([way]) => hasWay(way, thing)))(
      'found %s or not',
      async (way, of) => {
        const [find, found, hidden] = of(thing, person) ?? [];
        const keys = keysOf(person);
        const query = find?.(keys[thing], keys) ?? '';
        const isClosed = isNobody(person) && /genji(User|Share)/.test(query); // to guests
        const expected = isClosed ? 'UNAUTHENTICATED' : sees(person, thing) ? found : hidden;
        expect(await finds(person, query), way).toEqual(expected);
      },
    );

    test('followed or not', async () => {
      expect(await followed(person, thing)).toEqual(heard(person, thing));
    });

    test.each(Object.keys(deeds).filter((deed) => hasWay(deed, thing)))(
      'let to %s or not',
      async (name) => {
        const [field = '', end] = deeds[name]?.(thing, keysOf(person), person) ?? [];
        expect(await genji.codeOf(person.login, `mutation { ${field} }`)).toBe(end);
      },
    );
  });
});
