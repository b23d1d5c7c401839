import type { GraphQLError } from 'graphql';
import { refusal } from '../errors.ts';

/** A row of a file: the line, or the row of the sheet, that it begins in, and its cells as texts. */
export type Line = { readonly line: number; readonly cells: readonly string[] };

/** What a row of a text may hold, where a quote that is never closed would take in all that follows, and what a cell may. */
export const mostCharacters = 500_000;

/** Refuses a file as a whole. */
export const badFile = (message: string, line?: number): GraphQLError =>
  refusal('BAD_USER_INPUT', message, { field: 'file', ...(line !== undefined && { line }) });
