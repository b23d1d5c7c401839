import type { Sql } from '../connection.ts';
import {
  type Ask,
  type Catalogue,
  differenceOf,
  type ForeignKey,
  literal,
  qualified,
  readCatalogue,
} from './catalogue.ts';
import { findOrphans, isOrphan, type Link, type Orphans } from './orphan.ts';
import { repairOrphans } from './repair.ts';
import { fullName, liveOf, type Plan } from './upgrade-plan.ts';
import type { Choice, Step } from './upgrade-step.ts';

/** The orphans that nobody has said anything about. */
export const undecided = async (
  ask: Ask,
  catalogue: Catalogue,
  plans: readonly Plan[],
): Promise<Orphans[]> => {
  const links = plans.flatMap(({ link, choice }) => (link && !choice ? [link] : []));
  const found = await findOrphans(ask, catalogue, links, { first: 5 });
  return found.filter(({ count }) => count > 0);
};

/**
 * The steps of all plans: every key keeps new orphans out before the old ones are repaired, so that what goes with a
 * deleted row goes by the keys that are added.
 */
export const inOrder = (plans: readonly Plan[]): Step[] =>
  plans.flatMap(({ steps }) => steps).sort((one, other) => one.phase - other.phase);

/** Takes the steps, one transaction each. Those of two runs never mix: the second waits for the first. */
export const take = async (
  sql: Sql,
  ask: Ask,
  steps: readonly Step[],
  { file, say }: { readonly file: string; readonly say: (line: string) => void },
): Promise<void> => {
  await sql`select pg_advisory_lock(hashtext('upgrade-fk'))`;
  try {
    for (const [at, { title, sql: text, repairs }] of steps.entries()) {
      say(`${at + 1}/${steps.length} ${title}`);
      if (!repairs) await sql.unsafe(text);
      else {
        const { schema } = repairs.link;
        const catalogue = await readCatalogue(ask, [schema]);
        const { link, choice } = repairs;
        const rows = await sql.begin((tx) => repairOrphans(tx, catalogue, link, choice, file));
        if (rows > 0) say(`    ${rows} rows: they are in ${file} as they were.`);
      }
    }
  } finally {
    await sql`select pg_advisory_unlock(hashtext('upgrade-fk'))`;
  }
};

/** What each key is by now, in words, and whether all are as they are declared. */
export const outcomeOf = (catalogue: Catalogue, keys: readonly ForeignKey[]) => {
  const found = keys.map((key) => {
    const live = liveOf(catalogue, key);
    return { key, live, difference: differenceOf(live, key) };
  });
  return {
    isDone: found.every(({ difference }) => difference === null),
    lines: found.map(({ key, live, difference }) => {
      const index =
        live?.hasIndex === false
          ? ' It has no index: every delete of a parent reads the whole table.'
          : '';
      return `${fullName(key)}: ${difference ?? `in place, ON DELETE ${key.onDelete}, validated.`}${index}`;
    }),
  };
};

/** The plans as a script for psql, which can be run again after any of its steps. */
export const scriptOf = (catalogue: Catalogue, plans: readonly Plan[], file: string): string => {
  const guards = plans.flatMap(({ link, choice, steps }) =>
    link && !choice && steps.length > 0 ? [guard(catalogue, link)] : [],
  );
  const steps = inOrder(plans).map(({ title, lock, sql, repairs }) => {
    const statements = repairs ? repairing(catalogue, repairs, file) : `${sql};`;
    return `-- ${title} Lock: ${lock}.\n${statements}`;
  });
  return ['\\set ON_ERROR_STOP on', '-- First make a backup.', ...guards, ...steps].join('\n\n');
};

const guard = (
  catalogue: Catalogue,
  link: Link,
) => `-- Nothing is changed as long as there are orphans.
do $guard$
begin
  if exists (select from ${qualified(link.schema, link.table)} c where ${isOrphan(catalogue, link)}) then
    raise exception ${literal(`There are orphans by ${fullName({ ...link, onDelete: 'NO ACTION' })}.`)};
  end if;
end
$guard$;`;

const repairing = (
  catalogue: Catalogue,
  { link, choice }: { readonly link: Link; readonly choice: Choice },
  file: string,
): string => {
  const child = qualified(link.schema, link.table);
  const orphaned = isOrphan(catalogue, link);
  const set = (value: string) => link.columns.map((name) => `"${name}" = ${value}`).join(', ');
  const change =
    choice.to === 'delete'
      ? `delete from ${child} c where ${orphaned};`
      : `update ${child} c set ${set(choice.to === 'reparent' ? literal(choice.key) : 'null')} where ${orphaned};`;
  return `begin;
\\copy (select to_jsonb(c) from ${child} c where ${orphaned}) to program ${literal(`cat >> ${literal(file)}`)}
${change}
commit;`;
};
