import type { Change, Locate } from '../../../live/index.ts';
import { locate as locateInEffort } from '../place.ts';

/** What a change is within: a user is so everywhere. */
export type Within = {
  readonly efforts: ReadonlySet<number | string>;
  readonly releases: ReadonlySet<number | string>;
  readonly studies: ReadonlySet<number | string>;
  readonly isEverywhere?: boolean;
};

type Tree = { readonly effort: number | null; readonly release: number; readonly study: number };

const structure = ['ReportingEffort', 'DatabaseRelease', 'Study'];

const idsIn = ({ before, after }: Change, column: string) =>
  [before, after].flatMap((row) => {
    const value = row?.[column];
    return typeof value === 'number' ? [value] : [];
  });

/** Finds the efforts, releases and studies of changes: one statement more than their efforts take. */
export const locate: Locate<Within> = async (sql, changes) => {
  const isStructure = ({ entityType }: Change) => structure.includes(entityType);
  const below = changes.filter((each) => !isStructure(each) && each.entityType !== 'User');
  const places = await locateInEffort(sql, below);
  const own = changes.map((change) => {
    const isOf = (type: string) => change.entityType === type;
    return {
      id: change.id,
      isEverywhere: isOf('User'),
      efforts: isOf('ReportingEffort')
        ? idsIn(change, 'id')
        : [...(places.get(change.id)?.efforts ?? [])],
      releases: idsIn(change, isOf('DatabaseRelease') ? 'id' : 'database_release_id'),
      studies: idsIn(change, isOf('Study') ? 'id' : 'study_id'),
    };
  });
  const asked = (of: 'efforts' | 'releases') => [...new Set(own.flatMap((each) => each[of]))];
  // what is not there any more has told of its end by itself
  const tree = await sql.unsafe<Tree[]>(
    `select e.id as effort, r.id as release, r.study_id as study
     from pearl.database_releases r left join pearl.reporting_efforts e on e.database_release_id = r.id and e.id = any($1::int[])
     where e.id is not null or r.id = any($2::int[])`,
    [`{${asked('efforts').join()}}`, `{${asked('releases').join()}}`],
    { prepare: true },
  );
  return new Map(
    own.map(({ id, efforts, releases, studies, isEverywhere }) => {
      const above = tree.filter(
        ({ effort, release }) =>
          (effort !== null && efforts.includes(effort)) || releases.includes(release),
      );
      const within: Within = {
        isEverywhere,
        efforts: new Set(efforts),
        releases: new Set([...releases, ...above.map(({ release }) => release)]),
        studies: new Set([...studies, ...above.map(({ study }) => study)]),
      };
      return [id, within] as const;
    }),
  );
};
