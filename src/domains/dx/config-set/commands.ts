import { columns, input, mutation, optimistic } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxAnalysisRun } from '../analysis-run/type.ts';
import { onlyOf } from '../only.ts';
import { configured } from '../project/status.ts';
import { DxProject } from '../project/type.ts';
import { configSets, projects } from '../tables.ts';
import { createSets, latestAnalyses, retrySets } from './create.ts';
import { advance, assertAnalysis, fail, finish, start } from './machine.ts';
import { DxConfigSet } from './type.ts';

const ofSet = { of: DxConfigSet };
const rules = { name: { max: 200 }, aiModel: { max: 200 } };
const described = ['name', 'description', 'tags', 'notes'] as const;

const NewSet = input('CreateDxConfigSetInput', {
  description: 'The values of a new DxConfigSet.',
  fields: (arg) => ({
    projectId: arg.id('The key of its project.', { of: DxProject }),
    analysisRunId: arg.id(
      'The key of the complete analysis that it is made from; without it, the latest one.',
      { of: DxAnalysisRun, optional: true },
    ),
    ...columns(DxConfigSet, ['type', 'generatedBy', 'aiModel', 'localPath', ...described], {
      required: true,
      rules,
    }),
  }),
});

mutation(
  'createDxConfigSet',
  {
    description:
      'Asks for a config set. It is made from a complete analysis, and PENDING until it is started.',
    allow: everyone,
    args: (arg) => ({ input: arg(NewSet, 'Its values.') }),
    answers: DxConfigSet,
  },
  async (tx, { input: { projectId, analysisRunId, ...values } }) => {
    await tx.lock(DxProject, projectId);
    const found = analysisRunId
      ? await tx.lock(DxAnalysisRun, analysisRunId, { lock: 'key share' })
      : (await latestAnalyses(tx, [projectId])).get(projectId);
    const analysis = assertAnalysis(found, projectId);
    return onlyOf(await createSets(tx, [{ ...values, projectId, analysisRunId: analysis.id }]));
  },
);

const SetChanges = input('UpdateDxConfigSetInput', {
  description: 'The changes of a DxConfigSet. A field that is left out stays as it is.',
  fields: () => columns(DxConfigSet, described, { rules }),
});

optimistic(
  'updateDxConfigSet',
  {
    description: 'Changes a DxConfigSet.',
    allow: everyone,
    on: DxConfigSet,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the row to change.', ofSet),
      input: arg(SetChanges, 'What to change.'),
    }),
  },
  (_set, { input: changes }) => changes,
);

optimistic(
  'startDxConfigSet',
  {
    description:
      'Starts to generate a config set that is PENDING. If it is under way, nothing changes.',
    allow: everyone,
    on: DxConfigSet,
    key: 'id',
    args: (arg) => ({ id: arg.id('The key of the config set.', ofSet) }),
  },
  (set) => start(set),
);

optimistic(
  'advanceDxConfigSet',
  {
    description:
      'Says how much of a config set is done. Progress does not go back: less than before changes nothing.',
    allow: everyone,
    on: DxConfigSet,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the config set.', ofSet),
      progress: arg.int('How much is done, in percent.', { min: 0, max: 100 }),
    }),
  },
  (set, { progress }) => advance(set, progress),
);

mutation(
  'finishDxConfigSet',
  {
    description:
      'Completes a config set. Its project then points to it and is CONFIGURED. If it is complete, nothing changes.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the config set.', ofSet),
      expectedVersion: arg.version(),
    }),
    answers: DxConfigSet,
  },
  async (tx, { id, expectedVersion }) => {
    const set = await tx.lock(DxConfigSet, id, { expectedVersion });
    const step = finish(set);
    if (!step.status) return set;
    const project = await tx.lock(DxProject, set.projectId);
    const [finished] = await Promise.all([
      tx.updateOne(configSets, set, step),
      tx.updateOne(projects, project, configured(project, id)),
    ]);
    return finished;
  },
);

optimistic(
  'failDxConfigSet',
  {
    description:
      'Says that a config set has failed, and why. It stays among the failed attempts until it is deleted. If it has failed already, nothing changes.',
    allow: everyone,
    on: DxConfigSet,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the config set.', ofSet),
      message: arg.text('Why it failed.', { max: 10_000, lines: true }),
    }),
  },
  (set, { message }) => fail(set, message),
);

mutation(
  'retryDxConfigSet',
  {
    description:
      'Tries a failed config set again: as a new one with the next version, from a complete analysis. The failed one stays.',
    allow: everyone,
    args: (arg) => ({ id: arg.id('The key of the failed config set.', ofSet) }),
    answers: DxConfigSet,
  },
  async (tx, { id }) =>
    onlyOf(await retrySets(tx, [await tx.lock(DxConfigSet, id, { lock: 'share' })])),
);
