import { builder, type Context, query, refusal } from '../../../kernel/index.ts';
import { DatabaseRelease } from '../database-release.ts';
import { ReportingEffort } from '../reporting-effort.ts';
import { Study } from '../study.ts';

type Key = number | string | null | undefined;
type Named = {
  readonly studyId?: Key;
  readonly databaseReleaseId?: Key;
  readonly reportingEffortId?: Key;
};

/** What numbers are about: which items, as a condition on `i`, and which of their steps, on `s`; with its parameters. */
export type Scope = {
  readonly where: string;
  readonly steps: string;
  readonly params: readonly (number | string)[];
};

/** What numbers of a scope cost: they read all of its items, which takes as long as answering with so many values. */
export const scopeCost = 20_000;

export const scopeRows = {
  studyId: { of: Study, description: 'Only what belongs to the study with this key.' },
  databaseReleaseId: {
    of: DatabaseRelease,
    description: 'Only what belongs to the database release with this key.',
  },
  reportingEffortId: {
    of: ReportingEffort,
    description: 'Only what belongs to the reporting effort with this key.',
  },
} as const;

/** At most one of them; without any, numbers are about everything. */
export const scopeArgs = builder.args((arg) => ({
  studyId: arg.id({ description: scopeRows.studyId.description }),
  databaseReleaseId: arg.id({ description: scopeRows.databaseReleaseId.description }),
  reportingEffortId: arg.id({ description: scopeRows.reportingEffortId.description }),
}));

const inEfforts = (where: string) =>
  `i.reporting_effort_id in (select e.id from pearl.reporting_efforts e
     join pearl.database_releases r on r.id = e.database_release_id where ${where} = $1::int)`;
const within = {
  studyId: inEfforts('r.study_id'),
  databaseReleaseId: inEfforts('r.id'),
  reportingEffortId: 'i.reporting_effort_id = $1::int',
};
const stepsWithin = {
  studyId: 's.study_id = $1::int',
  databaseReleaseId: 's.database_release_id = $1::int',
  reportingEffortId: 's.reporting_effort_id = $1::int',
};

const names = ['studyId', 'databaseReleaseId', 'reportingEffortId'] as const;
const givenIn = (args: Named) =>
  names.flatMap((name) => {
    const id = args[name];
    return id == null ? [] : [{ name, id }];
  });

/** The scope that arguments name; undefined if what they name is not there. */
export const scopeIn = async (ctx: Context, args: Named): Promise<Scope | undefined> => {
  const [given, other] = givenIn(args);
  if (other) {
    throw refusal('BAD_USER_INPUT', 'Name a study, a database release or an effort: one of them.', {
      field: other.name,
    });
  }
  if (!given) return { where: 'true', steps: 'true', params: [] };
  const { name, id } = given;
  const [found] = await query(ctx, scopeRows[name].of.generic, { id: { eq: id } });
  return found && { where: within[name], steps: stepsWithin[name], params: [id] };
};

/** The same, or a refusal. */
export const scopeOf = async (ctx: Context, args: Named): Promise<Scope> => {
  const scope = await scopeIn(ctx, args);
  if (scope) return scope;
  throw refusal('NOT_FOUND', 'What these numbers would be about is not there.', {
    field: givenIn(args)[0]?.name,
  });
};
