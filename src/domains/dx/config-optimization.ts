import { one } from '../../kernel/index.ts';
import { everyone } from './access.ts';
import { DxConfigSet } from './config-set/type.ts';
import { dx } from './domain.ts';
import { configOptimizations } from './tables.ts';

export const DxConfigOptimization = dx.entity('DxConfigOptimization', configOptimizations);

DxConfigOptimization.implement({
  description: 'Something that was done to make a config set better.',
  called: ['optimization', 'optimizations'],
  label: 'name',
  isFew: true,
  columns: {
    id: 'The key of the optimization.',
    configSetId: 'The key of its config set.',
    name: 'What it is called.',
    category: 'What it makes better, such as size, speed or security.',
    description: 'What was done.',
    impact: 'How much it does.',
    estimatedSavings: 'What it is expected to save.',
    ...dx.stamps,
  },
  fields: () => ({
    configSet: one(DxConfigSet, 'configSetId', 'The config set that it belongs to.'),
  }),
  visible: { asRowOf: 'configSetId' },
  read: { one: 'dxConfigOptimization', many: 'dxConfigOptimizations', allow: everyone },
  write: {
    allow: everyone,
    fixed: ['configSetId'],
    columns: ['name', 'category', 'description', 'impact', 'estimatedSavings'],
  },
  delete: { allow: everyone },
});
