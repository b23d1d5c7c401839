import type { Row } from '../../../kernel/index.ts';
import type { configFiles } from '../tables.ts';
import { diffLines, type LineDiff, newEffort } from './diff.ts';

/** A file of one set and the file of the same name in another. */
export type FileChange = LineDiff & {
  readonly fileName: string;
  readonly kind: 'ADDED' | 'REMOVED' | 'CHANGED' | 'SAME';
  readonly beforeId: string | null;
  readonly afterId: string | null;
};

type File = Pick<Row<typeof configFiles>, 'id' | 'fileName' | 'filePath' | 'content'>;

/** Where a file lies in its set; what has no path lies at the top. */
export const placeOf = ({ fileName, filePath }: Pick<File, 'fileName' | 'filePath'>): string => {
  const path = (filePath ?? '').replace(/^(\.?\/)+/, '');
  if (path === '' || path === fileName || path.endsWith(`/${fileName}`)) return path || fileName;
  return `${path.replace(/\/+$/, '')}/${fileName}`;
};

const kindOf = (before: File | undefined, after: File | undefined): FileChange['kind'] => {
  if (!before) return 'ADDED';
  if (!after) return 'REMOVED';
  return before.content === after.content ? 'SAME' : 'CHANGED';
};

/** Compares two config sets file by file, in the order of their places. */
export const compare = (before: readonly File[], after: readonly File[]): FileChange[] => {
  const [old, young] = [before, after].map(
    (files) => new Map(files.map((file) => [placeOf(file), file])),
  );
  const places = [...new Set([...before, ...after].map(placeOf))];
  const effort = newEffort();
  places.sort((one, other) => (one < other ? -1 : 1));
  return places.map((fileName) => {
    const [was, is] = [old?.get(fileName), young?.get(fileName)];
    return {
      fileName,
      kind: kindOf(was, is),
      beforeId: was?.id ?? null,
      afterId: is?.id ?? null,
      ...diffLines(was?.content ?? '', is?.content ?? '', effort),
    };
  });
};
