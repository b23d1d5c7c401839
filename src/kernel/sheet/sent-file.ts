import { builder } from '../schema/builder.ts';
import { badFile } from './file.ts';
import { inMemory, type Source } from './source.ts';

/** A file that did not come as an argument, but stands for one: a body that was stored on its way in. */
export class StoredFile {
  readonly source: Source;
  readonly #digest: string;

  constructor(source: Source, digest: string) {
    this.source = source;
    this.#digest = digest;
  }

  /** Requests are the same if their files are. */
  toJSON(): string {
    return this.#digest;
  }
}

/** Base64 of what begins as a ZIP archive or an old Excel file does; no line of CSV looks like that. */
const base64 = /^(?:UEsD|UEsF|0M8R4)[\w+/\s]*={0,2}$/;

/** The content of a file as it was sent. */
export const contentOf = (file: string | StoredFile): Source => {
  if (file instanceof StoredFile) return file.source;
  return inMemory(base64.test(file.trim()) ? Buffer.from(file, 'base64') : Buffer.from(file));
};

/** It stays as it was given: compiled documents hold their literals as JSON. */
const fileIn = (given: unknown): string | StoredFile => {
  if (typeof given === 'string' || given instanceof StoredFile) return given;
  throw badFile('A file is text: CSV as it stands, or XLSX in base64.');
};

builder.scalarType('File', {
  description: 'A file of rows: CSV as it stands, or XLSX in base64.',
  serialize: () => null,
  parseValue: fileIn,
  parseLiteral: (node) => fileIn('value' in node ? node.value : undefined),
});
