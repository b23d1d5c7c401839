import type { Connection } from '../database/connection.ts';
import { arrayOf } from '../kernel/read/query.ts';
import type { Key } from '../kernel/schema/key.ts';
import { isAmong } from '../kernel/schema/table.ts';
import type { Change } from './feed.ts';
import { halvesOf, isMove } from './part.ts';
import type { Locate, Told, Topic } from './topic.ts';
import { seenTogether, visibleOf } from './visible.ts';

/** Matches changes with topics: comes back with what each topic has to tell of them. */
export const match = async (
  sql: Connection,
  topics: readonly Topic[],
  changes: readonly Change[],
) => {
  const places = await placesOf(sql, topics, changes);
  const halves = await halvesAmong(sql, topics, changes);
  const seenBy = seenTogether(sql);
  return async (topic: Topic): Promise<readonly Told[]> => {
    const { of } = topic;
    const tell = ({ change, places: found }: Placed) =>
      topic.tell(change, found.get(of.locate) ?? new Map()) ?? [];
    const end = changes.find((change) => topic.isOverBy(change));
    // what one transaction has done, which has one time, is told whole
    const some = end ? changes.filter(({ id, at }) => id <= end.id || at === end.at) : changes;
    const told = some.flatMap((change) => {
      const both = isMove(of, change) ? halves.get(change) : undefined;
      return both ? both.flatMap(tell) : tell({ change, places });
    });
    // what somebody does not see may matter to numbers that it sees, if it is just not seen any more
    if (of.numbers) return told;
    const seen = await visibleOf(seenBy, topic, await withoutRemains(sql, topic, told));
    return end ? ending(seen, end) : seen;
  };
};

/** The last change is told as such; if it is none that is told, there is just the end. */
const ending = (told: readonly Told[], change: Change): readonly Told[] => {
  const last = told.at(-1);
  if (last?.change.at === change.at) return [...told.slice(0, -1), { ...last, end: 'told' }];
  const { position, entityType, entityId: id } = change;
  const about = { change, position, entityType, id, changedFields: [] } as const;
  return [...told, { ...about, action: 'UPDATED', end: 'untold' }];
};

type Places = ReadonlyMap<unknown, ReadonlyMap<number, unknown>>;
type Placed = { readonly change: Change; readonly places: Places };

/** The two halves of changes that move a part, each with where it has happened: the rows may be in different places. */
const halvesAmong = async (
  sql: Connection,
  topics: readonly Topic[],
  changes: readonly Change[],
): Promise<ReadonlyMap<Change, readonly Placed[]>> => {
  const kinds = [...new Set(topics.map(({ of }) => of))];
  const moves = changes.filter((change) => kinds.some((of) => isMove(of, change)));
  if (moves.length === 0) return new Map();
  const both = moves.map((move) => [move, ...halvesOf(move)] as const);
  // not in one question: the two halves of a change have the same number
  const ofLost = await placesOf(
    sql,
    topics,
    both.map(([, lost]) => lost),
  );
  const ofGot = await placesOf(
    sql,
    topics,
    both.map(([, , got]) => got),
  );
  return new Map(
    both.map(([move, lost, got]) => [
      move,
      [
        { change: lost, places: ofLost },
        { change: got, places: ofGot },
      ],
    ]),
  );
};

/** Where changes have happened, found out once for all topics that want to know in the same way. */
const placesOf = async (
  sql: Connection,
  topics: readonly Topic[],
  changes: readonly Change[],
): Promise<Places> => {
  const wanted = Map.groupBy(topics, ({ of }) => of.locate);
  const places = new Map<unknown, ReadonlyMap<number, unknown>>();
  for (const [locate, those] of wanted) {
    if (!locate) continue;
    const types = new Set(those.flatMap((topic) => topic.types));
    const about = changes.filter(({ entityType }) => types.has(entityType));
    const found = about.length > 0 ? (locate as Locate<unknown>)(sql, about) : new Map();
    places.set(locate, await found);
  }
  return places;
};

/** What goes along with a row is no change of it. */
const withoutRemains = async (
  sql: Connection,
  topic: Topic,
  told: readonly Told[],
): Promise<Told[]> => {
  const isRemains = ({ change, action }: Told) =>
    change.action === 'DELETE' && action === 'UPDATED';
  const left = new Map<string, Set<Key>>();
  for (const [type, those] of Map.groupBy(told.filter(isRemains), (each) => each.entityType)) {
    const entity = topic.of.entities.get(type);
    if (!entity) continue;
    const key = entity.column('id');
    const rows = await sql.unsafe<{ id: Key }[]>(
      `select ${key.of('t')} as id from ${entity.from} t where ${isAmong(key, 't', '$1')}`,
      [arrayOf(those.map(({ id }) => id))],
      { prepare: true },
    );
    left.set(type, new Set(rows.map(({ id }) => id)));
  }
  return told.filter((each) => !isRemains(each) || left.get(each.entityType)?.has(each.id));
};
