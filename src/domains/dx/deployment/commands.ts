import { columns, input, mutation, optimistic, type Tx } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { assertConfigSet } from '../build-run/machine.ts';
import { DxBuildRun } from '../build-run/type.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { thisMoment } from '../machine.ts';
import { me } from '../me.ts';
import { onlyOf } from '../only.ts';
import { deployed } from '../project/status.ts';
import { DxProject } from '../project/type.ts';
import { deployments, projects } from '../tables.ts';
import { assertBuild, finish, retry } from './machine.ts';
import { DxDeployment } from './type.ts';

const ofDeployment = { of: DxDeployment };

const NewDeployment = input('CreateDxDeploymentInput', {
  description: 'The values of a new DxDeployment.',
  fields: (arg) => ({
    projectId: arg.id('The key of its project.', { of: DxProject }),
    configSetId: arg.id(
      'The key of the complete config set that it is made with; that of its build, if there is one.',
      {
        of: DxConfigSet,
        optional: true,
      },
    ),
    buildRunId: arg.id('The key of the complete build that it deploys.', {
      of: DxBuildRun,
      optional: true,
    }),
    ...columns(DxDeployment, ['name', 'platform', 'environment', 'notes'], {
      required: true,
      rules: { name: { max: 200 }, platform: { max: 100 }, environment: { max: 100 } },
    }),
  }),
});

mutation(
  'createDxDeployment',
  {
    description: 'Asks for a deployment of a project. It is PENDING until it is started.',
    allow: everyone,
    args: (arg) => ({ input: arg(NewDeployment, 'Its values.') }),
    answers: DxDeployment,
  },
  async (tx, { input: { projectId, configSetId, buildRunId, ...values } }) => {
    await tx.lock(DxProject, projectId, { lock: 'key share' });
    const build = buildRunId && (await tx.lock(DxBuildRun, buildRunId, { lock: 'share' }));
    if (build) assertBuild(build, projectId, configSetId);
    if (configSetId) {
      assertConfigSet(await tx.lock(DxConfigSet, configSetId, { lock: 'share' }), projectId);
    }
    return tx.insertOne(deployments, {
      ...values,
      projectId,
      userId: me(tx),
      buildRunId: build ? build.id : null,
      configSetId: configSetId ?? (build ? build.configSetId : null),
    });
  },
);

const Changes = input('UpdateDxDeploymentInput', {
  description: 'The changes of a DxDeployment. A field that is left out stays as it is.',
  fields: () => columns(DxDeployment, ['name', 'notes'], { rules: { name: { max: 200 } } }),
});

optimistic(
  'updateDxDeployment',
  {
    description: 'Changes a DxDeployment.',
    allow: everyone,
    on: DxDeployment,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the row to change.', ofDeployment),
      input: arg(Changes, 'What to change.'),
    }),
  },
  (_deployment, { input: changes }) => changes,
);

mutation(
  'finishDxDeployment',
  {
    description:
      'Says that a deployment runs. Its project is DEPLOYED then. If it runs already, nothing changes.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the deployment.', ofDeployment),
      deployUrl: arg.text('Where it can be reached.', { optional: true, max: 2000 }),
      previewUrl: arg.text('Where it can be looked at beforehand.', { optional: true, max: 2000 }),
      serviceUrls: arg.json('Where each of its services can be reached.', { optional: true }),
      buildLogs: arg.text('What its building has written.', {
        optional: true,
        max: 1_000_000,
        lines: true,
        exact: true,
      }),
      expectedVersion: arg.version(),
    }),
    answers: DxDeployment,
  },
  async (tx, { id, expectedVersion, ...given }) => {
    const deployment = await tx.lock(DxDeployment, id, { expectedVersion });
    const { deployUrl = null, previewUrl = null, serviceUrls = null, buildLogs = null } = given;
    const step = finish(deployment, { deployUrl, previewUrl, serviceUrls, buildLogs });
    if (!step.status) return deployment;
    const project = await tx.lock(DxProject, deployment.projectId);
    const [finished] = await Promise.all([
      tx.updateOne(deployments, deployment, step),
      tx.updateOne(projects, project, deployed(deployUrl, thisMoment())),
    ]);
    return finished;
  },
);

/** Tries failed deployments again. */
export const retryDeployments = (tx: Tx, failed: readonly Parameters<typeof retry>[0][]) =>
  tx.insert(
    deployments,
    failed.map((deployment) => ({ ...retry(deployment), userId: me(tx) })),
  );

mutation(
  'retryDxDeployment',
  {
    description: 'Tries a failed deployment again: as a new one. The failed one stays.',
    allow: everyone,
    args: (arg) => ({ id: arg.id('The key of the failed deployment.', ofDeployment) }),
    answers: DxDeployment,
  },
  async (tx, { id }) =>
    onlyOf(await retryDeployments(tx, [await tx.lock(DxDeployment, id, { lock: 'share' })])),
);
