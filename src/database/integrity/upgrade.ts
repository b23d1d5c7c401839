import type { Sql } from '../connection.ts';
import { literal } from '../literal.ts';
import { type Ask, type Catalogue, differenceOf, type ForeignKey, qualified } from './catalogue.ts';
import { findOrphans, isOrphan, type Link, type Orphans } from './orphan.ts';
import { repairOrphans, repairScript } from './repair.ts';
import { fullName, liveOf, type Plan } from './upgrade-plan.ts';
import { hasColumn, type Step } from './upgrade-step.ts';

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
  steps: readonly Step[],
  { file, say }: { readonly file: string; readonly say: (line: string) => void },
): Promise<void> => {
  await sql`select pg_advisory_lock(hashtext('upgrade-fk'))`;
  try {
    for (const [at, { title, sql: text, repairs }] of steps.entries()) {
      say(`${at + 1}/${steps.length} ${title}`);
      if (!repairs) await sql.unsafe(text);
      else {
        const { link, choice, catalogue } = repairs;
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

/** The plans as a script for psql, which can be run again: after any of its steps, and when all is done. */
export const scriptOf = (catalogue: Catalogue, plans: readonly Plan[], file: string): string => {
  const guards = plans.flatMap((plan) =>
    plan.link && !plan.choice && plan.steps.length > 0 ? [guard(catalogue, plan, plan.link)] : [],
  );
  const steps = inOrder(plans).map(({ title, lock, sql, repairs }) => {
    const statements = repairs
      ? repairScript(repairs.catalogue, repairs.link, repairs.choice, file)
      : `${sql};`;
    return `-- ${title} Lock: ${lock}.\n${statements}`;
  });
  return ['\\set ON_ERROR_STOP on', '-- First make a backup.', ...guards, ...steps].join('\n\n');
};

/** Columns are renamed one by one: some may have their new names already. */
const guard = (catalogue: Catalogue, { key, renamed }: Plan, link: Link): string => {
  const child = qualified(key.schema, key.table);
  const hasOrphans = (columns: readonly string[], at: Catalogue) =>
    `if exists (select from ${child} c where ${isOrphan(at, { ...key, columns })}) then
    raise exception using message = ${literal(`There are orphans by ${fullName(key)}.`)};
  end if;`;
  const renames = key.columns.flatMap((to, at) => {
    const from = link.columns[at] ?? to;
    return from === to ? [] : [{ from, at }];
  });
  const stages = renames.map(({ from }, done) => {
    const columns = key.columns.map((to, at) =>
      renames.slice(0, done).some((each) => each.at === at) ? to : (link.columns[at] ?? to),
    );
    return `if ${hasColumn(key, from)} then\n  ${hasOrphans(columns, catalogue)}\n  return;\nend if;\n`;
  });
  return `-- Nothing is changed as long as there are orphans.
do $guard$
begin
${stages.join('')}  ${hasOrphans(key.columns, renamed)}
end
$guard$;`;
};
