import { addDays, type Calendar, stamped } from './calendar.ts';
import { type Area, areas, firstStudies, months, people } from './names.ts';
import type { Random } from './random.ts';
import type { Rows } from './rows.ts';

/** One reporting effort and what the work on it needs to know. */
export type Delivery = {
  effortId: number;
  area: Area;
  suffix: string;
  made: number;
  age: number;
  subjects: number;
  programmers: number[];
  askers: number[];
  answerer: number;
};

const idsOf = (wanted: (person: (typeof people)[number]) => boolean) =>
  people.flatMap((person, place) => (wanted(person) ? [place + 1] : []));

const analyst = idsOf(({ name }) => name === 'analyst');
const programmers = idsOf(
  ({ name, department, left }) => department === 'programming' && name !== 'analyst' && !left,
);
const waiting = idsOf(({ role, department }) => role === 'ANALYST' && department !== 'programming');
/** Who asks about the work of others: statisticians and leads, now and then a viewer. */
const askers = [...waiting, ...waiting, ...idsOf(({ role }) => role === 'VIEWER')];

/** How many efforts each release of a study has: of the first studies, then of all others in turn. */
const firstShapes = [[1, 1], [2], [1], [1], [1, 1], [1]];
const laterShapes = [[2, 1, 1], [1, 2], [2, 2], [1, 1, 1], [2], [1, 2, 1]];

const kindsOfTwo = [
  ['Topline', 'CSR'],
  ['CSR', 'DSUR'],
] as const;

const releaseLabel = (date: string, style: number) => {
  const [year, month] = [date.slice(0, 4), Number(date.slice(5, 7))];
  const labels = [
    `DB_LOCK_${date.replaceAll('-', '')}`,
    `${months[month - 1]} ${year} Primary Analysis`,
    `Database Lock ${year}-Q${Math.ceil(month / 3)}`,
  ];
  return labels[style % labels.length] ?? date;
};

const effortLabels = {
  CSR: (date: string, style: number) =>
    style % 3 === 2
      ? 'CSR Tables Package'
      : `CSR Primary Analysis - ${months[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`,
  IA: (date: string) => `INTERIM_ANALYSIS_${date.replaceAll('-', '')}`,
  DSUR: (date: string) => `DSUR ${date.slice(0, 4)}`,
  Topline: () => 'Topline',
};

const studyLabel = (index: number) => {
  const prefix = areas[index % areas.length]?.prefix;
  return (
    firstStudies[index] ?? `${prefix}-${2023 + (index % 3)}-${String(index + 14).padStart(3, '0')}`
  );
};

/** ONC1 for ONCOLOGY-2024-001: unique, since no two studies with one prefix share a number. */
const shortLabel = (label: string) =>
  label.slice(0, 3) + Number(label.slice(label.lastIndexOf('-') + 1));

/** Adds studies, releases and efforts until there are `count` efforts. */
export const addStudies = (rows: Rows, count: number, random: Random, calendar: Calendar) => {
  const deliveries: Delivery[] = [];
  for (let index = 0; deliveries.length < count; index += 1) {
    const label = studyLabel(index);
    const made = calendar.at(-500 + (index % 40) * 5, 9 + random.next());
    const studyId = rows.studies.push({ studyLabel: label, ...stamped(made) });
    const team = [...random.shuffle(programmers).slice(0, 5), ...(index % 3 === 0 ? analyst : [])];
    const area = areas[index % areas.length] ?? areas[0];
    const kindsSeen = new Map<string, number>();
    const subjects = random.integer(14, 90) * 10;
    const shape = firstShapes[index] ?? laterShapes[index % laterShapes.length] ?? [1];

    for (const [place, efforts] of shape.entries()) {
      if (deliveries.length >= count) break;
      const date = addDays(`${/\d{4}/.exec(label)?.[0]}-12-01`, ((index * 37) % 330) + place * 45);
      const releaseMade = made + (place + 1) * 864e5;
      const databaseReleaseId = rows.releases.push({
        studyId,
        databaseReleaseLabel: releaseLabel(date, index + place),
        databaseReleaseDate: date,
        ...stamped(releaseMade),
      });
      const single = place === shape.length - 1 ? (['CSR'] as const) : (['IA'] as const);
      const kinds = efforts === 2 ? (kindsOfTwo[(index + place) % 2] ?? single) : single;
      for (const kind of kinds.slice(0, count - deliveries.length)) {
        // The efforts are early, half-way or late in turn, so that each third of the work looks different.
        const age = [34, 75, 140][deliveries.length % 3] ?? 0;
        const effortMade = calendar.at(-age, 8 + random.next() * 2);
        const nth = (kindsSeen.get(kind) ?? 0) + 1;
        kindsSeen.set(kind, nth);
        const effortId = rows.efforts.push({
          databaseReleaseId,
          databaseReleaseLabel: effortLabels[kind](date, index),
          ...stamped(effortMade),
        });
        const code = (kind === 'Topline' ? 'TL' : kind) + (nth > 1 ? nth : '');
        deliveries.push({
          effortId,
          area,
          suffix: deliveries.length === 0 ? '' : `@${shortLabel(label)}-${code}`,
          made: effortMade,
          age,
          subjects,
          programmers: team,
          askers,
          answerer: random.pick(team),
        });
      }
    }
  }
  return deliveries;
};
