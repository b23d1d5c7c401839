import { type ArgBuilder, columns, refusal, type Tx } from '../../../kernel/index.ts';
import { admins } from '../access.ts';
import { pearl } from '../domain.ts';
import { ReportingEffort } from '../reporting-effort.ts';
import { inEfforts } from '../reporting-effort-item/home.ts';
import { ReportingEffortItem } from '../reporting-effort-item/type.ts';
import { reportingEffortItemTrackers } from '../tables.ts';
import { planned, rules } from '../tracker/commands.ts';
import { Tracker } from '../tracker/type.ts';
import { User } from '../user.ts';
import { idsByCode, namesOfCode, trackersOf, twice } from './item-code.ts';
import { changesOf, type People, planTracker } from './tracker-plan.ts';
import { writeTags } from './tracker-tags.ts';

/* The trackers of an effort, out of the files that people track in. */

const person = (arg: ArgBuilder, what: string) =>
  arg.text(`${what}, by user name; nobody where the cell is empty.`, { optional: true });

/** People who are named, and those with these keys: all stay as they are until the end. */
const findPeople = async (
  tx: Tx,
  names: readonly string[],
  keys: readonly number[],
): Promise<People> => {
  const found = await tx.query<{ readonly name: string; readonly id: number }>(
    `select g.name, u.id from jsonb_array_elements_text($1::text::jsonb) as g(name)
     join pearl.users u on kernel.normal_label(u.username) = kernel.normal_label(g.name)`,
    [JSON.stringify([...new Set(names)])],
  );
  const byId = await tx.lockAll(User, [...found.map(({ id }) => id), ...keys], 'share');
  return { byId, byName: new Map(found.map(({ name, id }) => [name, byId.get(id)])) };
};

const notThere = (message: string) => ({
  refused: refusal('NOT_FOUND', message, { field: 'itemCode' }),
});

pearl.imported(
  {
    command: 'importTrackers',
    description:
      'Changes the trackers of the items that a file names by their codes: who works on them, how far they are and what is planned, by the rules of the single commands. When the check was completed is compared with what is known, and not written.',
    allow: admins,
    args: (arg) => ({
      reportingEffortId: arg.id('The key of the reporting effort.', { of: ReportingEffort }),
    }),
    columns: (arg) => ({
      ...columns(ReportingEffortItem, ['itemCode'], { required: true }),
      primaryProgrammerUsername: person(arg, 'Who programs the item'),
      qcProgrammerUsername: person(arg, 'Who checks it'),
      ...columns(Tracker, ['primaryStatus', 'qcStatus', ...planned], { rules }),
      tags: arg.text('All its tags; those that do not exist yet are made.', {
        list: true,
        optional: true,
        max: 100,
      }),
      qcCompletionDate: arg.date('When the check was completed.', { optional: true }),
    }),
    called: {
      itemCode: namesOfCode,
      primaryProgrammerUsername: [
        'production programmer username',
        'primary programmer',
        'production programmer',
        'programmer',
      ],
      primaryStatus: ['production status'],
      qcProgrammerUsername: ['qc programmer'],
      inProduction: ['in production flag'],
    },
  },
  async (tx, { reportingEffortId }, rows, attempt) => {
    await tx.lock(ReportingEffort, reportingEffortId, { lock: 'key share' });
    const codes = rows.map(({ cells }) => cells.itemCode ?? '');
    const itemIds = await idsByCode(tx, inEfforts, reportingEffortId, codes);
    const trackerIds = await trackersOf(tx, [...itemIds.values()]);
    const trackers = await tx.lockAll(Tracker, [...trackerIds.values()]);
    const people = await findPeople(
      tx,
      rows.flatMap(({ cells: { primaryProgrammerUsername, qcProgrammerUsername } }) =>
        [primaryProgrammerUsername, qcProgrammerUsername].flatMap((name) => name ?? []),
      ),
      [...trackers.values()].flatMap(({ primaryProgrammerId, qcProgrammerId }) =>
        [primaryProgrammerId, qcProgrammerId].flatMap((id) => id ?? []),
      ),
    );
    const seen = new Map<number, number>();
    const plans = rows.map(({ line, cells }) => {
      const { itemCode = '' } = cells;
      const itemId = itemIds.get(itemCode);
      if (itemId === undefined) return notThere(`The reporting effort has no item “${itemCode}”.`);
      const first = seen.get(itemId);
      if (first !== undefined) return { refused: twice(first) };
      seen.set(itemId, line);
      const tracker = trackers.get(trackerIds.get(itemId) ?? 0);
      if (!tracker) return notThere(`The item “${itemCode}” has no tracker.`);
      const plan = planTracker(tracker, cells, people, attempt);
      return 'refused' in plan ? plan : { tracker, cells, ...plan };
    });
    const sound = plans.flatMap((plan) => ('refused' in plan ? [] : [plan]));
    const updated = await tx.update(
      reportingEffortItemTrackers,
      sound.map(({ tracker, steps }) => [tracker, steps]),
    );
    const now = new Map(updated.map((tracker) => [tracker.id, tracker]));
    const tagged = await writeTags(
      tx,
      sound.flatMap(({ tracker, cells: { tags } }) =>
        tags ? [{ trackerId: tracker.id, names: tags }] : [],
      ),
      { areWhole: true },
    );
    return plans.map((plan) => {
      if ('refused' in plan) return plan;
      const { tracker, cells } = plan;
      const { qcCompletedAt } = now.get(tracker.id) ?? tracker;
      const { qcCompletionDate: value } = cells;
      const known = qcCompletedAt?.slice(0, 10) ?? null;
      const tags = tagged.get(tracker.id);
      return {
        id: tracker.id,
        label: cells.itemCode ?? '',
        changes: [
          ...changesOf(tracker, now.get(tracker.id) ?? tracker, people.byId),
          ...(tags ? [{ column: 'tags', ...tags }] : []),
        ],
        differences:
          value !== undefined && value !== known
            ? [{ column: 'qcCompletionDate', value, known }]
            : [],
      };
    });
  },
);
