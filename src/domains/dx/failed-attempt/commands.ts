import { bulk, type Row, type Tx } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { retryRuns } from '../analysis-run/create.ts';
import { DxAnalysisRun } from '../analysis-run/type.ts';
import { retryBuilds } from '../build-run/commands.ts';
import { DxBuildRun } from '../build-run/type.ts';
import { latestAnalyses, retrySets } from '../config-set/create.ts';
import { assertAnalysis } from '../config-set/machine.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { retryDeployments } from '../deployment/commands.ts';
import { DxDeployment } from '../deployment/type.ts';
import { analysisRuns, buildRuns, configSets, deployments } from '../tables.ts';
import type { failedAttempts } from './tables.ts';
import { DxFailedAttempt } from './type.ts';

type Attempt = Row<typeof failedAttempts>;
type Key = number | string;

/** Some of these keys: those of attempts of a kind. */
const byKind = (found: ReadonlyMap<Key, Attempt>, keys: readonly Key[]) => {
  const chosen = keys.flatMap((key) => found.get(key) ?? []);
  return (kind: Attempt['kind']) => chosen.flatMap((each) => (each.kind === kind ? [each.id] : []));
};

bulk(
  'retryDxFailedAttempts',
  {
    description:
      'Tries failed attempts again, each as a new one. The failed ones stay until they are deleted.',
    allow: everyone,
    on: DxFailedAttempt,
    lock: 'none', // of a view: the rows behind it are locked
    args: (arg) => ({
      ids: arg.id('The keys of the attempts.', { of: DxFailedAttempt, list: true }),
    }),
    items: 'ids',
  },
  async (tx, _args, found) => {
    const sets = [...found.values()].filter(({ kind }) => kind === 'config_set');
    const analyses = await latestAnalyses(
      tx,
      sets.map(({ projectId }) => projectId),
    );
    const locked = await lockedOf(tx, byKind(found, [...found.keys()]));
    return {
      each: ({ id, kind, projectId }) => {
        locked[kind].named(id, 'ids'); // it may have been deleted since it was found
        if (kind === 'config_set') assertAnalysis(analyses.get(projectId), projectId);
        return {};
      },
      finish: (keys) => retry(tx, locked, new Set(keys)),
    };
  },
);

/** The rows behind attempts, which nobody else can delete any more. */
const lockedOf = async (
  tx: Tx,
  of: ReturnType<typeof byKind>,
  lock: 'share' | 'update' = 'share',
) => ({
  analysis: await tx.lockAll(DxAnalysisRun, of('analysis'), lock),
  config_set: await tx.lockAll(DxConfigSet, of('config_set'), lock),
  build: await tx.lockAll(DxBuildRun, of('build'), lock),
  deployment: await tx.lockAll(DxDeployment, of('deployment'), lock),
});

type Locked = Awaited<ReturnType<typeof lockedOf>>;

const retry = async (tx: Tx, locked: Locked, keys: ReadonlySet<Key>) => {
  const chosen = <Found>(rows: ReadonlyMap<Key, Found>): Found[] =>
    [...rows].flatMap(([key, row]) => (keys.has(key) ? [row] : []));
  await retryRuns(tx, chosen(locked.analysis));
  await retrySets(tx, chosen(locked.config_set));
  await retryBuilds(tx, chosen(locked.build));
  await retryDeployments(tx, chosen(locked.deployment));
};

bulk(
  'deleteDxFailedAttempts',
  {
    description: 'Deletes failed attempts, with their logs.',
    allow: everyone,
    on: DxFailedAttempt,
    lock: 'none',
    args: (arg) => ({
      ids: arg.id('The keys of the attempts.', { of: DxFailedAttempt, list: true }),
    }),
    items: 'ids',
  },
  async (tx, _args, found) => {
    const locked = await lockedOf(tx, byKind(found, [...found.keys()]), 'update');
    return {
      each: ({ id, kind }) => {
        locked[kind].named(id, 'ids'); // it may have been deleted since it was found
        return {};
      },
      finish: async (keys) => {
        const of = byKind(found, keys);
        // what names others first: its record says what it has named, and an undo knows it
        await tx.remove(deployments, { id: of('deployment') });
        await tx.remove(buildRuns, { id: of('build') });
        await tx.remove(configSets, { id: of('config_set') });
        await tx.remove(analysisRuns, { id: of('analysis') });
      },
    };
  },
);
