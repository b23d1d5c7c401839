import { mutation, optimistic, type Tx } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { DxBuildType } from '../enums.ts';
import { me } from '../me.ts';
import { onlyOf } from '../only.ts';
import { buildRuns } from '../tables.ts';
import { assertConfigSet, cancel, fail, finish, retry, start } from './machine.ts';
import { DxBuildRun } from './type.ts';

const ofBuild = { of: DxBuildRun };
const log = { optional: true, max: 1_000_000, lines: true, exact: true } as const;

mutation(
  'createDxBuildRun',
  {
    description: 'Asks for a build with a complete config set. It is PENDING until it is started.',
    allow: everyone,
    args: (arg) => ({
      configSetId: arg.id('The key of the config set.', { of: DxConfigSet }),
      buildType: arg(DxBuildType, 'Where it is to run.'),
    }),
    answers: DxBuildRun,
  },
  async (tx, { configSetId, buildType }) => {
    const set = await tx.lock(DxConfigSet, configSetId, { lock: 'share' });
    assertConfigSet(set, set.projectId);
    const { projectId } = set;
    return tx.insertOne(buildRuns, { projectId, configSetId, buildType, userId: me(tx) });
  },
);

optimistic(
  'startDxBuildRun',
  {
    description: 'Starts a build that is PENDING. If it is under way, nothing changes.',
    allow: everyone,
    on: DxBuildRun,
    key: 'id',
    args: (arg) => ({ id: arg.id('The key of the build.', ofBuild) }),
  },
  (build) => start(build),
);

optimistic(
  'finishDxBuildRun',
  {
    description: 'Completes a build. If it is complete, nothing changes.',
    allow: everyone,
    on: DxBuildRun,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the build.', ofBuild),
      imageSize: arg.text('The size of the image in bytes.', {
        optional: true,
        pattern: /^\d{1,18}$/,
        meaning: 'a whole number',
      }),
      buildLogs: arg.text('What it has written.', log),
    }),
  },
  (build, { imageSize, buildLogs }) =>
    finish(build, { imageSize: imageSize ?? null, buildLogs: buildLogs ?? null }),
);

optimistic(
  'failDxBuildRun',
  {
    description:
      'Says that a build has failed, and why. It stays among the failed attempts until it is deleted. If it has failed already, nothing changes.',
    allow: everyone,
    on: DxBuildRun,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the build.', ofBuild),
      message: arg.text('Why it failed.', { max: 10_000, lines: true }),
      buildLogs: arg.text('What it has written.', log),
    }),
  },
  (build, { message, buildLogs }) =>
    fail(build, { errorMessage: message, buildLogs: buildLogs ?? null }),
);

optimistic(
  'cancelDxBuildRun',
  {
    description: 'Cancels a build. If it is cancelled already, nothing changes.',
    allow: everyone,
    on: DxBuildRun,
    key: 'id',
    args: (arg) => ({ id: arg.id('The key of the build.', ofBuild) }),
  },
  (build) => cancel(build),
);

/** Tries failed builds again. */
export const retryBuilds = (tx: Tx, failed: readonly Parameters<typeof retry>[0][]) =>
  tx.insert(
    buildRuns,
    failed.map((build) => ({ ...retry(build), userId: me(tx) })),
  );

mutation(
  'retryDxBuildRun',
  {
    description: 'Tries a failed build again: as a new one. The failed one stays.',
    allow: everyone,
    args: (arg) => ({ id: arg.id('The key of the failed build.', ofBuild) }),
    answers: DxBuildRun,
  },
  async (tx, { id }) =>
    onlyOf(await retryBuilds(tx, [await tx.lock(DxBuildRun, id, { lock: 'share' })])),
);
