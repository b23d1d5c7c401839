import { type Calendar, stamped } from './calendar.ts';
import { catalogue, type Entry } from './catalogue.ts';
import { contentOf, isOutput, type Library } from './library.ts';
import { people, tags } from './names.ts';
import type { Random } from './random.ts';
import { notCopied, type Row, type Rows } from './rows.ts';
import type { Delivery } from './study.ts';

/** An item with its tracker (the ids are the same), for those who talk about it. */
export type Work = { entry: Entry; delivery: Delivery; tracker: ReturnType<typeof track> };

type Tools = { random: Random; calendar: Calendar; textsOf: Library };
type Status = Row<'trackers'>['primaryStatus'];
type Weights = readonly (readonly [Status, number])[];

/** How far an effort is when it is early, half-way or late; datasets come before what is made of them. */
const progress = (age: number, { kind }: Entry): Weights => {
  const [waiting, begun] = age < 60 ? [59, 33] : age < 120 ? [28, 40] : [10, 31];
  const ahead = kind === 'SDTM' ? 0.2 : kind === 'ADAM' ? 0.5 : 1;
  const [rest, running] = [Math.round(waiting * ahead), Math.round(begun * ahead)];
  return [
    ['NOT_STARTED', rest],
    ['IN_PROGRESS', running],
    ['COMPLETED', 100 - rest - running],
  ];
};

const departed = people.findIndex(({ left }) => left) + 1;

const chances = { NOT_STARTED: 0.25, IN_PROGRESS: 0.55, COMPLETED: 0.95 };

/** One tracker as the workflow may have left it: nothing here breaks a rule that the commands keep. */
const track = (entry: Entry, delivery: Delivery, { random, calendar }: Tools) => {
  const [first, second] = random.shuffle(delivery.programmers);
  if (!first || !second) throw new Error('A team has at least two people.');
  const primaryStatus = random.weighted(progress(delivery.age, entry));
  const checked = random.chance(chances[primaryStatus]);
  const qcStatus: Status =
    primaryStatus === 'COMPLETED' && checked
      ? random.weighted([
          ['COMPLETED', 70],
          ['IN_PROGRESS', 22],
          ['NOT_STARTED', 8],
        ])
      : 'NOT_STARTED';
  const isChecked = qcStatus === 'COMPLETED';
  const inProduction = isChecked && random.chance(0.6);
  const important = isOutput(entry) && entry.primaryEndpoint;
  const primary = isChecked && random.chance(0.06) ? departed : first;
  const changes = [
    primaryStatus !== 'NOT_STARTED',
    primaryStatus === 'COMPLETED',
    checked,
    isChecked,
    inProduction,
  ].filter(Boolean).length;
  const changed = delivery.made + random.next() * (calendar.midnight - delivery.made);
  const since = (share: number) =>
    new Date(delivery.made + (changed - delivery.made) * share).toISOString();
  return {
    primaryProgrammerId: primaryStatus === 'NOT_STARTED' ? null : primary,
    qcProgrammerId: checked ? second : null,
    primaryStatus,
    qcStatus,
    dueDate: random.chance(0.06)
      ? null
      : calendar.workday(dueDay(primaryStatus, isChecked, delivery.age, random)),
    priority: random.weighted(
      important
        ? [
            ['CRITICAL', 2],
            ['HIGH', 3],
          ]
        : [
            ['LOW', 14],
            ['MEDIUM', 60],
            ['HIGH', 22],
            ['CRITICAL', 4],
          ],
    ),
    qcLevel: important ? 1 : random.pick([1, 2, 2, 2, 3, 3, null]),
    inProduction,
    primaryCompletedById: primaryStatus === 'COMPLETED' ? primary : null,
    primaryCompletedAt: primaryStatus === 'COMPLETED' ? since(checked ? 0.6 : 1) : null,
    qcCompletedAt: isChecked ? since(inProduction ? 0.9 : 1) : null,
    returnedAt: null,
    ...stamped(delivery.made, changes > 0 ? changed : delivery.made, 1 + changes),
  } as const;
};

const dueDay = (status: Status, isChecked: boolean, age: number, random: Random) => {
  if (isChecked) return random.integer(14 - age, 5);
  if (status === 'COMPLETED') return random.integer(-6, 16);
  if (status === 'IN_PROGRESS') return random.integer(-7, 30);
  return random.chance(0.1) ? random.integer(-7, -1) : random.integer(3, 56);
};

/** `size` entries of an area, in their order; what opens a part is always there. */
const choose = (delivery: Delivery, size: number, random: Random): Entry[] => {
  const ranked = catalogue(delivery.area).flatMap((part) =>
    part.map((entry, place) => ({ entry, rank: place < 4 ? 0 : random.next() })),
  );
  const kept = new Set([...ranked].sort((a, b) => a.rank - b.rank).slice(0, size));
  return ranked.filter((each) => kept.has(each)).map(({ entry }) => entry);
};

export const addWork = (rows: Rows, delivery: Delivery, size: number, tools: Tools): Work[] => {
  const { random, textsOf } = tools;
  return choose(delivery, size, random).map((entry, place) => {
    const tracker = track(entry, delivery, tools);
    const { primaryStatus, qcStatus, qcProgrammerId } = tracker;
    const done =
      primaryStatus === 'COMPLETED' && (qcStatus === 'COMPLETED' || qcProgrammerId === null);
    const begun = primaryStatus !== 'NOT_STARTED';
    const made = stamped(delivery.made);
    const reportingEffortItemId = rows.items.push({
      reportingEffortId: delivery.effortId,
      itemCode: entry.code + delivery.suffix,
      itemDescription: entry.title,
      itemType: isOutput(entry) ? 'TLF' : 'DATASET',
      runOrder: place + 1,
      itemStatus: done ? 'COMPLETED' : begun ? 'IN_PROGRESS' : 'PENDING',
      ...notCopied,
      ...made,
      ...(begun && { updatedAt: tracker.updatedAt, version: done ? 3 : 2 }),
    });
    const trackerId = rows.trackers.push({ reportingEffortItemId, ...tracker });
    if (isOutput(entry)) {
      rows.tlfDetails.push({
        reportingEffortItemId,
        tlfType: entry.kind,
        primaryEndpoint: entry.primaryEndpoint,
        analysisPopulation: contentOf(entry.population),
        ...made,
      });
    } else {
      rows.datasetDetails.push({
        reportingEffortItemId,
        datasetType: entry.kind,
        dataSource: entry.source,
        recordCount: begun ? Math.round(entry.perSubject * delivery.subjects) : null,
        ...made,
      });
    }
    textsOf(entry).forEach((textElementId, place) => {
      rows.itemTexts.push({
        reportingEffortItemId,
        textElementId,
        sequenceNumber: place + 1,
        ...made,
      });
    });
    for (const tagId of tagsOf(entry, delivery, qcStatus, random)) {
      rows.trackerTags.push({ trackerId, tagId, ...made });
    }
    return { entry, delivery, tracker };
  });
};

const tagId = (wanted: (typeof tags)[number]['name']) =>
  tags.findIndex(({ name }) => name === wanted) + 1;

/** Every other effort is delivered in batches. */
const tagsOf = (entry: Entry, { effortId }: Delivery, qcStatus: Status, random: Random) => [
  ...(isOutput(entry) && (entry.primaryEndpoint || /^t14\.(1|3\.1)\.[1-3]$/.test(entry.code))
    ? [tagId('Topline')]
    : []),
  ...(effortId % 2 === 0 ? [tagId(batchOf(entry))] : []),
  ...(qcStatus === 'IN_PROGRESS' && random.chance(0.3) ? [tagId('Rework')] : []),
];

const batchOf = (entry: Entry) => {
  if (!isOutput(entry)) return 'Batch 1';
  return /^(l|t14\.1\.)/.test(entry.code) ? 'Batch 2' : 'Batch 3';
};
