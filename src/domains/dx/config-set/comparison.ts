import { builder, query, refusal } from '../../../kernel/index.ts';
import { everyone } from '../access.ts';
import { assertOwn } from '../own.ts';
import { compare, type FileChange } from './compare.ts';

const kinds = {
  ADDED: 'Only the second set has it.',
  REMOVED: 'Only the first set has it.',
  CHANGED: 'Both have it, and it differs.',
  SAME: 'Both have it, and it is the same.',
} as const;

const Kind = builder.enumType('DxFileChangeKind', {
  description: 'How a file differs between two config sets.',
  values: Object.fromEntries(
    Object.entries(kinds).map(([value, description]) => [value, { value, description }]),
  ),
});

const DxFileChange = builder.objectRef<FileChange>('DxFileChange').implement({
  description: 'A file of two config sets, compared.',
  fields: (t) => ({
    fileName: t.exposeString('fileName', { description: 'The name of the file, with its path.' }),
    kind: t.field({
      type: Kind,
      description: 'How it differs.',
      resolve: ({ kind }) => kind,
    }),
    beforeId: t.exposeID('beforeId', {
      nullable: true,
      description: 'The key of the file of the first set.',
    }),
    afterId: t.exposeID('afterId', {
      nullable: true,
      description: 'The key of the file of the second set.',
    }),
    added: t.exposeInt('added', { description: 'How many lines only the second file has.' }),
    removed: t.exposeInt('removed', { description: 'How many lines only the first file has.' }),
    lines: t.exposeStringList('lines', {
      description:
        'The lines of both, in order, each with a mark before it: a space for one that is in both, - for one that only the first has, + for one that only the second has.',
    }),
  }),
});

/** The most bytes and lines of files that are compared at once. */
const mostBytes = 20_000_000;
const mostLines = 200_000;

const ofBoth = 'from dx.config_files where config_set_id = $1 or config_set_id = $2';

const sizeOfBoth = `
  select coalesce(sum(octet_length(content)), 0)::float as bytes,
    coalesce(sum(octet_length(content) - octet_length(replace(content, chr(10), '')) + 1), 0)::float as lines ${ofBoth}`;

type File = Parameters<typeof compare>[0][number] & { readonly configSetId: string };

builder.queryField('dxConfigSetComparison', (t) =>
  t.field({
    type: [DxFileChange],
    allow: everyone,
    complexity: { field: 1, multiplier: 20 },
    description: 'Compares two config sets file by file, line by line, in the order of the names.',
    args: {
      before: t.arg.id({ required: true, description: 'The key of the first set.' }),
      after: t.arg.id({ required: true, description: 'The key of the second set.' }),
    },
    resolve: async (_root, given, ctx) => {
      const named = { before: String(given.before), after: String(given.after) };
      await assertOwn(ctx, 'DxConfigSet', named);
      const keys = [named.before, named.after];
      const [size] = await query<{ bytes: number; lines: number }>(ctx, sizeOfBoth, keys);
      if (size && (size.bytes > mostBytes || size.lines > mostLines)) {
        throw refusal(
          'TOO_EXPENSIVE',
          'The files of these config sets are too large to be compared at once: read them in pages.',
        );
      }
      const files = await query<File>(
        ctx,
        `select id, config_set_id as "configSetId", file_name as "fileName", file_path as "filePath", content
         ${ofBoth} order by order_index, id`,
        keys,
      );
      const [before, after] = keys.map((key) => files.filter((file) => file.configSetId === key));
      return compare(before ?? [], after ?? []);
    },
  }),
);
