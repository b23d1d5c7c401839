import { builder } from '../schema/builder.ts';
import { badFile, type Source } from './file.ts';

/** A file that has come by itself (`POST /import/…`): the path of a copy of it, and the digest of its content. */
export class SentFile {
  readonly path: string;
  readonly digest: string;

  constructor(path: string, digest: string) {
    this.path = path;
    this.digest = digest;
  }

  /** What an Idempotency-Key remembers of it. */
  toJSON(): string {
    return this.digest;
  }
}

/** Base64 of what begins as a ZIP archive or an old Excel file does; no line of CSV looks like that. */
const base64 = /^\s*(?:UEsD|UEsF|0M8R4)[\w+/\s]*={0,2}\s*$/;

const sourceOf = (given: unknown): Source => {
  if (given instanceof SentFile) return given.path;
  if (typeof given !== 'string')
    throw badFile('A file is text: CSV as it stands, or XLSX in base64.');
  return base64.test(given) ? Buffer.from(given, 'base64') : Buffer.from(given);
};

builder.scalarType('File', {
  description:
    'A file of rows: CSV as it stands, or XLSX in base64. What is larger than a request may be goes by `POST /import/…`.',
  serialize: () => null,
  parseValue: sourceOf,
  parseLiteral: (node) => sourceOf('value' in node ? node.value : undefined),
});
