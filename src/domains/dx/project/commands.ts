import { columns, input, mutation, optimistic, refusal, type Tx } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { thisMoment } from '../machine.ts';
import { me } from '../me.ts';
import { projects } from '../tables.ts';
import { hashOf } from './source.ts';
import { DxProject } from './type.ts';

const NewProject = input('CreateDxProjectInput', {
  description: 'The values of a new DxProject.',
  fields: (arg) => ({
    ...columns(
      DxProject,
      [
        'name',
        'description',
        'sourceType',
        'sourceUrl',
        'sourceBranch',
        'localPath',
        'filesCount',
        'projectSize',
        'language',
      ],
      { required: true, rules: { filesCount: { min: 0 } } },
    ),
    sourceHash: arg.text(
      'What the source is known by, if not by its type, address and branch: the hash of a ZIP file.',
      { optional: true, max: 200 },
    ),
  }),
});

mutation(
  'createDxProject',
  {
    description:
      'Imports a project. A source that you have imported already is refused (CONFLICT), also while that project is archived.',
    allow: everyone,
    args: (arg) => ({ input: arg(NewProject, 'Its values.') }),
    answers: DxProject,
  },
  async (tx, { input: { sourceHash: given, ...values } }) => {
    if (!given && !values.sourceUrl && !values.localPath) {
      throw refusal(
        'BAD_USER_INPUT',
        'Say where the source is (sourceUrl or localPath), or what it is known by (sourceHash).',
        { field: 'input.sourceHash' },
      );
    }
    const sourceHash = given ?? hashOf(values);
    await assertNew(tx, sourceHash);
    return tx.insertOne(projects, { ...values, userId: me(tx), sourceHash });
  },
);

/** Refuses a source that is there already, by the name that it has; against two at once there is a unique index. */
const assertNew = async (tx: Tx, sourceHash: string) => {
  const [project] = await tx.query<{ name: string; isArchived: boolean }>(
    `select name, deleted_at is not null as "isArchived" from dx.projects where user_id = $1 and source_hash = $2`,
    [me(tx), sourceHash],
  );
  if (!project) return;
  const { name, isArchived } = project;
  throw refusal(
    'CONFLICT',
    `You have imported this source already: it is the ${isArchived ? 'archived ' : ''}project “${name}”.${isArchived ? ' Restore it.' : ''}`,
    { field: 'input.sourceHash', label: name },
  );
};

const ProjectChanges = input('UpdateDxProjectInput', {
  description: 'The changes of a DxProject. A field that is left out stays as it is.',
  fields: () =>
    columns(DxProject, ['name', 'description', 'language', 'filesCount', 'projectSize'], {
      rules: { filesCount: { min: 0 } },
    }),
});

optimistic(
  'updateDxProject',
  {
    description: 'Changes a DxProject.',
    allow: everyone,
    on: DxProject,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the row to change.', { of: DxProject }),
      input: arg(ProjectChanges, 'What to change.'),
    }),
  },
  (_project, { input: changes }) => changes,
);

mutation(
  'archiveDxProject',
  {
    description:
      'Hides a project, and all below it, until it is restored. Its source cannot be imported again in the meantime.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the project.', { of: DxProject }),
      expectedVersion: arg.version(),
    }),
    answers: DxProject,
  },
  async (tx, { id, expectedVersion }) => {
    const project = await tx.lock(DxProject, id, { expectedVersion });
    return tx.updateOne(projects, project, { deletedAt: thisMoment() });
  },
);

mutation(
  'restoreDxProject',
  {
    description:
      'Shows an archived project again, and all below it. If it is not archived, nothing changes.',
    allow: everyone,
    args: (arg) => ({ id: arg.id('The key of the project.', { of: DxProject }) }),
    answers: DxProject,
  },
  async (tx, { id }) => {
    // what is archived is seen by nobody: its owner alone can name it here
    await tx.query(
      'update dx.projects set deleted_at = null where id = $1 and user_id = $2 and deleted_at is not null',
      [id, me(tx)],
    );
    return tx.lock(DxProject, id);
  },
);
