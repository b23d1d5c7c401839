import { dx } from './domain.ts';
import * as tables from './tables.ts';

dx.enum('DxRole', tables.roles, 'What a user may do.', {
  admin:
    'Everything with the own projects; and people, the audit trail and the state of the database.',
  user: 'Everything with the own projects.',
});

export const DxSourceType = dx.enum(
  'DxSourceType',
  tables.sourceTypes,
  'Where the files of a project come from.',
  {
    github: 'A repository on GitHub.',
    gitlab: 'A repository on GitLab.',
    bitbucket: 'A repository on Bitbucket.',
    zip: 'A ZIP file.',
    git: 'Another Git repository.',
    local: 'A folder of the server.',
  },
);

dx.enum('DxProjectStatus', tables.projectStatuses, 'How far a project is.', {
  imported: 'Its files are here.',
  configured: 'It has a complete config set.',
  deployed: 'It has been deployed.',
});

dx.enum('DxAnalysisRunStatus', tables.analysisRunStatuses, 'The status of an analysis run.', {
  pending: 'It waits for somebody to start it.',
  analyzing: 'It is under way.',
  complete: 'It has its results.',
  failed: 'It went wrong: its error message and its log say why.',
  cancelled: 'Somebody has cancelled it.',
});

export const DxAnalysisActivityStatus = dx.enum(
  'DxAnalysisActivityStatus',
  tables.analysisActivityStatuses,
  'How a step of an analysis went.',
  {
    pending: 'It is still to come.',
    in_progress: 'It is under way.',
    complete: 'It is done.',
    error: 'It went wrong.',
  },
);

export const DxConfigSetType = dx.enum(
  'DxConfigSetType',
  tables.configSetTypes,
  'What a config set is for.',
  {
    docker: 'Docker and Docker Compose.',
    kubernetes: 'A cluster of Kubernetes.',
    bash: 'Shell scripts.',
    'ci-cd': 'A pipeline that builds and delivers.',
  },
);

dx.enum('DxConfigSetStatus', tables.configSetStatuses, 'The status of a config set.', {
  pending: 'It waits for somebody to start it.',
  generating: 'Its files are being written.',
  complete: 'Its files are there.',
  failed: 'It went wrong: its error message and its log say why.',
});

export const DxGenerator = dx.enum('DxGenerator', tables.generators, 'Who writes a config set.', {
  ai: 'A model.',
  user: 'A person.',
  template: 'A template, filled in.',
});

export const DxConfigActivityStatus = dx.enum(
  'DxConfigActivityStatus',
  tables.configActivityStatuses,
  'How a step of the generation of a config set went.',
  {
    started: 'It has begun.',
    completed: 'It is done.',
    failed: 'It went wrong.',
  },
);

export const DxBuildType = dx.enum('DxBuildType', tables.buildTypes, 'Where a build runs.', {
  local: 'On the server.',
  ci: 'In a pipeline.',
  cloud: 'At a cloud provider.',
});

dx.enum('DxBuildRunStatus', tables.buildRunStatuses, 'The status of a build.', {
  pending: 'It waits for somebody to start it.',
  running: 'It is under way.',
  complete: 'The image is built.',
  failed: 'It went wrong: its error message and its log say why.',
  cancelled: 'Somebody has cancelled it.',
});

export const DxDeploymentStatus = dx.enum(
  'DxDeploymentStatus',
  tables.deploymentStatuses,
  'The status of a deployment.',
  {
    pending: 'It waits for somebody to start it.',
    pre_flight: 'What it needs is being checked.',
    building: 'It is being built.',
    deploying: 'It is being brought to its platform.',
    running: 'It runs.',
    stopped: 'It is stopped and can be started again.',
    failed: 'It went wrong: its error message and its logs say why.',
    terminated: 'It is over.',
  },
);
