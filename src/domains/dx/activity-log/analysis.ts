import { one } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxAnalysisRun } from '../analysis-run/type.ts';
import { dx } from '../domain.ts';
import { analysisActivityLogs } from '../tables.ts';

export const DxAnalysisActivityLog = dx.entity('DxAnalysisActivityLog', analysisActivityLogs);

DxAnalysisActivityLog.implement({
  description: 'A line of the log of an analysis: one step, and how it went.',
  called: ['line of an analysis log', 'lines of analysis logs'],
  label: ['analysisRunId', 'line'],
  large: ['result', 'details'],
  columns: {
    id: 'The key of the line.',
    analysisRunId: 'The key of its run.',
    line: 'Its place in the log, counted from 1.',
    timestamp: 'When it happened.',
    action: 'What was done.',
    status: 'How it went.',
    result: 'What came of it.',
    details: 'What else there is to know of it.',
    fileName: 'The file that it is about.',
    duration: 'How many milliseconds it took.',
    createdAt: 'When it was written.',
  },
  orderBy: [
    { field: 'analysisRunId', direction: 'ASC' },
    { field: 'line', direction: 'ASC' },
  ],
  fields: () => ({
    analysisRun: one(DxAnalysisRun, 'analysisRunId', 'The run that it belongs to.'),
  }),
  visible: { asRowOf: 'analysisRunId' },
  read: { one: 'dxAnalysisActivityLog', many: 'dxAnalysisActivityLogs', allow: everyone },
});
