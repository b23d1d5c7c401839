import { sql } from 'drizzle-orm';
import { count, history, one, page } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxAnalysisRun } from '../analysis-run/type.ts';
import { DxBuildRun } from '../build-run/type.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { DxDeployment } from '../deployment/type.ts';
import { dx } from '../domain.ts';
import { DxFailedAttempt } from '../failed-attempt/type.ts';
import { projects } from '../tables.ts';
import { DxUser } from '../user.ts';

export const DxProject = dx.entity('DxProject', projects);

DxProject.implement({
  description: 'A piece of software that is imported, analyzed, configured, built and deployed.',
  called: ['project', 'projects'],
  label: 'name',
  isFew: true,
  columns: {
    id: 'The key of the project.',
    userId: 'The key of the user whose project it is.',
    name: 'The name of the project.',
    description: 'What the project is.',
    sourceType: 'Where its files come from.',
    sourceUrl: 'The address of its source.',
    sourceHash: 'What its source is known by: nobody imports the same one twice.',
    sourceBranch: 'The branch that it was imported from.',
    localPath: 'The folder of the server that holds its files.',
    filesCount: 'How many files it has.',
    projectSize: 'The size of its files in bytes.',
    language: 'The language that it is mostly written in, as the latest analysis found.',
    status: 'How far the project is.',
    latestAnalysisId: 'The key of the analysis that was completed last.',
    latestConfigSetId: 'The key of the config set that was completed last.',
    lastDeployedAt: 'When it was last deployed.',
    deployUrl: 'Where it runs.',
    ...dx.stamps,
  },
  orderBy: [{ field: 'createdAt', direction: 'DESC' }],
  fields: () => ({
    user: one(DxUser, 'userId', 'Whose project it is.'),
    latestAnalysis: one(
      DxAnalysisRun,
      'latestAnalysisId',
      'The analysis that was completed last.',
      { nullable: true },
    ),
    latestConfigSet: one(
      DxConfigSet,
      'latestConfigSetId',
      'The config set that was completed last.',
      { nullable: true },
    ),
    analysisRuns: page(DxAnalysisRun, 'projectId', 'Its analyses, the latest first.'),
    configSets: page(DxConfigSet, 'projectId', 'Its config sets, the latest first.'),
    buildRuns: page(DxBuildRun, 'projectId', 'Its builds, the latest first.'),
    deployments: page(DxDeployment, 'projectId', 'Its deployments, the latest first.'),
    history: history(dx, 'DxProject'),
    failedAttempts: page(
      DxFailedAttempt,
      'projectId',
      'All that has failed and was not deleted, the latest first.',
    ),
    failedAttemptCount: count(
      DxFailedAttempt,
      'projectId',
      'How many attempts have failed and were not deleted: the number for a badge.',
    ),
  }),
  visible: (viewer, row) => sql`${row.userId} = ${viewer?.id ?? null} and ${row.deletedAt} is null`,
  read: { one: 'dxProject', many: 'dxProjects', allow: everyone },
  delete: { allow: everyone },
});
