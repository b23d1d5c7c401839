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
};

/** A value of any field. */
export const Value = ({ all, field, value }: ValueProps) => {
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
    case 'many': {
      const { totalCount, nodes } = value as { totalCount: number; nodes: readonly Shown[] };
      return (
        <span class="many">
          {nodes.map((row) =>
            to?.one ? (
              <a key={row.id} href={linkTo(to, row.id)}>
                {nameIn(to, row)}
              </a>
            ) : (
              <span key={row.id}>{nameIn(to, row)}</span>
            ),
          )}
          {totalCount > nodes.length && (
            <span class="muted">and {totalCount - nodes.length} more</span>
          )}
          {totalCount === 0 && <span class="none">None</span>}
        </span>
      );
    }
    case 'text':
      return <span class="text-value">{textOf(value)}</span>;
  }
};
