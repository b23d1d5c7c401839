import { count, history, one, page } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxAnalysisActivityLog } from '../activity-log/analysis.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { dx } from '../domain.ts';
import { DxProject } from '../project/type.ts';
import { analysisRuns } from '../tables.ts';
import { DxUser } from '../user.ts';

export const DxAnalysisRun = dx.entity('DxAnalysisRun', analysisRuns);

DxAnalysisRun.implement({
  description: 'One attempt to find out what a project consists of and what it needs to run.',
  called: ['analysis run', 'analysis runs'],
  label: ['projectId', 'versionNumber'],
  large: ['results', 'error_details'],
  isFew: true,
  columns: {
    id: 'The key of the run.',
    projectId: 'The key of its project.',
    userId: 'The key of the user who asked for it.',
    versionNumber: 'Which analysis of its project it is, counted from 1. None comes twice.',
    status: 'How far the analysis is.',
    progress: 'How much of it is done, in percent.',
    aiModel: 'The model that analyzes.',
    aiProvider: 'Who provides the model.',
    confidence: 'How sure the model is of the results, in percent.',
    results: 'What it has found.',
    errorMessage: 'Why it failed.',
    errorDetails: 'What else is known of the failure.',
    startedAt: 'When it began.',
    completedAt: 'When it ended, however it ended.',
    duration: 'How many seconds it took.',
    retryOfId: 'The key of the failed run that it tries again.',
    ...dx.stamps,
  },
  orderBy: [{ field: 'versionNumber', direction: 'DESC' }],
  fields: () => ({
    history: history(dx, 'DxAnalysisRun'),
    project: one(DxProject, 'projectId', 'The project that is analyzed.'),
    user: one(DxUser, 'userId', 'Who asked for it.'),
    retryOf: one(DxAnalysisRun, 'retryOfId', 'The failed run that it tries again.', {
      nullable: true,
    }),
    retries: page(DxAnalysisRun, 'retryOfId', 'The runs that try this one again.'),
    logs: page(DxAnalysisActivityLog, 'analysisRunId', 'Its log, in order.'),
    logCount: count(DxAnalysisActivityLog, 'analysisRunId', 'How many lines its log has.'),
    configSets: page(DxConfigSet, 'analysisRunId', 'The config sets made from it.'),
  }),
  visible: { asRowOf: 'projectId' },
  read: { one: 'dxAnalysisRun', many: 'dxAnalysisRuns', allow: everyone },
  delete: { allow: everyone, parts: { DxAnalysisActivityLog: 'true' } },
});
