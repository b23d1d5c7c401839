import type { Answer } from './api.ts';

/** What an answer without errors brought, and how many statements it took. */
export const succeeded = async <Data>(
  running: Promise<Answer<Data>>,
): Promise<{ data: Data; statements: number | undefined }> => {
  const { data, errors, extensions } = await running;
  if (errors) throw new Error(`The request was refused: ${JSON.stringify(errors, null, 2)}`);
  return { data, statements: extensions?.sql.statements };
};
