import { mutation, optimistic } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { onlyOf } from '../only.ts';
import { analyzed } from '../project/status.ts';
import { DxProject } from '../project/type.ts';
import { analysisRuns, projects } from '../tables.ts';
import { createRuns, retryRuns } from './create.ts';
import { advance, cancel, fail, finish, start } from './machine.ts';
import { DxAnalysisRun } from './type.ts';

const ofRun = { of: DxAnalysisRun };

mutation(
  'createDxAnalysisRun',
  {
    description: 'Asks for an analysis of a project. It is PENDING until it is started.',
    allow: everyone,
    args: (arg) => ({
      projectId: arg.id('The key of the project.', { of: DxProject }),
      aiModel: arg.text('The model that is to analyze.', { optional: true, max: 200 }),
      aiProvider: arg.text('Who provides the model.', { optional: true, max: 200 }),
    }),
    answers: DxAnalysisRun,
  },
  async (tx, { projectId, aiModel = null, aiProvider = null }) =>
    onlyOf(await createRuns(tx, [{ projectId, aiModel, aiProvider, retryOfId: null }])),
);

optimistic(
  'startDxAnalysisRun',
  {
    description: 'Starts an analysis that is PENDING. If it is under way, nothing changes.',
    allow: everyone,
    on: DxAnalysisRun,
    key: 'id',
    args: (arg) => ({ id: arg.id('The key of the run.', ofRun) }),
  },
  (run) => start(run),
);

optimistic(
  'advanceDxAnalysisRun',
  {
    description:
      'Says how much of an analysis is done. Progress does not go back: less than before changes nothing.',
    allow: everyone,
    on: DxAnalysisRun,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the run.', ofRun),
      progress: arg.int('How much is done, in percent.', { min: 0, max: 100 }),
    }),
  },
  (run, { progress }) => advance(run, progress),
);

mutation(
  'finishDxAnalysisRun',
  {
    description:
      'Completes an analysis with its results. Its project then points to it. If it is complete, nothing changes.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the run.', ofRun),
      results: arg.json('What was found.', { optional: true }),
      confidence: arg.int('How sure that is, in percent.', { optional: true, min: 0, max: 100 }),
      language: arg.text('The language that the project is mostly written in.', {
        optional: true,
        max: 100,
      }),
      expectedVersion: arg.version(),
    }),
    answers: DxAnalysisRun,
  },
  async (tx, { id, results, confidence, language, expectedVersion }) => {
    const run = await tx.lock(DxAnalysisRun, id, { expectedVersion });
    const step = finish(run, { results: results ?? null, confidence: confidence ?? null });
    if (!step.status) return run;
    const project = await tx.lock(DxProject, run.projectId);
    const [finished] = await Promise.all([
      tx.updateOne(analysisRuns, run, step),
      tx.updateOne(projects, project, analyzed(id, language)),
    ]);
    return finished;
  },
);

optimistic(
  'failDxAnalysisRun',
  {
    description:
      'Says that an analysis has failed, and why. It stays among the failed attempts until it is deleted. If it has failed already, nothing changes.',
    allow: everyone,
    on: DxAnalysisRun,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the run.', ofRun),
      message: arg.text('Why it failed.', { max: 10_000, lines: true }),
      details: arg.text('What else is known of it, such as a stack trace.', {
        optional: true,
        max: 100_000,
        lines: true,
      }),
    }),
  },
  (run, failure) => fail(run, failure),
);

optimistic(
  'cancelDxAnalysisRun',
  {
    description: 'Cancels an analysis. If it is cancelled already, nothing changes.',
    allow: everyone,
    on: DxAnalysisRun,
    key: 'id',
    args: (arg) => ({ id: arg.id('The key of the run.', ofRun) }),
  },
  (run) => cancel(run),
);

mutation(
  'retryDxAnalysisRun',
  {
    description:
      'Tries a failed analysis again: as a new run with the next version. The failed one stays.',
    allow: everyone,
    args: (arg) => ({ id: arg.id('The key of the failed run.', ofRun) }),
    answers: DxAnalysisRun,
  },
  async (tx, { id }) =>
    onlyOf(await retryRuns(tx, [await tx.lock(DxAnalysisRun, id, { lock: 'share' })])),
);
