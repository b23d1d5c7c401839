import { readFile, writeFile } from 'node:fs/promises';
import { settingsTable } from '../config.ts';

/** Writes the table of settings between its marks in README.md. */
const readme = await readFile('README.md', 'utf8');
const marks = /(?<=<!-- settings -->\n)[^]*(?=<!-- \/settings -->)/;
await writeFile(
  'README.md',
  readme.replace(marks, () => `${settingsTable()}\n`),
);
