import { builder, query, refusal } from '../../../kernel/index.ts';
import { DatabaseRelease } from '../database-release.ts';
import { ReportingEffort } from '../reporting-effort.ts';
import { Study } from '../study.ts';

type Context = Parameters<typeof query>[0];
type Key = number | string | null | undefined;
type Named = {
  readonly studyId?: Key;
  readonly databaseReleaseId?: Key;
  readonly reportingEffortId?: Key;
};

/** What numbers are about: which items, as a condition on `i`, with its parameters. */
export type Scope = { readonly where: string; readonly params: readonly (number | string)[] };

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

const inEffort = 'i.reporting_effort_id = $1::int';
const inEfforts = (where: string) =>
  `i.reporting_effort_id in (select e.id from pearl.reporting_efforts e
     join pearl.database_releases r on r.id = e.database_release_id where ${where} = $1::int)`;

/** What the arguments name, if it is there. */
const find = {
  studyId: async (ctx: Context, id: Key) => ({
    where: inEfforts('r.study_id'),
    params: (await query(ctx, Study, { id: { eq: id } })).map((row) => row.id),
  }),
  databaseReleaseId: async (ctx: Context, id: Key) => ({
    where: inEfforts('r.id'),
    params: (await query(ctx, DatabaseRelease, { id: { eq: id } })).map((row) => row.id),
  }),
  reportingEffortId: async (ctx: Context, id: Key) => ({
    where: inEffort,
    params: (await query(ctx, ReportingEffort, { id: { eq: id } })).map((row) => row.id),
  }),
};

const names = ['studyId', 'databaseReleaseId', 'reportingEffortId'] as const;

/** The scope that arguments name; undefined if what they name is not there. */
export const scopeIn = async (ctx: Context, args: Named): Promise<Scope | undefined> => {
  const [name, other] = names.filter((each) => args[each] != null);
  if (other) {
    throw refusal('BAD_USER_INPUT', 'Name a study, a database release or an effort: one of them.', {
      field: other,
    });
  }
  if (!name) return { where: 'true', params: [] };
  const scope = await find[name](ctx, args[name]);
  return scope.params.length > 0 ? scope : undefined;
};

/** The same, or a refusal. */
export const scopeOf = async (ctx: Context, args: Named): Promise<Scope> => {
  const scope = await scopeIn(ctx, args);
  if (scope) return scope;
  const [field = 'studyId'] = names.filter((each) => args[each] != null);
  throw refusal('NOT_FOUND', 'What these numbers would be about is not there.', { field });
};
