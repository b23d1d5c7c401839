import { computed } from '@preact/signals';
import { nameOf } from '../api/me.ts';
import { address } from '../route.ts';
import { priorities, statuses } from '../ui/marks.tsx';
import { compare } from './natural.ts';
import { type Row, type Side, sideOf, stageOf, stages } from './row.ts';

/* What of an effort is shown, in which order: it stands in the address, so that it can be sent to a colleague. */

export const facets = [
  'stage',
  'kind',
  'programmer',
  'checker',
  'priority',
  'due',
  'tag',
  'threads',
] as const;
export type Facet = (typeof facets)[number];

export const facetNames: Readonly<Record<Facet, string>> = {
  stage: 'Stage',
  kind: 'Type',
  programmer: 'Programmer',
  checker: 'Checker',
  priority: 'Priority',
  due: 'Due',
  tag: 'Tag',
  threads: 'Threads',
};

export const dueNames: Readonly<Record<string, string>> = {
  late: 'Overdue',
  sunday: 'This week, up to Sunday',
  week: 'In the next 7 days',
  later: 'Later',
  none: 'No date',
};

const nobody = 'nobody';

const personOn =
  (side: Side) =>
  ({ tracker }: Row) =>
    (tracker && sideOf(tracker, side).person) || nobody;

/** What is late and what is due soon, the API says. */
export const dueOf = ({ tracker }: Row): readonly string[] => {
  if (!tracker?.dueDate) return ['none'];
  if (tracker.isOverdue) return ['late'];
  const soon = [
    ...(tracker.isDueThisWeek ? ['sunday'] : []),
    ...(tracker.isDueSoon ? ['week'] : []),
  ];
  return soon.length > 0 ? soon : ['later'];
};

/** By which values of a facet a row is found. */
export const valuesOf: Readonly<Record<Facet, (row: Row) => string | readonly string[]>> = {
  stage: ({ tracker }) => stageOf(tracker),
  kind: ({ kind }) => kind,
  programmer: personOn('PRIMARY'),
  checker: personOn('QC'),
  priority: ({ tracker }) => tracker?.priority ?? 'MEDIUM',
  due: dueOf,
  tag: ({ tracker }) => tracker?.tags.map(({ id }) => id) ?? [],
  threads: ({ tracker }) => ((tracker?.openThreadCount ?? 0) > 0 ? 'open' : 'none'),
};

const status =
  (side: Side) =>
  ({ tracker }: Row) =>
    tracker ? statuses.indexOf(sideOf(tracker, side).status) : -1;
const name =
  (side: Side) =>
  ({ tracker }: Row) =>
    (tracker && nameOf(sideOf(tracker, side).person)) || '\uffff';

/** By what a column sorts. What is not there comes last. */
const sortings: Readonly<Record<string, (row: Row) => string | number>> = {
  code: ({ sortKey }) => sortKey,
  description: ({ description }) => description.toLowerCase(),
  kind: ({ kind }) => kind,
  stage: ({ tracker }) => stages.indexOf(stageOf(tracker)),
  programming: status('PRIMARY'),
  programmer: name('PRIMARY'),
  check: status('QC'),
  checker: name('QC'),
  due: ({ tracker }) => tracker?.dueDate ?? '\uffff',
  priority: ({ tracker }) => priorities.indexOf(tracker?.priority ?? 'LOW'),
  threads: ({ tracker }) => -(tracker?.openThreadCount ?? 0),
};

export type Sort = { readonly by: string; readonly isDown: boolean };

const chosenIn = (query: URLSearchParams): Readonly<Record<Facet, readonly string[]>> => {
  const of = (facet: Facet) => query.get(facet)?.split(',').filter(Boolean) ?? [];
  return {
    stage: of('stage'),
    kind: of('kind'),
    programmer: of('programmer'),
    checker: of('checker'),
    priority: of('priority'),
    due: of('due'),
    tag: of('tag'),
    threads: of('threads'),
  };
};

export const view = computed(() => {
  const { searchParams } = address.value;
  const given = searchParams.get('sort') ?? 'code';
  const by = given.replace(/^-/, '');
  return {
    text: searchParams.get('q') ?? '',
    chosen: chosenIn(searchParams),
    sort: { by: Object.hasOwn(sortings, by) ? by : 'code', isDown: given.startsWith('-') },
  };
});

export type View = typeof view.value;

const holds = (row: Row, words: readonly string[]) => {
  const { tracker } = row;
  const text =
    `${row.code}\n${row.description}\n${nameOf(tracker?.primaryProgrammerId)}\n${nameOf(tracker?.qcProgrammerId)}`.toLowerCase();
  return words.every((word) => text.includes(word));
};

/** The rows that a view shows, in its order. */
export const shownBy = ({ text, chosen, sort }: View, rows: Iterable<Row>): Row[] => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const asked = facets.filter((facet) => chosen[facet].length > 0);
  const found = [...rows].filter(
    (row) =>
      (words.length === 0 || holds(row, words)) &&
      asked.every((facet) =>
        [valuesOf[facet](row)].flat().some((value) => chosen[facet].includes(value)),
      ),
  );
  const key = sortings[sort.by] ?? sortings['code'];
  const keyed = found.map((row) => ({ row, key: key?.(row) ?? '' }));
  const sign = sort.isDown ? -1 : 1;
  keyed.sort((a, b) => sign * compare(a.key, b.key) || compare(a.row.sortKey, b.row.sortKey));
  return keyed.map(({ row }) => row);
};

/** How often each value of a facet is there. */
export const countsOf = (facet: Facet, rows: Iterable<Row>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const row of rows)
    for (const value of [valuesOf[facet](row)].flat())
      counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};
