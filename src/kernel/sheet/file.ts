import type { GraphQLError } from 'graphql';
import { refusal } from '../errors.ts';

/** A row of a file: the line, or the row of the sheet, that it begins in, and its cells as texts. */
export type Line = { readonly line: number; readonly cells: readonly string[] };

/** Refuses a file as a whole. */
export const badFile = (message: string, line?: number): GraphQLError =>
  refusal('BAD_USER_INPUT', message, { field: 'file', ...(line !== undefined && { line }) });
