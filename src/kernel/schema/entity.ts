import type {
  EnumRef,
  FieldRef,
  ImplementableInputObjectRef,
  ImplementableObjectRef,
  ObjectFieldBuilder,
  OutputRef,
} from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context, Loader } from '../context.ts';
import type { Filter, Join, Scope } from '../read/filter.ts';
import type { OrderBy, Page } from '../read/page.ts';
import type { Recalled, Visible } from '../read/visible.ts';
import { builder, type Types } from './builder.ts';
import { lowerFirst } from './domain-prefix.ts';
import type { Enums } from './enum.ts';
import { implementFilter } from './filter-input.ts';
import { makeScalar } from './scalar.ts';
import { type Column, type ColumnName, columnsOf, nameOf, type Row, type Table } from './table.ts';
import { plainOf, type Reserved, type Watched } from './watched.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- stands for the builder of any parent type
export type FieldBuilder = ObjectFieldBuilder<Types, any>;

/** A field of an entity, to be built when the schema is. `Parent` is what it needs of its row. */
export type Field<in Parent> = {
  readonly build: (t: FieldBuilder, name: string, parent?: Entity) => FieldRef<Types>;
  /** The ways that filters can go through this field. */
  readonly paths?: (name: string, parent: Entity) => { readonly [name: string]: Path };
  /** How filters compare the field's value. */
  readonly compared?: Compared;
  /** Loads what the field will ask for, for many rows at once, and gives the rows that it leads to. */
  readonly fetch?: (
    rows: readonly Parent[],
    args: object,
    ctx: Context,
    info: GraphQLResolveInfo,
  ) => Promise<readonly object[]>;
  /** What those rows are, where the fields that come after are to be fetched too. */
  readonly leadsTo?: Entity;
  /** The types whose visibility decides what it shows. */
  readonly seenBy?: readonly Entity[];
  /** Fields that come along with it, by its name. */
  readonly beside?: (name: string) => { readonly [name: string]: Field<Parent> };
  /** For a relation to at most one row: how a statement for many rows can bring it along. */
  readonly single?: Single;
  /** Never called: it lets the compiler check that the parent has the columns that the field reads. */
  readonly reads?: (parent: Parent) => void;
};

/** Whose rows a condition is about, under which alias, and what gathers the values that it is written with. */
export type Target = { readonly entity: Entity; readonly alias: string; readonly scope: Scope };

/** A value that filters can ask for though it is no column: a condition that holds or not, or a number, up to so many. */
export type Compared = { readonly description: string } & (
  | { readonly means: Filter }
  | { readonly sql: (target: Target, most: string) => string }
);

export type Single = {
  /** The column of a row whose value its loader takes. */
  readonly key: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- the loader's rows are known where it is made and used
  readonly loader: (ctx: Context, info: GraphQLResolveInfo) => Loader<any>;
  /** Whether no other row leads to the same one. */
  readonly isOwn: boolean;
};

/** How a filter gets from a row to the rows that are related to it. */
export type Path = {
  readonly to: Entity;
  readonly many: boolean;
  /** Whether the database lets it lead to one row at most. */
  readonly isUnique: boolean;
  readonly description: string;
  readonly where?: Filter | undefined;
  readonly join: (outer: string, inner: string, scope: Scope) => Join;
};

export type Shape<T extends Table> = {
  readonly description: string;
  /** The columns to show, each with its description. Type, nullability, filter and order follow the table. */
  readonly columns: { readonly [K in ColumnName<T> | 'id']?: string };
  /** Columns that are shown as an enum which their table does not declare. */
  readonly enums?: { readonly [K in ColumnName<T>]?: EnumRef<Types, string> };
  /** All values of columns which their table does not declare. */
  readonly values?: { readonly [K in ColumnName<T>]?: () => readonly string[] };
  readonly fields?: () => { readonly [name: string]: Field<Row<T>> };
  /** Columns that sort by a stand-in. */
  readonly sortBy?: { readonly [K in ColumnName<T>]?: ColumnName<T> };
  /** What other rows sort by, to sort this one by. */
  readonly sortBeyond?: () => { readonly [name: string]: SortBeyond<ColumnName<T> | 'id'> };
  readonly orderBy?: readonly OrderBy[];
  /** Whether there are some thousand rows at most in ten years: all of them can be sorted by what no index serves. */
  readonly isFew?: boolean;
  /** The columns that people know its rows by; a foreign key stands for the label of the row that it names. */
  readonly label?: ColumnName<T> | readonly ColumnName<T>[];
  /** The texts that its rows are grouped by: without it, those that are short or a label. `false`: it has no groups. */
  readonly groupBy?: readonly ColumnName<T>[] | false;
  /** Columns, as SQL names them, that the trail shows to nobody who may not see the row. */
  readonly private?: readonly string[];
  /** The rows that a viewer may see, on every way and in every command, and those whose earlier values, too. Without it, all. */
  readonly visible?: Visible<T>;
  readonly recalled?: Recalled<T>;
  /** Columns that nobody reads without a trace, and those that only some may read. */
  readonly watched?: Watched<ColumnName<T>>;
  readonly reserved?: Reserved<ColumnName<T>>;
};

/** What the row sorts by that `key` names, or that names this one `by` a key of its own; missing for who may not see it. */
export type SortBeyond<Key = string> = {
  readonly key: Key;
  readonly to: Entity;
  readonly by?: string;
  readonly field: string;
  readonly description: string;
};

/** A table as an object type. Its loaders, filters and orders follow from its columns and relations. */
export class Entity<T extends Table = Table> {
  readonly name: string;
  readonly table: T;
  readonly from: string;
  readonly columns: ReadonlyMap<string, Column>;
  readonly ref: ImplementableObjectRef<Types, Row<T>>;
  readonly page: ImplementableObjectRef<Types, Page<Row<T>>>;
  readonly filter: ImplementableInputObjectRef<Types, Filter>;
  readonly #enums: Enums;
  #shape: Shape<T> | undefined;
  #fields: ReadonlyMap<string, Field<Row<T>>> | undefined;

  constructor(name: string, table: T, enums: Enums) {
    this.name = name;
    this.table = table;
    this.#enums = enums;
    this.from = nameOf(table);
    this.columns = columnsOf(table);
    this.ref = builder.objectRef<Row<T>>(name);
    this.page = builder.objectRef<Page<Row<T>>>(`${name}Connection`);
    this.filter = builder.inputRef<Filter>(`${name}Filter`);
    if (!byTable.has(table)) byTable.set(table, this.generic);
  }

  implement(shape: Shape<T>): void {
    this.#shape = shape;
    for (const name of Object.keys(shape.columns)) makeScalar(this.column(name).scalar);
    this.ref.implement({
      description: shape.description,
      fields: (t) => ({
        ...Object.fromEntries(
          plainOf(this).map(([column, description]) => [
            column.name,
            t.expose(column.name as never, {
              type: this.typeOf(column) as never,
              nullable: column.nullable as never,
              description,
            }),
          ]),
        ),
        ...Object.fromEntries(
          [...this.fields].map(([name, of]) => [name, of.build(t as never, name, this.generic)]),
        ),
      }),
    });
    implementFilter(this.generic);
  }

  /** The same entity where its table does not matter. */
  get generic(): Entity {
    return this as unknown as Entity;
  }

  get shape(): Shape<T> {
    if (!this.#shape) throw new Error(`${this.name} is not implemented.`);
    return this.#shape;
  }

  /** The columns that the API shows, with their descriptions. */
  get exposed(): (readonly [Column, string])[] {
    const { columns, enums } = this.shape;
    return Object.entries(columns).map(([name, description]) => {
      const column = this.column(name);
      const shownAs = enums?.[name as ColumnName<T>] ?? this.#enumOf(column);
      return [shownAs ? { ...column, shownAs } : column, description as string];
    });
  }

  get fields(): ReadonlyMap<string, Field<Row<T>>> {
    this.#fields ??= new Map(
      Object.entries(this.shape.fields?.() ?? {}).flatMap(([name, field]) => [
        [name, field],
        ...Object.entries(field.beside?.(name) ?? {}),
      ]),
    );
    return this.#fields;
  }

  /** The relations that a filter can follow. */
  get paths(): ReadonlyMap<string, Path> {
    return new Map(
      [...this.fields].flatMap(([name, { paths }]) =>
        Object.entries(paths?.(name, this.generic) ?? {}),
      ),
    );
  }

  get sortBeyond(): { readonly [name: string]: SortBeyond } {
    return this.shape.sortBeyond?.() ?? {};
  }

  get orderBy(): readonly OrderBy[] {
    return this.shape.orderBy ?? [{ field: 'id', direction: 'ASC' }];
  }

  column(name: string): Column {
    const column = this.columns.get(name);
    if (!column) throw new Error(`${this.name} has no column ${name}.`);
    return column;
  }

  /** How the API shows a column's values. */
  typeOf(column: Column): OutputRef | string | [OutputRef | string] {
    const type = column.shownAs ?? this.#enumOf(column) ?? column.scalar;
    return column.isList ? [type] : type;
  }

  #enumOf({ enumValues }: Column): EnumRef<Types, string> | undefined {
    const ref = enumValues && this.#enums.get(enumValues);
    if (ref || !enumValues) return ref;
    throw new Error(`${this.name}: no enum is declared for ${enumValues.join(', ')}.`);
  }

  get watched(): Watched | undefined {
    return this.#shape?.watched;
  }
  /** The field that a list of its rows is called by. */
  get many(): string {
    return `${lowerFirst(this.name)}s`;
  }

  /** What people know a row by, as SQL, if there is anything. */
  labelOf(_alias: string): string | undefined {
    return undefined;
  }
}

/** The first entity of each table: its rows are seen as that says. */
const byTable = new WeakMap<Table, Entity>();

export const entityOf = (table: Table): Entity | undefined => byTable.get(table);
