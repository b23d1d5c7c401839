import { may, me } from '../api/me.ts';
import { go, withQuery } from '../route.ts';
import { columns } from './columns.tsx';
import type { Row } from './row.ts';
import { selection } from './selection.ts';
import type { Sort } from './view.ts';

/** The next order after a click on a column: up, down, and then as it was. */
const next = ({ by, isDown }: Sort, column: string) =>
  by !== column ? column : isDown ? undefined : `-${column}`;

export const Head = ({ sort, rows }: { readonly sort: Sort; readonly rows: readonly Row[] }) => {
  const chosen = selection.size.value;
  const isAll =
    rows.length > 0 && chosen >= rows.length && rows.every(({ id }) => selection.has(id));
  return (
    <div role="rowgroup" class="head-group">
      <div role="row" aria-rowindex={1} class="row head">
        {may.value.lead && (
          <span role="columnheader" class="cell" data-column="choose">
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label="Choose all that are shown"
              checked={isAll}
              indeterminate={chosen > 0 && !isAll}
              onClick={() => (isAll ? selection.clear() : selection.all(rows))}
            />
          </span>
        )}
        {columns.map(({ name, title, sort: key = '' }) => {
          const isSorted = sort.by === key;
          return (
            <span
              key={name}
              role="columnheader"
              class="cell"
              data-column={name}
              aria-sort={isSorted ? (sort.isDown ? 'descending' : 'ascending') : undefined}
            >
              <button
                type="button"
                tabIndex={-1}
                class={isSorted ? 'sorted' : ''}
                onClick={() => go(withQuery({ sort: next(sort, key) }), { replace: true })}
              >
                {title}
                {isSorted && <span aria-hidden="true">{sort.isDown ? '↓' : '↑'}</span>}
              </button>
            </span>
          );
        })}
      </div>
    </div>
  );
};

type Props = {
  readonly row: Row;
  readonly index: number;
  /** Where it stands; on paper it has no place of its own. */
  readonly top: number | undefined;
  /** The cell that is active; -1 for none. */
  readonly column: number;
  readonly isOpen: boolean;
  readonly isChosen: boolean;
  /** Who has just changed it. */
  readonly touchedBy: string | undefined;
};

/** It reads signals, so Preact draws it again only when one of them or of its properties is another. */
export const GridRow = ({ row, index, top, column, isOpen, isChosen, touchedBy }: Props) => {
  const { tracker } = row;
  const isOthers = touchedBy !== undefined && touchedBy !== me.value?.username;
  const names = [
    'row',
    column >= 0 && 'active',
    isOpen && 'open',
    isChosen && 'chosen',
    row.isPending && 'pending',
    isOthers && 'touched',
    tracker?.isComplete && 'complete',
  ];
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      class={names.filter(Boolean).join(' ')}
      data-item={row.id}
      style={top === undefined ? undefined : { transform: `translateY(${top}px)` }}
    >
      {may.value.lead && (
        <span role="gridcell" class="cell" data-column="choose">
          <input
            type="checkbox"
            tabIndex={-1}
            checked={isChosen}
            aria-label={`Choose ${row.code}`}
          />
        </span>
      )}
      {columns.map(({ name, cell }, at) => (
        <span
          key={name}
          role="gridcell"
          aria-colindex={at + 1}
          id={column === at ? `cell-${row.id}-${name}` : undefined}
          class={column === at ? 'cell at' : 'cell'}
          data-column={name}
        >
          {cell(row)}
        </span>
      ))}
      {isOthers && <span class="touched-by">{touchedBy}</span>}
    </div>
  );
};
