import { mutation, optimistic, type Row, type Tx } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { dx } from '../domain.ts';
import { me } from '../me.ts';
import { deployments } from '../tables.ts';
import { advance, fail, rollBack, type Stage, start, stop, terminate } from './machine.ts';
import { DxDeployment } from './type.ts';

const ofDeployment = { of: DxDeployment };
const log = { optional: true, max: 1_000_000, lines: true, exact: true } as const;

optimistic(
  'startDxDeployment',
  {
    description:
      'Starts a deployment that is PENDING, or one that is STOPPED, again. If it is under way, nothing changes.',
    allow: everyone,
    on: DxDeployment,
    key: 'id',
    args: (arg) => ({ id: arg.id('The key of the deployment.', ofDeployment) }),
  },
  (deployment) => start(deployment),
);

const stages: readonly Stage[] = ['pre_flight', 'building', 'deploying'];
const DxDeploymentStage = dx.enum(
  'DxDeploymentStage',
  stages,
  'How far a deployment is that is under way.',
  {
    pre_flight: 'What it needs is being checked.',
    building: 'It is being built.',
    deploying: 'It is being brought to its platform.',
  },
);

optimistic(
  'advanceDxDeployment',
  {
    description: 'Says which stage a deployment has come to. Stages can be left out.',
    allow: everyone,
    on: DxDeployment,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the deployment.', ofDeployment),
      stage: arg(DxDeploymentStage, 'How far it has come.'),
    }),
  },
  (deployment, { stage }) => advance(deployment, stage),
);

optimistic(
  'failDxDeployment',
  {
    description:
      'Says that a deployment has failed, and why. It stays among the failed attempts until it is deleted. If it has failed already, nothing changes.',
    allow: everyone,
    on: DxDeployment,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the deployment.', ofDeployment),
      message: arg.text('Why it failed.', { max: 10_000, lines: true }),
      buildLogs: arg.text('What its building has written.', log),
      runtimeLogs: arg.text('What it has written since it ran.', log),
    }),
  },
  (deployment, { message, buildLogs, runtimeLogs }) =>
    fail(deployment, {
      errorMessage: message,
      ...(buildLogs != null && { buildLogs }),
      ...(runtimeLogs != null && { runtimeLogs }),
    }),
);

optimistic(
  'stopDxDeployment',
  {
    description:
      'Stops a deployment that runs, until it is started again. If it is stopped, nothing changes.',
    allow: everyone,
    on: DxDeployment,
    key: 'id',
    args: (arg) => ({ id: arg.id('The key of the deployment.', ofDeployment) }),
  },
  (deployment) => stop(deployment),
);

optimistic(
  'cancelDxDeployment',
  {
    description:
      'Ends a deployment for good, whether it runs already or not. If it is over, nothing changes.',
    allow: everyone,
    on: DxDeployment,
    key: 'id',
    args: (arg) => ({ id: arg.id('The key of the deployment.', ofDeployment) }),
  },
  (deployment) => terminate(deployment),
);

type Deployment = Row<typeof deployments>;

/** The last deployment to the same place before this one that has run and was not taken back. */
const earlierThan = async (
  tx: Tx,
  { id, projectId, platform, environment, createdAt }: Deployment,
) => {
  const [earlier] = await tx.query<{ id: string }>(
    `select id from dx.deployments d
     where project_id = $1 and platform = $2 and environment = $3 and id <> $4 and (created_at, id) < ($5, $4)
       and completed_at is not null and status in ('running', 'stopped', 'terminated')
       and not exists (select from dx.deployments r where r.rollback_of_id = d.id)
     order by created_at desc, id desc limit 1`,
    [projectId, platform, environment, id, createdAt],
  );
  return earlier && tx.lock(DxDeployment, earlier.id, { lock: 'share' });
};

const isTakenBack = async (tx: Tx, { id }: Deployment) => {
  const taking = await tx.query('select from dx.deployments where rollback_of_id = $1 limit 1', [
    id,
  ]);
  return taking.length > 0;
};

mutation(
  'rollbackDxDeployment',
  {
    description:
      'Takes a deployment back, once: it ends, and a new one is PENDING that does what the one before it did. Answers with the new one.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the deployment to take back.', ofDeployment),
      expectedVersion: arg.version(),
    }),
    answers: DxDeployment,
  },
  async (tx, { id, expectedVersion }) => {
    const deployment = await tx.lock(DxDeployment, id, { expectedVersion });
    const { ends, again } = rollBack(
      deployment,
      await earlierThan(tx, deployment),
      await isTakenBack(tx, deployment),
    );
    const [, made] = await Promise.all([
      tx.updateOne(deployments, deployment, ends),
      tx.insertOne(deployments, { ...again, userId: me(tx) }),
    ]);
    return made;
  },
);
