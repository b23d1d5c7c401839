import { inTable, making, makingAll, quote, type Thing } from './ddl.ts';

/** A statement of a draft, and what takes it back. What must not be done without a thought is written as a comment. */
export type Step = {
  readonly up: string;
  readonly down?: string | undefined;
  readonly isComment?: boolean;
  /** What to know about it. */
  readonly note?: string | undefined;
};

/** Two states of a schema. */
export type Difference = {
  readonly schema: string;
  /** What the migrations make, as Postgres prints it. */
  readonly made: readonly Thing[];
  /** What is declared, as Postgres prints it. */
  readonly declared: readonly Thing[];
  /** What is declared, as it is written. */
  readonly written: readonly Thing[];
  readonly isSame: (made: Thing, declared: Thing) => boolean;
};

export const keyOf = ({ kind, table, name }: Thing) => `${kind} ${table} ${name}`;

export const replaced = ['foreign key', 'primary key', 'unique', 'check', 'exclusion', 'index'];
const added = ['sequence', 'table', 'column', ...replaced.slice(1), 'foreign key'];
/** In this order nothing is dropped that something else rests on. */
const dropped = [
  'view',
  'foreign key',
  'trigger',
  ...replaced.slice(1),
  'column',
  'table',
  'sequence',
];

/** What leads from what the migrations make to what is declared, but triggers. */
export const stepsBetween = (difference: Difference): Step[] => {
  const { schema, made, declared, written, isSame } = difference;
  const old = new Map(made.map((thing) => [keyOf(thing), thing]));
  const sources = new Map(written.map((thing) => [keyOf(thing), thing]));
  const targets = new Set(declared.map(keyOf));
  const newTables = tablesOf(declared.filter((thing) => !old.has(keyOf(thing))));
  const goneTables = tablesOf(made.filter((thing) => !targets.has(keyOf(thing))));
  const goesWith = ({ kind, table }: Thing, tables: string[], kinds: readonly string[]) =>
    tables.includes(table) && kinds.includes(kind);

  const missing = declared.filter(
    (thing) => !old.has(keyOf(thing)) && !goesWith(thing, newTables, inTable),
  );
  const extra = made.filter(
    (thing) =>
      !targets.has(keyOf(thing)) &&
      !goesWith(thing, goneTables, [...inTable, 'index', 'trigger']) &&
      !isOfTrail(thing),
  );
  const changed = declared.flatMap((after) => {
    const before = old.get(keyOf(after));
    return before && !isSame(before, after) ? [{ before, after }] : [];
  });

  const adding = (thing: Thing): Step => {
    const source = sources.get(keyOf(thing)) ?? thing;
    if (thing.kind === 'table') {
      const parts = written.filter((each) => goesWith(each, [thing.table], ['table', ...inTable]));
      return { up: makingAll(parts, schema).join(), down: dropping(thing, schema) };
    }
    const isGone = newTables.includes(thing.table) && !refersAhead(thing, newTables);
    return {
      up: making(source, schema),
      down: isGone ? undefined : dropping(thing, schema),
      note: needsValues(source)
        ? 'Rows that are there need a value: give them one first.'
        : undefined,
    };
  };
  const changing = (before: Thing, after: Thing): Step[] => {
    const source = sources.get(keyOf(after)) ?? after;
    if (after.kind === 'column') return columnSteps(before, after, source, schema);
    if (after.kind !== 'sequence') return [{ ...adding(after), down: dropping(after, schema) }];
    const [to, back] = [source, before].map(
      ({ definition }) => `alter sequence ${at(after, schema)} ${definition}`,
    );
    return [{ up: to ?? '', down: back }];
  };
  return [
    ...replaced.flatMap((kind) =>
      changed
        .filter(({ before }) => before.kind === kind)
        .map(({ before }) => ({
          up: dropping(before, schema),
          down: making(printed(before, schema), schema),
        })),
    ),
    ...added.flatMap((kind) => [
      ...missing.filter((thing) => thing.kind === kind).map(adding),
      ...changed
        .filter(({ after }) => after.kind === kind)
        .flatMap(({ before, after }) => changing(before, after)),
    ]),
    ...dropped.flatMap((kind) =>
      extra
        .filter((thing) => thing.kind === kind)
        .map((thing) => ({
          up: dropping(thing, schema),
          down: makingAgain(thing, made, schema),
          isComment: true,
        })),
    ),
  ];
};

export const tablesOf = (things: readonly Thing[]) =>
  things.filter(({ kind }) => kind === 'table').map(({ table }) => table);

/** The triggers that `kernel.audited` and `kernel.keep_audit_in` make. */
const isOfTrail = ({ kind, name }: Thing) => kind === 'trigger' && /^(audit_\w+|keep)$/.test(name);

const at = ({ table }: Thing, schema: string) => `${quote(schema)}.${quote(table)}`;

export const dropping = (thing: Thing, schema: string): string => {
  const { kind, name } = thing;
  const place = at(thing, schema);
  if (kind === 'index') return `drop index ${quote(schema)}.${quote(name)}`;
  if (kind === 'trigger') return `drop trigger ${quote(name)} on ${place}`;
  if (!name) return `drop ${kind} ${place}`;
  return `alter table ${place} drop ${kind === 'column' ? 'column' : 'constraint'} ${quote(name)}`;
};

const makingAgain = (thing: Thing, made: readonly Thing[], schema: string) => {
  if (thing.kind === 'view') return undefined;
  const parts =
    thing.kind === 'table' ? made.filter(({ table }) => table === thing.table) : [thing];
  return (
    makingAll(
      parts
        .filter((part) => part === thing || part.kind !== 'foreign key')
        .map((part) => printed(part, schema)),
      schema,
    ).join(';\n') || making(printed(thing, schema), schema)
  );
};

/** A part as Postgres prints it, with the schema's name, which is not said where that is the search path. */
export const printed = (thing: Thing, schema: string): Thing => {
  const home = quote(schema);
  const definition = thing.definition
    .replace(/^(FOREIGN KEY .* REFERENCES )(?![^(]*\.)/, `$1${home}.`)
    .replace(/^(BEFORE|AFTER)( .*? ON )(?!\S+\.)/, `$1$2${home}.`)
    .replace(/( EXECUTE FUNCTION )(?!\S+\.)/, `$1${home}.`)
    .replace(
      /^(small|big)?int(?:eger)? not null default nextval\('.*'::regclass\)$/,
      '$1serial not null',
    );
  return { ...thing, definition };
};

/** A foreign key to a table that is made later. */
const refersAhead = ({ kind, table, definition }: Thing, newTables: readonly string[]) => {
  if (kind !== 'foreign key') return false;
  const target = / REFERENCES (?:\S+\.)?"?([^"(]+)"?\(/.exec(definition)?.[1] ?? '';
  return newTables.indexOf(target) > newTables.indexOf(table);
};

const needsValues = ({ kind, definition }: Thing) =>
  kind === 'column' && /not null/.test(definition) && !/default|generated|serial/.test(definition);

/** What a column is, by parts. */
const columnParts = ({ definition }: Thing) => {
  const [, type = '', collation = '', notNull, fallback, generated] =
    /^(.*?)( collate \S+)?( not null)?(?: default (.*)| (generated .*))?$/s.exec(definition) ?? [];
  return { type: `${type}${collation}`, isNotNull: notNull !== undefined, fallback, generated };
};

/** Changes a column in place, part by part. What is computed is made anew; what would lose values is a comment. */
const columnSteps = (before: Thing, after: Thing, source: Thing, schema: string): Step[] => {
  const [old, now] = [columnParts(before), columnParts(after)];
  if (old.generated !== now.generated) {
    const isComment = old.generated === undefined;
    return [
      { up: dropping(before, schema), down: making(printed(before, schema), schema), isComment },
      { up: making(source, schema), down: dropping(after, schema), isComment },
    ];
  }
  const alter = `alter table ${at(after, schema)} alter column ${quote(after.name)}`;
  const type = (to: typeof old) =>
    `${alter} type ${to.type} using ${quote(after.name)}::${to.type.replace(/ collate .*/, '')}`;
  const fallback = (to: typeof old) =>
    to.fallback === undefined ? `${alter} drop default` : `${alter} set default ${to.fallback}`;
  const notNull = (to: typeof old) => `${alter} ${to.isNotNull ? 'set' : 'drop'} not null`;
  const differ = (part: keyof typeof old) => old[part] !== now[part];
  const retyped = differ('type');
  return [
    ...(retyped && old.fallback !== undefined
      ? [{ up: `${alter} drop default`, down: fallback(old) }]
      : []),
    ...(retyped ? [{ up: type(now), down: type(old) }] : []),
    ...(retyped && now.fallback !== undefined
      ? [{ up: fallback(now), down: `${alter} drop default` }]
      : []),
    ...(!retyped && differ('fallback') ? [{ up: fallback(now), down: fallback(old) }] : []),
    ...(differ('isNotNull') ? [{ up: notNull(now), down: notNull(old) }] : []),
  ];
};
