import { builder, query, refusal } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { assertOwn } from '../own.ts';
import { DxLogStatus } from './append.ts';
import { type LineStatus, parentOf } from './line.ts';

type Line = {
  readonly line: number;
  readonly timestamp: string;
  readonly action: string;
  readonly status: LineStatus;
  readonly result: string | null;
  readonly details: unknown;
  readonly fileName: string | null;
  readonly duration: number | null;
};

const DxLogLine = builder.objectRef<Line>('DxLogLine').implement({
  description: 'A line of the log of an analysis or of a config set.',
  fields: (t) => ({
    line: t.exposeInt('line', { description: 'Its place in the log, counted from 1.' }),
    timestamp: t.expose('timestamp', { type: 'DateTime', description: 'When it happened.' }),
    action: t.exposeString('action', { description: 'What was done.' }),
    status: t.expose('status', { type: DxLogStatus, description: 'How it went.' }),
    result: t.exposeString('result', { nullable: true, description: 'What came of it.' }),
    details: t.expose('details', {
      type: 'JSON',
      nullable: true,
      description: 'What else there is to know of it.',
    }),
    fileName: t.exposeString('fileName', {
      nullable: true,
      description: 'The file that it is about.',
    }),
    duration: t.exposeInt('duration', {
      nullable: true,
      description: 'How many milliseconds it took.',
    }),
  }),
});

const shown = 'line, "timestamp", action, result, details';
const texts = {
  analysis: `select ${shown}, status, file_name as "fileName", duration
    from dx.analysis_activity_logs where analysis_run_id = $1`,
  config: `select ${shown}, case status when 'started' then 'in_progress' when 'completed' then 'complete' else 'error' end as status,
      null as "fileName", null as duration
    from dx.config_activity_logs where config_set_id = $1`,
};

const most = 1000;
const textOf = (id: string | number | null | undefined) => (id == null ? null : String(id));

builder.queryField('dxLogs', (t) =>
  t.field({
    type: [DxLogLine],
    allow: everyone,
    complexity: ({ first, last }) => ({ field: 1, multiplier: first ?? last ?? 100 }),
    description: `Lines of one log, in their order: after a line, or the last ones. ${most} at most.`,
    args: {
      analysisRunId: t.arg.id({ description: 'The key of the analysis whose log it is.' }),
      configSetId: t.arg.id({ description: 'The key of the config set whose log it is.' }),
      after: t.arg.int({ description: 'Only lines after the one with this number.' }),
      first: t.arg.int({
        description: 'So many lines, from the first one on. Without it and `last`: 100.',
      }),
      last: t.arg.int({ description: 'The last so many lines.' }),
    },
    resolve: async (_root, { after, first, last, ...named }, ctx) => {
      const { kind, id } = parentOf({
        analysisRunId: textOf(named.analysisRunId),
        configSetId: textOf(named.configSetId),
      });
      if (kind === 'analysis') await assertOwn(ctx, 'DxAnalysisRun', { analysisRunId: id });
      else await assertOwn(ctx, 'DxConfigSet', { configSetId: id });
      const count = first ?? last ?? 100;
      if (count < 1 || count > most || (first != null && last != null)) {
        throw refusal('BAD_USER_INPUT', `Ask for the first or the last lines: 1 to ${most}.`, {
          field: last == null ? 'first' : 'last',
        });
      }
      const order = last == null ? 'line' : 'line desc';
      const lines = await query<Line>(
        ctx,
        `select * from (${texts[kind]} and line > $2 order by ${order} limit $3) l order by line`,
        [id, after ?? 0, count],
      );
      return lines;
    },
  }),
);
