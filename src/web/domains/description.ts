export type Kind =
  | 'text'
  | 'number'
  | 'flag'
  | 'choice'
  | 'day'
  | 'moment'
  | 'json'
  | 'list'
  | 'one'
  | 'rows'
  | 'many';

export type Field = {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly kind: Kind;
  /** What can be chosen. */
  readonly values?: readonly string[];
  /** The type of the row, or of the rows, that it leads to. */
  readonly of?: string;
};

/** One type of a domain: how its rows are listed, filtered, sorted and followed. */
export type Listing = {
  readonly list: string;
  readonly one: string | undefined;
  readonly type: string;
  readonly title: string;
  readonly about: string;
  /** The field that stands for a row where it is named. */
  readonly name: string | undefined;
  readonly fields: readonly Field[];
  readonly filters: readonly string[];
  readonly filterType: string | undefined;
  readonly orders: readonly string[];
  readonly orderType: string | undefined;
  /** The subscriptions that tell of its rows. */
  readonly told: readonly string[];
};

/** By the name of the domain. */
export type Description = { readonly [domain: string]: readonly Listing[] };
