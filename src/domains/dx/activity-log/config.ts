import { one } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { dx } from '../domain.ts';
import { configActivityLogs } from '../tables.ts';

export const DxConfigActivityLog = dx.entity('DxConfigActivityLog', configActivityLogs);

DxConfigActivityLog.implement({
  description: 'A line of the log of a config set: one step of its generation, and how it went.',
  called: ['line of a config log', 'lines of config logs'],
  label: ['configSetId', 'line'],
  large: ['result', 'details'],
  columns: {
    id: 'The key of the line.',
    configSetId: 'The key of its config set.',
    line: 'Its place in the log, counted from 1.',
    timestamp: 'When it happened.',
    action: 'What was done.',
    status: 'How it went.',
    result: 'What came of it.',
    details: 'What else there is to know of it.',
  },
  orderBy: [
    { field: 'configSetId', direction: 'ASC' },
    { field: 'line', direction: 'ASC' },
  ],
  fields: () => ({
    configSet: one(DxConfigSet, 'configSetId', 'The config set that it belongs to.'),
  }),
  visible: { asRowOf: 'configSetId' },
  read: { one: 'dxConfigActivityLog', many: 'dxConfigActivityLogs', allow: everyone },
});
