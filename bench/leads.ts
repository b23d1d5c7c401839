import { start } from './competitors.ts';
import { createDatabase } from './database.ts';
import type { Query } from './queries.ts';
import { body, fill, inTurns, type Load, type Options } from './realms.ts';
import type { Results } from './report.ts';

/* The numbers that leads look at: beside the same ones by hand, and over a year of a large trail. */

const lead = (scope: 'Effort' | 'Study'): Query => ({
  name: scope,
  byEffort: true,
  pearl: `query LeadOf${scope}($id: ID!) {
    dashboard(${scope === 'Effort' ? 'reportingEffortId' : 'studyId'}: $id) {
      itemCount completedCount inProgressCount overdueCount dueThisWeekCount awaitingCheckCount completionRate
      taskTypes { taskType side status count }
      workload { programmer { username } side openCount overdueCount dueThisWeekCount awaitingCheckCount }
      unresolved { commentCount threadCount }
    }
  }`,
});

const efforts = 'select id, row_number() over (order by id) as nth from pearl.reporting_efforts';

/** Two efforts of 1,000 and of 10,000 items, in a study that all releases belong to. */
const rearranged = [
  `update pearl.reporting_effort_items i set reporting_effort_id = e.id
   from (select id, row_number() over (order by id) as place from pearl.reporting_effort_items) p
   join (${efforts}) e on e.nth = case when p.place <= 1000 then 1 when p.place <= 11000 then 2 else 3 + p.place % 178 end
   where p.id = i.id`,
  `update pearl.database_releases set study_id = (select min(id) from pearl.studies), database_release_label = database_release_label || ' ' || id`,
];

/** Lists are in no order of their own. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(sorted(each))).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, sorted(each)]));
};

export const compareLeads = async (load: Load, options: Options): Promise<Results> => {
  const { url: database, ids } = await createDatabase();
  await fill(database, rearranged);
  const servers = [
    ['pearl', await start('pearl', database)],
    ['by hand', await start('numbers by hand', database)],
  ] as const;
  const results: Results = new Map();
  for (const [what, query, id] of [
    ['dashboard of 1,000', lead('Effort'), ids[0] ?? 0],
    ['dashboard of 10,000', lead('Effort'), ids[1] ?? 0],
    ['dashboard of a study of 27,000', lead('Study'), 1],
  ] as const) {
    const jobs = Object.fromEntries(
      servers.map(([name, { url, headers, body: bodyOf }]) => [
        name,
        { url, headers, bodies: [bodyOf(query, id)] },
      ]),
    );
    const answers = await Promise.all(
      Object.values(jobs).map(async ({ url, headers, bodies }) => {
        const answer = await fetch(url, { method: 'POST', headers, body: bodies[0] ?? '' });
        return JSON.stringify(sorted(await answer.json()));
      }),
    );
    if (answers[0] !== answers[1])
      throw new Error(`They differ at the ${what}: ${answers.join('\n')}`);
    results.set(what, await inTurns(load, jobs, options));
    console.error(`${what} is measured.`);
  }
  for (const [, { stop }] of servers) await stop();
  return results;
};

/** The steps of 270,000 items of 1,800 efforts over a year and a half: made, begun, done, some returned and done again. */
const yearOfSteps = [
  'delete from pearl.item_steps',
  `insert into pearl.item_steps (item_id, reporting_effort_id, database_release_id, study_id, recorded_at, at, added, done, programmed, returned, primary_status, qc_status)
   select i, e, e / 5, e / 20, at, at, (step = 0)::int, case when step in (3, 6) then 1 when step = 4 then -1 else 0 end,
     (step in (2, 5))::int, (step = 4)::int, (array['NOT_STARTED', 'IN_PROGRESS', 'COMPLETED', 'COMPLETED', 'IN_PROGRESS', 'COMPLETED', 'COMPLETED'])[step + 1],
     (array['NOT_STARTED', 'NOT_STARTED', 'IN_PROGRESS', 'COMPLETED', 'NOT_STARTED', 'IN_PROGRESS', 'COMPLETED'])[step + 1]
   from (
     select i, 1 + i / 150 as e, step, now() - interval '550 days' + interval '1 day' * ((i::bigint * 7919) % 180 + step * (20 + (i::bigint * 104729) % 30)) as at
     from generate_series(0, 269999) i, generate_series(0, 6) step
     where step <= case when i % 10 < 2 then 1 when i % 10 < 9 then 3 else 6 end
   ) s order by at, i, step`,
];

const burndown = `query ($from: Date!, $effort: ID) {
  burndown(from: $from, reportingEffortId: $effort) { since days { day openCount doneCount addedCount removedCount } } }`;
const stays =
  'query ($effort: ID) { timeInStatus(reportingEffortId: $effort) { statuses { side status medianDays p90Days } } }';

export const measureBurndown = async (load: Load, options: Options): Promise<Results> => {
  const { url: database, ids } = await createDatabase(1_350);
  await fill(database, yearOfSteps);
  const { url, headers, stop } = await start('pearl', database);
  const from = new Date(Date.now() - 365 * 86_400_000).toISOString().slice(0, 10);
  const alone = { ...options, connections: 1 };
  const ask = (query: string, variables: object) => ({
    url,
    headers,
    bodies: [body(query, variables)],
  });
  const jobs = {
    'burndown of a year, all': ask(burndown, { from }),
    'burndown of a year, one effort': ask(burndown, { from, effort: String(ids[0]) }),
    'time in status, one effort': ask(stays, { effort: String(ids[0]) }),
  };
  const results: Results = new Map();
  for (const [what, job] of Object.entries(jobs))
    results.set(`${what}, 270,000 items`, await inTurns(load, { pearl: job }, alone));
  await stop();
  return results;
};
