import type { Tx } from '../../../kernel/index.ts';
import { tags, trackerTags } from '../tables.ts';

/* The tags of trackers in files: named by their names, and then found or made. */

type Tag = { readonly id: number; readonly name: string };

const lookUp = (tx: Tx, names: readonly string[]) =>
  tx.query<{ readonly given: string; readonly tag: Tag | null }>(
    `select g.name as given, case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as tag
     from jsonb_array_elements_text($1::text::jsonb) as g(name)
     left join pearl.tags t on kernel.normal_label(t.name) = kernel.normal_label(g.name)`,
    [JSON.stringify(names)],
  );

/** Tags by their names, found whatever their case and white space, or made once for all. */
const tagsNamed = async (tx: Tx, names: readonly string[]): Promise<ReadonlyMap<string, Tag>> => {
  const wanted = [...new Set(names)].sort(); // in one order for all, so that nobody waits for each other
  const found = wanted.length > 0 ? await lookUp(tx, wanted) : [];
  const missing = found.flatMap(({ given, tag }) => (tag ? [] : [given]));
  await tx.insertMissing(
    tags,
    missing.map((name) => ({ name })),
  );
  const made = missing.length > 0 ? await lookUp(tx, missing) : [];
  return new Map(
    [...found, ...made].flatMap(({ given, tag }): [string, Tag][] => (tag ? [[given, tag]] : [])),
  );
};

type Wanted = { readonly trackerId: number; readonly names: readonly string[] };
type Change = { readonly before: readonly string[]; readonly after: readonly string[] };

/** Puts tags on trackers; where the lists are whole, takes the others off. Gives what is changed, by the trackers. */
export const writeTags = async (
  tx: Tx,
  wanted: readonly Wanted[],
  { areWhole }: { readonly areWhole: boolean },
): Promise<ReadonlyMap<number, Change>> => {
  if (wanted.length === 0) return new Map();
  const [links, named] = await Promise.all([
    tx.query<Tag & { readonly linkId: number; readonly trackerId: number }>(
      `select x.id as "linkId", x.tracker_id as "trackerId", t.id, t.name
       from pearl.tracker_tags x join pearl.tags t on t.id = x.tag_id
       where x.tracker_id = any($1::int[]) order by x.id`,
      [`{${wanted.map(({ trackerId }) => trackerId).join()}}`],
    ),
    tagsNamed(
      tx,
      wanted.flatMap(({ names }) => names),
    ),
  ]);
  const linksOf = Map.groupBy(links, ({ trackerId }) => trackerId);
  const plans = wanted.map(({ trackerId, names }) => {
    const own = linksOf.get(trackerId) ?? [];
    const given = new Map(
      names.flatMap((name) => named.get(name) ?? []).map((tag) => [tag.id, tag]),
    );
    const has = new Set(own.map(({ id }) => id));
    const added = [...given.values()].filter(({ id }) => !has.has(id));
    const [kept, removed] = areWhole
      ? [own.filter(({ id }) => given.has(id)), own.filter(({ id }) => !given.has(id))]
      : [own, []];
    return { trackerId, own, added, removed, after: [...kept, ...added] };
  });
  await tx.insertMissing(
    trackerTags,
    plans.flatMap(({ trackerId, added }) => added.map(({ id }) => ({ trackerId, tagId: id }))),
  );
  const gone = plans.flatMap(({ removed }) => removed.map(({ linkId }) => linkId));
  if (gone.length > 0) await tx.remove(trackerTags, { id: gone });
  const namesOf = (some: readonly Tag[]) => some.map(({ name }) => name);
  return new Map(
    plans
      .filter(({ added, removed }) => added.length + removed.length > 0)
      .map(({ trackerId, own, after }) => [
        trackerId,
        { before: namesOf(own), after: namesOf(after) },
      ]),
  );
};
