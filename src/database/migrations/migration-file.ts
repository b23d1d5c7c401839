import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly up: string;
  readonly down: string;
  readonly checksum: string;
};

/** Which migrations there are, and which of them matter. */
export type Scope = {
  readonly folder?: string;
  /** The domains that are switched on; by default, all. The kernel's own migrations always matter. */
  readonly domains?: readonly string[];
};

export const drizzle = fileURLToPath(new URL('../../../drizzle/', import.meta.url));

/** The first ones, which made the kernel and PEARL together, do not name a domain. */
const unnamed = 8;

/** The domain that a migration belongs to, which its name says: `0012_clinic_documents`. */
const domainOf = ({ number, name }: Pick<Migration, 'number' | 'name'>) =>
  number <= unnamed ? 'kernel' : name.split('_')[1];

export const isWithin =
  ({ domains }: Scope) =>
  (migration: Pick<Migration, 'number' | 'name'>): boolean => {
    const domain = domainOf(migration) ?? '';
    return !domains || domain === 'kernel' || domains.includes(domain);
  };

/** The folder's migrations, which are numbered from 1 without a gap and can all be taken back. */
export const readMigrations = async (folder = drizzle): Promise<Migration[]> => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const ups = files.filter((file) => !file.endsWith('.down.sql'));
  const text = async (file: string) =>
    (await readFile(`${folder}/${file}`, 'utf8')).replaceAll('\r\n', '\n');

  ups.forEach((file, index) => {
    const number = Number(/^(\d{4})_\w+\.sql$/.exec(file)?.[1]);
    if (!number) throw new Error(`${file} is not named like 0001_name.sql.`);
    if (number <= index) throw new Error(`${file} has the number of ${ups[index - 1]}.`);
    if (number > index + 1) throw new Error(`There is no migration ${index + 1} before ${file}.`);
    if (number > unnamed && !/^\d{4}_[a-z]+_\w+\.sql$/.test(file))
      throw new Error(`${file} does not name its domain, as 0012_clinic_documents.sql does.`);
  });
  const downs = ups.map((file) => file.replace(/sql$/, 'down.sql'));
  for (const down of downs) if (!files.includes(down)) throw new Error(`${down} is missing.`);
  for (const file of files) {
    if (!ups.includes(file) && !downs.includes(file))
      throw new Error(`${file} takes back no migration.`);
  }

  return Promise.all(
    ups.map(async (file, index) => {
      const up = await text(file);
      const down = await text(file.replace(/sql$/, 'down.sql'));
      const checksum = createHash('sha256').update(up).digest('hex');
      return { number: index + 1, name: file.replace(/\.sql$/, ''), up, down, checksum };
    }),
  );
};

/** Adds a migration to the folder and returns its name. */
export const addMigration = async (
  folder: string,
  name: string,
  { up, down }: Pick<Migration, 'up' | 'down'>,
): Promise<string> => {
  const number = (await readMigrations(folder)).length + 1;
  const file = `${String(number).padStart(4, '0')}_${name}`;
  await writeFile(`${folder}/${file}.sql`, up, { flag: 'wx' });
  await writeFile(`${folder}/${file}.down.sql`, down, { flag: 'wx' });
  return file;
};
