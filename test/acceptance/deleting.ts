import type { Sql } from '../../src/database/connection.ts';
import type { Answer, Api } from '../support/api.ts';
import type { Plant } from '../support/plant.ts';

/* Deletes and their previews, in few words. */

export type Impact = {
  readonly entityType: string;
  readonly effect: string;
  readonly count: number;
  readonly samples: readonly string[];
};

type Deleted = {
  readonly entityType: string;
  readonly entityId: string;
  readonly deletedNodeId: string;
  readonly auditLogId: string;
  readonly impacts: Impact[];
};
type Preview = {
  readonly entityType: string;
  readonly entityId: string;
  readonly needsCascade: boolean;
  readonly isBlocked: boolean;
  readonly impacts: Impact[];
  readonly token: string;
};

/** What can be deleted: its command, and which row of a plant to try it on. */
export const deletables = {
  STUDY: ['deleteStudy', 'study', 'pearl.studies'],
  DATABASE_RELEASE: ['deleteDatabaseRelease', 'release', 'pearl.database_releases'],
  REPORTING_EFFORT: ['deleteReportingEffort', 'effort', 'pearl.reporting_efforts'],
  REPORTING_EFFORT_ITEM: ['deleteReportingEffortItem', 'busy', 'pearl.reporting_effort_items'],
  TRACKER_COMMENT: ['deleteComment', 'thread', 'pearl.tracker_comments'],
  PACKAGE: ['deletePackage', 'pack', 'pearl.packages'],
  PACKAGE_ITEM: ['deletePackageItem', 'packItem', 'pearl.package_items'],
  TEXT_ELEMENT: ['deleteTextElement', 'spareText', 'pearl.text_elements'],
  TAG: ['deleteTag', 'tag', 'pearl.tags'],
  USER: ['deleteUser', 'user', 'pearl.users'],
} as const satisfies Record<string, readonly [string, keyof Plant, string]>;

export type DeletableType = keyof typeof deletables;

export const types = Object.keys(deletables) as DeletableType[];

const impacts = 'impacts { entityType effect count samples }';

/** Tries to delete a row, and says what came of it. */
export const remove = async (
  api: Api,
  type: DeletableType,
  id: number,
  options = '',
  who = 'admin',
): Promise<Answer<Deleted | undefined>> => {
  const [command] = deletables[type];
  const answer = await api
    .as(who)
    .run<Record<string, Deleted> | null, unknown>(
      `mutation { ${command}(id: ${id}${options && ', '}${options}) { entityType entityId deletedNodeId auditLogId ${impacts} } }`,
    );
  return { ...answer, data: answer.data?.[command] };
};

export const preview = async (
  api: Api,
  type: DeletableType,
  id: number,
  options = '',
): Promise<Preview> => {
  const { data, errors } = await api
    .as('admin')
    .run<{ deletePreview: Preview }, unknown>(
      `{ deletePreview(type: ${type}, id: ${id}${options}) { entityType entityId needsCascade isBlocked token ${impacts} } }`,
    );
  if (errors) throw new Error(JSON.stringify(errors));
  return data.deletePreview;
};

/** Why it was refused. */
export const whyNot = ({ errors }: Answer<unknown>): Readonly<Record<string, unknown>> => {
  const [error, ...more] = errors ?? [];
  if (!error || more.length > 0) throw new Error(`Not refused: ${JSON.stringify(errors)}`);
  return { ...error.extensions, message: error.message };
};

/** Replies to a comment on the busy item under the idle one, and to that reply again, as the API never does. */
export const replyElsewhere = async (sql: Sql, { idleTracker, reply }: Plant): Promise<void> => {
  await sql`with one as (
      insert into pearl.tracker_comments (tracker_id, user_id, comment_text, parent_comment_id)
      values (${idleTracker}, 2, 'elsewhere', ${reply}) returning id
    )
    insert into pearl.tracker_comments (tracker_id, user_id, comment_text, parent_comment_id)
    select ${idleTracker}, 2, 'below it', id from one`;
};

export const isThere = async (api: Api, type: DeletableType, id: number): Promise<boolean> => {
  const [, , table] = deletables[type];
  const found = await api.sql.unsafe(`select from ${table} where id = ${id}`);
  return found.length > 0;
};
