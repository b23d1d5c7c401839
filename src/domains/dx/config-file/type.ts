import { history, one } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { dx } from '../domain.ts';
import { configFiles } from '../tables.ts';

export const DxConfigFile = dx.entity('DxConfigFile', configFiles);

DxConfigFile.implement({
  description: 'A file of a config set.',
  called: ['config file', 'config files'],
  label: 'fileName',
  large: ['content'],
  isFew: true,
  columns: {
    id: 'The key of the file.',
    configSetId: 'The key of its config set.',
    fileName: 'Its name.',
    filePath: 'The folder that it belongs into, from the top of the project.',
    fileType: 'What kind of file it is, such as dockerfile, yaml or env.',
    content: 'What is in it.',
    description: 'What it is for.',
    language: 'The language that it is written in.',
    isValid: 'Whether nothing was found that is wrong with it.',
    validationErrors: 'What is wrong with it: a list of lines and messages; null when nothing is.',
    sizeBytes: 'Its size in bytes.',
    orderIndex: 'Its place among the files of its config set.',
    ...dx.stamps,
  },
  orderBy: [{ field: 'orderIndex', direction: 'ASC' }],
  fields: () => ({
    history: history(dx, 'DxConfigFile'),
    configSet: one(DxConfigSet, 'configSetId', 'The config set that it belongs to.'),
  }),
  visible: { asRowOf: 'configSetId' },
  read: { one: 'dxConfigFile', many: 'dxConfigFiles', allow: everyone },
  delete: { allow: everyone },
});
