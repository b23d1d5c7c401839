import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { GraphQLError } from 'graphql';
import { refusal } from '../errors.ts';

/** A file of rows as somebody has sent it: its bytes, or the path of a copy of them. */
export type Source = Buffer | string;

/** A row of a file: the line, or the row of the sheet, that it begins in, and its cells as texts. */
export type Line = { readonly line: number; readonly cells: readonly string[] };

export const streamOf = (source: Source): Readable =>
  typeof source === 'string' ? createReadStream(source) : Readable.from([source]);

/** Refuses a file as a whole. */
export const badFile = (message: string, line?: number): GraphQLError =>
  refusal('BAD_USER_INPUT', message, { field: 'file', ...(line !== undefined && { line }) });
