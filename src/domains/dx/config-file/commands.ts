import { columns, input, mutation, optimistic } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { DxConfigSet } from '../config-set/type.ts';
import { configFiles } from '../tables.ts';
import { DxConfigFile } from './type.ts';
import { validated } from './validation.ts';

const written = [
  'fileName',
  'filePath',
  'fileType',
  'content',
  'description',
  'language',
  'orderIndex',
] as const;
const rules = {
  fileName: { max: 255 },
  filePath: { max: 1000 },
  fileType: { max: 100 },
  content: { min: 0, max: 1_000_000, lines: true, exact: true },
};

const NewFile = input('CreateDxConfigFileInput', {
  description: 'The values of a new DxConfigFile.',
  fields: (arg) => ({
    configSetId: arg.id('The key of its config set.', { of: DxConfigSet }),
    ...columns(DxConfigFile, written, { required: true, rules }),
  }),
});

mutation(
  'createDxConfigFile',
  {
    description: 'Adds a file to a config set, and looks for what is wrong with it.',
    allow: everyone,
    args: (arg) => ({ input: arg(NewFile, 'Its values.') }),
    answers: DxConfigFile,
  },
  async (tx, { input: values }) => {
    await tx.lock(DxConfigSet, values.configSetId, { lock: 'key share' });
    return tx.insertOne(configFiles, { ...values, ...validated(values) });
  },
);

const FileChanges = input('UpdateDxConfigFileInput', {
  description: 'The changes of a DxConfigFile. A field that is left out stays as it is.',
  fields: () => columns(DxConfigFile, written, { rules }),
});

optimistic(
  'updateDxConfigFile',
  {
    description: 'Changes a DxConfigFile, and looks for what is wrong with it.',
    allow: everyone,
    on: DxConfigFile,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the row to change.', { of: DxConfigFile }),
      input: arg(FileChanges, 'What to change.'),
    }),
  },
  (file, { input: changes }) => ({
    ...changes,
    ...validated({
      fileName: changes.fileName ?? file.fileName,
      fileType: changes.fileType ?? file.fileType,
      content: changes.content ?? file.content,
    }),
  }),
);

mutation(
  'validateDxConfigSet',
  {
    description: 'Looks through all files of a config set for what is wrong with them.',
    allow: everyone,
    args: (arg) => ({ id: arg.id('The key of the config set.', { of: DxConfigSet }) }),
    answers: DxConfigSet,
  },
  async (tx, { id }) => {
    const set = await tx.lock(DxConfigSet, id);
    const keys = await tx.query<{ id: string }>(
      'select id from dx.config_files where config_set_id = $1',
      [id],
    );
    const files = await tx.lockAll(
      DxConfigFile,
      keys.map((file) => file.id),
    );
    await tx.update(
      configFiles,
      [...files.values()].map((file) => [file, validated(file)] as const),
    );
    return set;
  },
);
