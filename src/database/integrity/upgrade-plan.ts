import {
  type Catalogue,
  differenceOf,
  type ForeignKey,
  isSameLink,
  type LiveKey,
  type LiveTable,
  qualified,
  tableOf,
} from './catalogue.ts';
import type { Link } from './orphan.ts';
import {
  adding,
  type Choice,
  marked,
  renaming,
  type Step,
  swapping,
  typing,
  validating,
} from './upgrade-step.ts';

/** What the operator has said beside which keys are meant. */
export type Wishes = {
  readonly choices: ReadonlyMap<string, Choice>;
  /** Old names of columns: `clinic.documents.patient_id` was `client_id`. */
  readonly was: ReadonlyMap<string, string>;
  /** Whether columns of another type than the declared one may be converted. */
  readonly retype: boolean;
  /** The types that columns are declared with, by their full names. */
  readonly types: ReadonlyMap<string, string>;
};

/** What has to be done for a foreign key to be as it is declared. */
export type Plan = {
  readonly key: ForeignKey;
  /** Where orphans are looked for before anything is changed, if they can be. */
  readonly link: Link | undefined;
  readonly choice: Choice | undefined;
  /** What the database has once columns have their new names. */
  readonly renamed: Catalogue;
  /** Why it cannot be done. */
  readonly obstacles: readonly string[];
  readonly steps: readonly Step[];
};

/** Plans from what is there: what has been done already, by a run that was broken off, is not done again. */
export const planOf = (catalogue: Catalogue, key: ForeignKey, wishes: Wishes): Plan => {
  const choice = wishes.choices.get(fullName(key)) ?? wishes.choices.get(key.name);
  const renames = key.columns.flatMap((column) => {
    const from = wishes.was.get(`${key.schema}.${key.table}.${column}`);
    const { columns = {} } = tableOf(catalogue, key.schema, key.table) ?? {};
    return from && columns[from] && !columns[column] ? [{ from, to: column }] : [];
  });
  const renamed = renames.reduce((sum, each) => renamedIn(sum, key, each), catalogue);
  const obstacles = obstaclesTo(renamed, key, wishes, choice);
  if (obstacles.length > 0) return { key, link: undefined, choice, renamed, obstacles, steps: [] };

  const now = (name: string) => renames.find(({ to }) => to === name)?.from ?? name;
  const link = { ...key, columns: key.columns.map(now) };
  const retyped = wrongTypes(renamed, key, wishes);
  const alike = renamed.keys.filter((each) => isSameLink(each, key) || isNamesake(each, key));
  const exact = alike.filter((each) => isSameLink(each, key) && isExact(each, key));
  const chosen = exact.find(({ name }) => name === key.name) ?? exact[0];
  const others = alike.filter((each) => each !== chosen);
  const name =
    chosen?.name ??
    (others.some((each) => isNamesake(each, key)) ? besideName(key.name) : key.name);
  const repairing = choice ? [{ link: { ...key }, choice, catalogue: renamed }] : [];
  return {
    key,
    link,
    choice,
    renamed,
    obstacles,
    steps: [
      ...renames.map(({ from, to }) => renaming(key, from, to)),
      ...(retyped.length > 0 ? repairing.map((each) => repairStep(key, each, 0)) : []),
      ...retyped.map(({ column, type }) => typing(key, column, type)),
      ...(chosen ? [] : [adding({ ...key, name }, others)]),
      ...(chosen?.isValidated
        ? []
        : [...repairing.map((each) => repairStep(key, each)), validating({ ...key, name })]),
      ...(others.length > 0 || name !== key.name ? [swapping(key, name, others)] : []),
    ],
  };
};

/** What takes back what an upgrade has done to a foreign key: what it has made goes, and what was there before comes back. */
export const rollbackOf = (catalogue: Catalogue, key: ForeignKey): Plan => {
  const alike = catalogue.keys.filter((each) => isSameLink(each, key) || isNamesake(each, key));
  const made = alike.filter(({ comment }) => marked(comment));
  const back = made
    .flatMap(({ comment }) => marked(comment) ?? [])
    .filter(
      ({ name, definition }) =>
        !alike.some((each) => each.name === name && each.definition === definition),
    );
  const steps = back.flatMap(({ name, definition, isValidated }): Step[] => {
    const old = { ...key, name: besideName(name), definition };
    return [adding(old), ...(isValidated ? [validating(old)] : [])];
  });
  const swap =
    back.length > 0
      ? back.map(({ name }, at) =>
          swapping({ ...key, name }, besideName(name), at === 0 ? made : []),
        )
      : made.length > 0
        ? [swapping(key, key.name, made)]
        : [];
  return {
    key,
    link: undefined,
    choice: undefined,
    renamed: catalogue,
    obstacles: rightsFor(catalogue, key),
    steps: [...steps, ...swap],
  };
};

export const fullName = ({ schema, name }: ForeignKey): string => `${schema}.${name}`;

/** The foreign keys that are not as they are declared. */
export const differing = (catalogue: Catalogue, declared: readonly ForeignKey[]): ForeignKey[] =>
  declared.filter((key) => differenceOf(liveOf(catalogue, key), key) !== null);

export const liveOf = (catalogue: Catalogue, key: ForeignKey): LiveKey | undefined =>
  catalogue.keys.find((each) => isNamesake(each, key));

const isNamesake = (live: ForeignKey, key: ForeignKey) =>
  live.schema === key.schema && live.table === key.table && live.name === key.name;

const isExact = (live: LiveKey, key: ForeignKey) => live.isPlain && live.onDelete === key.onDelete;

/** What a constraint is called beside another one whose name it will take. */
const besideName = (name: string) => `${name.slice(0, 59)}_new`;

const repairStep = (key: ForeignKey, repairs: NonNullable<Step['repairs']>, phase = 2): Step => ({
  title: `Repair the orphans of ${fullName(key)}: ${sayingChoice(repairs.choice)}.`,
  phase,
  lock: 'ROW EXCLUSIVE',
  sql: '',
  repairs,
});

const sayingChoice = (choice: Choice) => {
  if (choice.to === 'delete') return 'delete them';
  return choice.to === 'set-null' ? 'set their reference to null' : `give them to ${choice.key}`;
};

const renamedIn = (
  { tables, keys }: Catalogue,
  { schema, table }: ForeignKey,
  { from, to }: { readonly from: string; readonly to: string },
): Catalogue => ({
  tables: tables.map((each) =>
    each.schema === schema && each.table === table
      ? {
          ...each,
          columns: Object.fromEntries(
            Object.entries(each.columns).map(([name, column]) => [
              name === from ? to : name,
              column,
            ]),
          ),
        }
      : each,
  ),
  keys: keys.map((each) =>
    each.schema === schema && each.table === table
      ? { ...each, columns: each.columns.map((name) => (name === from ? to : name)) }
      : each,
  ),
});

const wrongTypes = (catalogue: Catalogue, key: ForeignKey, { types }: Wishes) => {
  const { columns = {} } = tableOf(catalogue, key.schema, key.table) ?? {};
  return key.columns.flatMap((column) => {
    const type = types.get(`${key.schema}.${key.table}.${column}`);
    const found = columns[column]?.type;
    return type && found && type !== found ? [{ column, type, found }] : [];
  });
};

const obstaclesTo = (
  catalogue: Catalogue,
  key: ForeignKey,
  wishes: Wishes,
  choice: Choice | undefined,
): string[] => {
  const child = qualified(key.schema, key.table).replaceAll('"', '');
  const parent = qualified(key.targetSchema, key.targetTable).replaceAll('"', '');
  const [from, to] = [
    tableOf(catalogue, key.schema, key.table),
    tableOf(catalogue, key.targetSchema, key.targetTable),
  ];
  if (!from || !to) return [`There is no table ${from ? parent : child}.`];
  const gone = [...lacking(from, child, key.columns), ...lacking(to, parent, key.targetColumns)];
  if (gone.length > 0) return gone;
  const wrong = wishes.retype ? [] : wrongTypes(catalogue, key, wishes);
  const notNull = key.columns.every((name) => from.columns[name]?.notNull);
  return [
    ...rightsFor(catalogue, key),
    ...wrong.map(
      ({ column, type, found }) =>
        `${child}.${column} is ${found}, and declared as ${type}: --retype converts it. Nobody reads or writes the table meanwhile.`,
    ),
    ...(choice?.to === 'set-null' && notNull
      ? [`${child}.${key.columns.join()} cannot be null: choose delete or reparent.`]
      : []),
    ...(choice?.to === 'reparent' && key.columns.length > 1
      ? [`${fullName(key)} has several columns: its orphans can be deleted or set to null.`]
      : []),
  ];
};

const lacking = ({ columns }: LiveTable, table: string, wanted: readonly string[]) =>
  wanted
    .filter((name) => !columns[name])
    .map(
      (name) =>
        `${table} has no column ${name}. If it has an old name: --was ${table}.${name}=<old name>.`,
    );

const rightsFor = (catalogue: Catalogue, key: ForeignKey): string[] => {
  const from = tableOf(catalogue, key.schema, key.table);
  const to = tableOf(catalogue, key.targetSchema, key.targetTable);
  return [
    ...(from && !from.isOwn
      ? [
          `ALTER TABLE ${key.schema}.${key.table} needs its owner, who is ${from.owner}: you are not.`,
        ]
      : []),
    ...(to && !to.isReferable
      ? [
          `You need the right REFERENCES on ${key.targetSchema}.${key.targetTable}: ask its owner, ${to.owner}.`,
        ]
      : []),
  ];
};
