import { ownOf, type Sheet, type Software, stamped } from './sheet.ts';

/** What an analysis does, step by step, with a file that it looks at. */
const steps = [
  ['Read the list of files', null],
  ['Recognize the language', null],
  ['Read the dependencies', 'package.json'],
  ['Look for a database', 'src/database.ts'],
  ['Look for settings', '.env.example'],
  ['Look for the port', 'src/main.ts'],
  ['Sum up', null],
] as const;

type Attempt = {
  readonly versionNumber: number;
  readonly status: 'failed' | 'complete' | 'analyzing';
  readonly hoursAgo: number;
  readonly retryOfId: string | null;
};

const secondsAStep = 9;

/** An analysis with its log; one that is not complete has stopped in the middle. */
export const analyze = (
  { rows, next, at }: Sheet,
  software: Software,
  { versionNumber, status, hoursAgo, retryOfId }: Attempt,
): string => {
  const id = next();
  const isComplete = status === 'complete';
  const taken = steps.slice(0, isComplete ? steps.length : 4);
  const duration = taken.length * secondsAStep;
  rows.analysisRuns.push({
    ...ownOf(software),
    id,
    versionNumber,
    status,
    retryOfId,
    progress: isComplete ? 100 : 55,
    aiModel: 'compass-2',
    aiProvider: 'northwind',
    confidence: isComplete ? 86 : null,
    results: isComplete ? { language: software.language, port: software.port } : null,
    errorMessage: status === 'failed' ? 'The model did not answer in time.' : null,
    errorDetails: status === 'failed' ? 'timeout after 60 s, tried 3 times' : null,
    startedAt: at(hoursAgo),
    completedAt: status === 'analyzing' ? null : at(hoursAgo, duration),
    duration: status === 'analyzing' ? null : duration,
    ...stamped(at(hoursAgo)),
  });
  for (const [place, [action, fileName]] of taken.entries()) {
    const timestamp = at(hoursAgo, place * secondsAStep);
    const stopped = status === 'failed' ? 'error' : 'in_progress';
    rows.analysisActivityLogs.push({
      id: next(),
      analysisRunId: id,
      line: place + 1,
      timestamp,
      action,
      status: isComplete || place < taken.length - 1 ? 'complete' : stopped,
      result: null,
      details: null,
      fileName,
      duration: 8_400 + place * 70,
      createdAt: timestamp,
    });
  }
  return id;
};
