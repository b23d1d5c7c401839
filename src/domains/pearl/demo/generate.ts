import { createCalendar, stamped } from './calendar.ts';
import { createLibrary } from './library.ts';
import { people, tags } from './names.ts';
import { addPackages } from './package.ts';
import { createRandom, type Random } from './random.ts';
import { noRows, type Rows } from './rows.ts';
import { addStudies } from './study.ts';
import { addTalk } from './talk.ts';
import { addWork } from './work.ts';

const itemsPerEffort = 150;
const commentsPerItem = 40 / 9; // 120,000 for 27,000 items

/** `items` shared out among efforts of about 150, no two alike. */
const sizes = (items: number, random: Random): number[] => {
  const count = Math.ceil(items / itemsPerEffort);
  const even = Array.from(
    { length: count },
    (_, place) => Math.floor(((place + 1) * items) / count) - Math.floor((place * items) / count),
  );
  for (let place = 0; place + 1 < count; place += 2) {
    const moved = random.integer(-25, 25);
    even[place] = (even[place] ?? 0) + moved;
    even[place + 1] = (even[place + 1] ?? 0) - moved;
  }
  return even;
};

/** The rows of the demo: the same for the same number of items and the same day. */
export const generate = (items: number, today: string): Rows => {
  const rows = noRows();
  const random = createRandom(20_241_201);
  const calendar = createCalendar(today);
  const founded = calendar.at(-540, 9);

  for (const { name, role, department, left } of people) {
    rows.users.push({
      username: name,
      role,
      department,
      isActive: !left,
      ...stamped(founded, left ? calendar.midnight : founded, left ? 2 : 1),
    });
  }
  for (const tag of tags) rows.tags.push({ ...tag, ...stamped(founded) });
  const textsOf = createLibrary(rows, founded);
  addPackages(rows, textsOf, founded);

  const sizeOf = sizes(items, random);
  const works = addStudies(rows, sizeOf.length, random, calendar).flatMap((delivery, place) =>
    addWork(rows, delivery, sizeOf[place] ?? 0, { random, calendar, textsOf }),
  );
  addTalk(rows, works, Math.round(items * commentsPerItem), random, calendar);
  return rows;
};
