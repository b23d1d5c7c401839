import { realm } from '../route.ts';
import { Icon } from '../ui/icon.tsx';
import { textOf } from '../ui/text.ts';
import { dayOf, Moment } from '../ui/time.tsx';
import type { Field, Listing } from './description.ts';
import { nameIn, type Shown } from './documents.ts';

export const choiceName = (value: string): string =>
  value
    .toLowerCase()
    .replaceAll('_', ' ')
    .replace(/^./, (first) => first.toUpperCase());

export const linkTo = (listing: Listing, id: string): string =>
  `/${realm.value}/${listing.list}/${encodeURIComponent(id)}`;

type ValueProps = {
  readonly all: readonly Listing[];
  readonly field: Field;
  readonly value: unknown;
  /** The row that has it, where all that belong to it can be listed. */
  readonly of?: { readonly listing: Listing; readonly id: string };
};

/** The list of all rows that name a row, if there is one way to name it. */
const listOf = (
  { fields, filters, list }: Listing,
  { listing, id }: Required<ValueProps>['of'],
) => {
  const naming = fields.filter(({ kind, of }) => kind === 'one' && of === listing.type);
  const key = naming.length === 1 && filters.find((filter) => filter === `${naming[0]?.name}Id`);
  return key ? `/${realm.value}/${list}?f.${key}=${encodeURIComponent(id)}` : undefined;
};

const Rows = ({
  to,
  rows,
}: {
  readonly to: Listing | undefined;
  readonly rows: readonly Shown[];
}) => (
  <>
    {rows.map((row) =>
      to?.one ? (
        <a key={row.id} href={linkTo(to, row.id)}>
          {nameIn(to, row)}
        </a>
      ) : (
        <span key={row.id}>{nameIn(to, row)}</span>
      ),
    )}
    {rows.length === 0 && <span class="none">None</span>}
  </>
);

/** A value of any field. */
export const Value = ({ all, field, value, of }: ValueProps) => {
  if (value === null || value === undefined || value === '') return <span class="none">–</span>;
  const to = all.find(({ type }) => type === field.of);
  switch (field.kind) {
    case 'flag':
      return value ? <Icon name="check" /> : <span class="none">No</span>;
    case 'choice':
      return <span class="choice">{choiceName(textOf(value))}</span>;
    case 'day':
      return <>{dayOf(textOf(value))}</>;
    case 'moment':
      return <Moment at={textOf(value)} />;
    case 'number':
      return <span class="number">{Number(value).toLocaleString()}</span>;
    case 'json':
      return <code class="json">{JSON.stringify(value)}</code>;
    case 'list':
      return <>{(value as unknown[]).map(textOf).join(', ') || '–'}</>;
    case 'one': {
      const row = value as Shown;
      return to?.one ? <a href={linkTo(to, row.id)}>{nameIn(to, row)}</a> : <>{nameIn(to, row)}</>;
    }
    case 'rows':
      return (
        <span class="many">
          <Rows to={to} rows={value as readonly Shown[]} />
        </span>
      );
    case 'many': {
      const { totalCount, nodes } = value as { totalCount: number; nodes: readonly Shown[] };
      const list = to && of && listOf(to, of);
      const more = `and ${totalCount - nodes.length} more`;
      return (
        <span class="many">
          <Rows to={to} rows={nodes} />
          {totalCount > nodes.length &&
            (list ? <a href={list}>{more}</a> : <span class="muted">{more}</span>)}
        </span>
      );
    }
    case 'text':
      return <span class="text-value">{textOf(value)}</span>;
  }
};
