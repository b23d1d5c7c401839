import { ownOf, type Sheet, type Software, stamped } from './sheet.ts';

type From = { readonly configSetId: string; readonly hoursAgo: number };

/** A build that failed, and the one that tried it again. Answers with the key of that one. */
export const build = (
  { rows, next, at }: Sheet,
  software: Software,
  { configSetId, hoursAgo }: From,
): string => {
  const [failed, complete] = [next(), next()];
  const common = { ...ownOf(software), configSetId, buildType: 'local' } as const;
  rows.buildRuns.push(
    {
      ...common,
      id: failed,
      status: 'failed',
      imageSize: null,
      buildLogs: 'Step 4/9: RUN npm ci\nnpm error network timeout\n',
      errorMessage: 'Step 4 has ended with the code 1.',
      startedAt: at(hoursAgo),
      completedAt: at(hoursAgo, 31),
      duration: 31,
      retryOfId: null,
      ...stamped(at(hoursAgo)),
    },
    {
      ...common,
      id: complete,
      status: 'complete',
      imageSize: String(181_000_000 + software.port * 1_000),
      buildLogs: 'Step 9/9: CMD\nDone.\n',
      errorMessage: null,
      startedAt: at(hoursAgo - 1),
      completedAt: at(hoursAgo - 1, 95),
      duration: 95,
      retryOfId: failed,
      ...stamped(at(hoursAgo - 1)),
    },
  );
  return complete;
};

/** A deployment that runs, or one that has failed. */
export const deploy = (
  { rows, next, at }: Sheet,
  software: Software,
  { configSetId, buildRunId, hoursAgo }: From & { readonly buildRunId: string },
  deployUrl: string | null,
): void => {
  rows.deployments.push({
    ...ownOf(software),
    id: next(),
    configSetId,
    buildRunId,
    platform: 'docker',
    environment: 'production',
    status: deployUrl === null ? 'failed' : 'running',
    deployUrl,
    errorMessage: deployUrl === null ? `The port ${software.port} is taken.` : null,
    startedAt: at(hoursAgo),
    completedAt: at(hoursAgo, 22),
    ...stamped(at(hoursAgo)),
  });
};
