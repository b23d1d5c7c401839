import { input, mutation, type Tx } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import * as analysis from '../analysis-run/machine.ts';
import { DxAnalysisRun } from '../analysis-run/type.ts';
import * as config from '../config-set/machine.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { dx } from '../domain.ts';
import { thisMoment } from '../machine.ts';
import { invalid } from '../rule.ts';
import { analysisActivityLogs, configActivityLogs } from '../tables.ts';
import { keysInOrder } from './key.ts';
import { configStatusOf, lineStatuses, parentOf } from './line.ts';

export const DxLogStatus = dx.enum('DxLogStatus', lineStatuses, 'How a step went.', {
  pending: 'It is still to come.',
  in_progress: 'It is under way.',
  complete: 'It is done.',
  error: 'It went wrong.',
});

const Line = input('AppendDxLogLineInput', {
  description: 'A line of a log.',
  fields: (arg) => ({
    action: arg.text('What was done.', { max: 1000, lines: true }),
    status: arg(DxLogStatus, 'How it went.'),
    timestamp: arg.dateTime('When it happened; without it, now.', { optional: true }),
    result: arg.text('What came of it.', { optional: true, max: 100_000, lines: true }),
    details: arg.json('What else there is to know of it.', { optional: true }),
    fileName: arg.text('For an analysis: the file that it is about.', {
      optional: true,
      max: 1000,
    }),
    duration: arg.int('For an analysis: how many milliseconds it took.', {
      optional: true,
      min: 0,
    }),
  }),
});

/**
 * The last line of a log. Whoever writes to it locks its run or set, in the statement before this one: lines are numbered
 * without a gap. Both are sent together, since others wait for the lock meanwhile.
 */
const lastLine = async (tx: Tx, text: string, id: string): Promise<number> => {
  const [found] = await tx.query<{ last: number | null }>(text, [id]);
  return found?.last ?? 0;
};

const assertOpen = (isFinished: boolean): void => {
  if (!isFinished) return;
  throw invalid('LOG_CLOSED', 'It is finished: nothing is added to its log.');
};

const openRun = async (tx: Tx, id: string) => {
  const text = 'select max(line) as last from dx.analysis_activity_logs where analysis_run_id = $1';
  const [run, last] = await Promise.all([tx.lock(DxAnalysisRun, id), lastLine(tx, text, id)]);
  assertOpen(analysis.isFinished(run));
  return last;
};

const openSet = async (tx: Tx, id: string) => {
  const text = 'select max(line) as last from dx.config_activity_logs where config_set_id = $1';
  const [set, last] = await Promise.all([tx.lock(DxConfigSet, id), lastLine(tx, text, id)]);
  assertOpen(config.isFinished(set));
  return last;
};

mutation(
  'appendDxLogs',
  {
    description:
      'Adds lines to the log of an analysis or of a config set, in this order. Answers with the number of the last line.',
    allow: everyone,
    args: (arg) => ({
      analysisRunId: arg.id('The key of the analysis.', { of: DxAnalysisRun, optional: true }),
      configSetId: arg.id('The key of the config set.', { of: DxConfigSet, optional: true }),
      lines: arg(Line, 'The lines, the first one first.', { list: true, most: 1000 }),
    }),
    answers: 'Int',
  },
  async (tx, { lines, ...named }) => {
    const { kind, id } = parentOf(named);
    const last = kind === 'analysis' ? await openRun(tx, id) : await openSet(tx, id);
    const now = thisMoment();
    const keys = keysInOrder(lines.length);
    const rows = lines.map(({ timestamp, result, details, ...line }, at) => ({
      ...line,
      id: keys[at],
      line: last + 1 + at,
      timestamp: timestamp ?? now,
      result: result ?? null,
      details: details ?? null,
    }));
    if (kind === 'analysis') {
      const of = { analysisRunId: id };
      await tx.insert(
        analysisActivityLogs,
        rows.map(({ fileName = null, duration = null, ...row }) => ({
          ...row,
          ...of,
          fileName,
          duration,
        })),
      );
    } else {
      const of = { configSetId: id };
      await tx.insert(
        configActivityLogs,
        rows.map(({ fileName: _fileName, duration: _duration, status, ...row }) => ({
          ...row,
          ...of,
          status: configStatusOf[status],
        })),
      );
    }
    return last + lines.length;
  },
);
