import { type Entity, mutation, type Row, type Table, type Tx } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { retryRuns } from '../analysis-run/create.ts';
import { DxAnalysisRun } from '../analysis-run/type.ts';
import { retryBuilds } from '../build-run/commands.ts';
import { DxBuildRun } from '../build-run/type.ts';
import { retrySets } from '../config-set/create.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { retryDeployments } from '../deployment/commands.ts';
import { DxDeployment } from '../deployment/type.ts';
import { analysisRuns, buildRuns, configSets, deployments } from '../tables.ts';
import { DxFailedAttempt } from './type.ts';

/** The keys of failed attempts by their kind. */
const byKind = async (tx: Tx, ids: readonly string[]) => {
  const found = await tx.lockAll(DxFailedAttempt, ids, 'none');
  for (const id of ids) if (!found.has(id)) await tx.lock(DxFailedAttempt, id, { lock: 'none' });
  const kinds = Map.groupBy(found.values(), ({ kind }) => kind);
  return (kind: Row<typeof DxFailedAttempt.table>['kind']) =>
    (kinds.get(kind) ?? []).map(({ id }) => id);
};

const ids = { of: DxFailedAttempt, list: true, most: 500 } as const;

mutation(
  'retryDxFailedAttempts',
  {
    description:
      'Tries failed attempts again, each as a new one; the failed ones stay. All of them, or none if one cannot be tried again. Answers with how many new ones there are.',
    allow: everyone,
    args: (arg) => ({ ids: arg.id('The keys of the attempts.', ids) }),
    answers: 'Int',
  },
  async (tx, given) => {
    const of = await byKind(tx, given.ids);
    const failed = async <T extends Table>(entity: Entity<T>, keys: readonly string[]) =>
      keys.length === 0 ? [] : [...(await tx.lockAll(entity, keys, 'share')).values()];
    const made = [
      await retryRuns(tx, await failed(DxAnalysisRun, of('analysis'))),
      await retrySets(tx, await failed(DxConfigSet, of('config_set'))),
      await retryBuilds(tx, await failed(DxBuildRun, of('build'))),
      await retryDeployments(tx, await failed(DxDeployment, of('deployment'))),
    ];
    return made.flat().length;
  },
);

mutation(
  'deleteDxFailedAttempts',
  {
    description:
      'Deletes failed attempts, with their logs. All of them, or none if one is not there. Answers with how many they were.',
    allow: everyone,
    args: (arg) => ({ ids: arg.id('The keys of the attempts.', ids) }),
    answers: 'Int',
  },
  async (tx, given) => {
    const of = await byKind(tx, given.ids);
    await tx.remove(analysisRuns, { id: of('analysis') });
    await tx.remove(configSets, { id: of('config_set') });
    await tx.remove(buildRuns, { id: of('build') });
    await tx.remove(deployments, { id: of('deployment') });
    return new Set(given.ids).size;
  },
);
