import type { Ask } from '../integrity/catalogue.ts';
import { literal } from '../literal.ts';

/** What a table held, whatever the order of its rows. */
type Content = { readonly rows: number; readonly checksum: string };

/** What a backup holds: beside it, as JSON. */
export type Manifest = {
  readonly takenAt: string;
  /** Where it can be restored: on a server, or in a data folder. */
  readonly home: 'server' | 'folder';
  readonly tables: { readonly [name: string]: Content };
  /** Extensions that its indexes need: no dump of schemas brings them. */
  readonly extensions?: readonly Extension[];
};

type Extension = { readonly name: string; readonly schema: string };

export const manifestFile = (file: string): string => `${file}.json`;

/** How values are written as text, whatever a database is set to. */
export const plainText = `select set_config('datestyle', 'ISO, YMD', true), set_config('intervalstyle', 'postgres', true),
  set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true), set_config('timezone', 'UTC', true)`;

/** What the tables of these schemas hold. */
export const readContents = async (
  ask: Ask,
  schemas: readonly string[],
): Promise<Manifest['tables']> => {
  const tables = await ask<{ name: string }>(
    `select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = relnamespace
     where nspname = any($1::text[]) and relkind = 'r' order by 1`,
    [`{${schemas.join()}}`],
  );
  const found: Record<string, Content> = {};
  for (const { name } of tables) {
    // a sum does not depend on the order; md5 is the same in every version
    const [row] = await ask<Content>(
      `select count(*)::float8 as rows,
         to_hex((coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0) % (1::bigint << 60))::bigint) as checksum
       from ${name} t`,
      [],
    );
    if (row) found[name] = row;
  }
  return found;
};

/** The extensions that the indexes of these schemas need. */
export const readExtensions = (ask: Ask, schemas: readonly string[]): Promise<Extension[]> =>
  ask(
    `select distinct extname as name, home.nspname as schema
     from pg_extension e join pg_namespace home on home.oid = extnamespace
     join pg_depend part on part.refclassid = 'pg_extension'::regclass and part.refobjid = e.oid and part.deptype = 'e'
     join pg_depend d on d.refclassid = part.classid and d.refobjid = part.objid and d.classid = 'pg_class'::regclass
     join pg_class c on c.oid = d.objid join pg_namespace n on n.oid = relnamespace
     where n.nspname = any($1::text[]) order by 1`,
    [`{${schemas.join()}}`],
  );

/** That a restored database is what was backed up. It begins a new epoch: cursors of before mean nothing any more. */
export const assertRestored = async (
  ask: Ask,
  schemas: readonly string[],
  { tables }: Manifest,
): Promise<void> => {
  const wrong = [
    ...deviations(tables, await readContents(ask, schemas)),
    ...(await sequencesBehind(ask, schemas)),
  ];
  if (wrong.length > 0) throw new Error(`It is not what was backed up.\n${wrong.join('\n')}`);
  const [found] = await ask<{ epochs: string | null }>(
    `select to_regclass('kernel.epochs')::text as epochs`,
    [],
  );
  if (!found?.epochs) return;
  await ask(`comment on table kernel.epochs is 'Restored ${new Date().toISOString()}'`, []);
};

/** Names what is not as it was, one a line. */
export const deviations = (expected: Manifest['tables'], found: Manifest['tables']): string[] => {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].flatMap((name) => {
    const [then, now] = [expected[name], found[name]];
    if (then?.rows === now?.rows && then?.checksum === now?.checksum) return [];
    return [`${name}: ${told(then)} expected, ${told(now)} found`];
  });
};

const told = (content: Content | undefined) =>
  content ? `${content.rows} rows (${content.checksum})` : 'no table';

/** Rows and a checksum for each table, one a line. */
export const contentLines = (tables: Manifest['tables']): string[] => {
  const width = Math.max(...Object.keys(tables).map(({ length }) => length));
  return Object.entries(tables).map(
    ([name, { rows, checksum }]) =>
      `${name.padEnd(width)} ${String(rows).padStart(9)} rows  ${checksum}`,
  );
};

/** Sequences that would give a number which a row has already. */
const sequencesBehind = async (ask: Ask, schemas: readonly string[]): Promise<string[]> => {
  const owned = await ask<{ sequence: string; table: string; column: string }>(
    `select objid::regclass::text as sequence, refobjid::regclass::text as "table", quote_ident(attname) as column
     from pg_depend join pg_class s on s.oid = objid and relkind = 'S' join pg_namespace n on n.oid = relnamespace
     join pg_attribute on attrelid = refobjid and attnum = refobjsubid
     where classid = 'pg_class'::regclass and deptype in ('a', 'i') and nspname = any($1::text[]) order by 1`,
    [`{${schemas.join()}}`],
  );
  if (owned.length === 0) return [];
  const each = owned.map(
    ({ sequence, table, column }) =>
      `select ${literal(sequence)} as sequence from ${sequence} s where s.last_value < (select max(${column}) from ${table})`,
  );
  const behind = await ask<{ sequence: string }>(each.join(' union all '), []);
  return behind.map(({ sequence }) => `${sequence} would give a number that a row has`);
};
