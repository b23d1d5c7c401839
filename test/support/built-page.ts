import { execFile } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { promisify } from 'node:util';

const made = 'dist/web/index.html';
const madeOf = () => globSync(['src/web/**', 'schema.graphql', 'vite.config.ts']);
const ageOf = (file: string) => statSync(file).mtimeMs;

/** Builds the page as `npm ci` does, if it is not there or something of it has been changed since. */
export const buildPage = async (): Promise<void> => {
  const isThere = existsSync(made);
  if (isThere && madeOf().every((file) => ageOf(file) <= ageOf(made))) return;
  await promisify(execFile)('npm', ['run', '-s', 'build']);
};
