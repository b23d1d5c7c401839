import { literal } from '../literal.ts';
import { quote } from '../migrations/ddl.ts';
import { type Catalogue, type ForeignKey, type LiveKey, list, qualified } from './catalogue.ts';
import type { Link } from './orphan.ts';

/** What becomes of rows that name nothing. */
export type Choice =
  | { readonly to: 'delete' }
  | { readonly to: 'set-null' }
  | { readonly to: 'reparent'; readonly key: string };

/** A step of an upgrade: a transaction that can be repeated. */
export type Step = {
  readonly title: string;
  /** Steps of several keys are taken phase by phase. */
  readonly phase: number;
  /** The strongest lock that it takes on the table, beside reads and writes. */
  readonly lock: string;
  readonly sql: string;
  /** The orphans that it repairs, and what the database has when it does. */
  readonly repairs?: {
    readonly link: Link;
    readonly choice: Choice;
    readonly catalogue: Catalogue;
  };
};

/** What was there before, as the comment of a constraint remembers it. */
type Before = Pick<LiveKey, 'name' | 'definition' | 'isValidated'>;

const mark = 'Made by upgrade-fk. Before: ';

/** What an upgrade has found before it made this constraint; undefined when none has made it. */
export const marked = (comment: string | null): Before[] | undefined =>
  comment?.startsWith(mark) ? JSON.parse(comment.slice(mark.length)) : undefined;

const lockMs = 100;
const pauseMs = 400;
const tries = 240;

/**
 * Lock timeout: whoever waits for a lock keeps all behind it waiting, so a step gives up soon, lets the others pass, and
 * tries again. A subtransaction that has failed holds no lock.
 */
const patiently = (statements: string): string => `do $upgrade$
begin
  for attempt in 1..${tries} loop
    begin
      perform set_config('lock_timeout', '${lockMs}ms', true);
${statements.replace(/^/gm, '      ')}
      return;
    exception when lock_not_available then
      if attempt = ${tries} then raise; end if;
      perform pg_sleep(${pauseMs / 1000});
    end;
  end loop;
end
$upgrade$`;

const place = ({ schema, table }: ForeignKey) => qualified(schema, table);

const isThere = (key: ForeignKey, name = key.name) =>
  `exists (select from pg_constraint where conrelid = ${literal(place(key))}::regclass and conname = ${literal(name)})`;

/** That the table has a column of that name by now, as SQL. */
export const hasColumn = (key: ForeignKey, name: string, type?: string): string => {
  const isTyped = type ? ` and format_type(atttypid, atttypmod) = ${literal(type)}` : '';
  return `exists (select from pg_attribute where attrelid = ${literal(place(key))}::regclass and attname = ${literal(name)} and not attisdropped${isTyped})`;
};

export const renaming = (key: ForeignKey, from: string, to: string): Step => ({
  title: `Rename ${key.schema}.${key.table}.${from} to ${to}.`,
  phase: 0,
  lock: 'ACCESS EXCLUSIVE for a moment',
  sql: patiently(`if ${hasColumn(key, from)} then
  alter table ${place(key)} rename column ${quote(from)} to ${quote(to)};
end if;`),
});

export const typing = (key: ForeignKey, column: string, type: string): Step => ({
  title: `Convert ${key.schema}.${key.table}.${column} to ${type}.`,
  phase: 0,
  lock: 'ACCESS EXCLUSIVE while the table is written anew',
  sql: patiently(`if not ${hasColumn(key, column, type)} then
  alter table ${place(key)} alter column ${quote(column)} type ${type} using ${quote(column)}::${type};
end if;`),
});

/** New rows are checked from then on. Nothing is read. */
export const adding = (key: ForeignKey & Partial<LiveKey>, before?: readonly LiveKey[]): Step => {
  const { columns, targetSchema, targetTable, targetColumns, onDelete } = key;
  const definition =
    key.definition?.replace(/ NOT VALID$/, '') ??
    `FOREIGN KEY (${list(columns)}) REFERENCES ${qualified(targetSchema, targetTable)} (${list(targetColumns)}) ON DELETE ${onDelete}`;
  const was = before?.map(({ name, definition, isValidated }) => ({
    name,
    definition,
    isValidated,
  }));
  const remember = was
    ? `\n  comment on constraint ${quote(key.name)} on ${place(key)} is ${literal(mark + JSON.stringify(was))};`
    : '';
  return {
    title: `Add ${key.name} to ${key.schema}.${key.table}, not valid: new rows are checked from then on.`,
    phase: 1,
    lock: 'SHARE ROW EXCLUSIVE for a moment, on both tables',
    sql: patiently(`if not ${isThere(key)} then
  alter table ${place(key)} add constraint ${quote(key.name)} ${definition} not valid;${remember}
end if;`),
  };
};

/** The scan of all rows keeps nobody from reading and writing. */
export const validating = (key: ForeignKey): Step => ({
  title: `Validate ${key.name}: all rows are checked.`,
  phase: 3,
  lock: `SHARE UPDATE EXCLUSIVE, and ROW SHARE on ${key.targetSchema}.${key.targetTable}`,
  sql: `alter table ${place(key)} validate constraint ${quote(key.name)}`,
});

/** Others go, and the constraint that was made beside them takes its name. */
export const swapping = (key: ForeignKey, beside: string, others: readonly ForeignKey[]): Step => {
  const drops = others.map(
    ({ name }) => `  alter table ${place(key)} drop constraint if exists ${quote(name)};`,
  );
  const isRenamed = beside !== key.name;
  const rename = `  alter table ${place(key)} rename constraint ${quote(beside)} to ${quote(key.name)};`;
  const names = others.map(({ name }) => name).join(', ');
  const said = [
    ...(names ? [`drop ${names}`] : []),
    ...(isRenamed ? [`call ${beside} ${key.name}`] : []),
  ].join(', ');
  return {
    title: `On ${key.schema}.${key.table}: ${said}.`,
    phase: 4,
    lock: 'ACCESS EXCLUSIVE for a moment, on both tables',
    sql: patiently(
      isRenamed
        ? `if ${isThere(key, beside)} then\n${[...drops, rename].join('\n')}\nend if;`
        : drops.join('\n'),
    ),
  };
};
