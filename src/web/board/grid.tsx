import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { may } from '../api/me.ts';
import { isNarrow, isPrinted } from '../ui/media.ts';
import { useRows } from '../ui/use-rows.ts';
import { columns } from './columns.tsx';
import { type Editing, Editor } from './editor.tsx';
import { GridRow, Head } from './grid-row.tsx';
import { keyOf } from './keys.ts';
import type { Row } from './row.ts';
import { selection } from './selection.ts';
import type { Board } from './store.ts';
import type { Sort } from './view.ts';

type Grid = {
  readonly board: Board;
  readonly rows: readonly Row[];
  readonly sort: Sort;
  /** The item whose panel is open. */
  readonly open: string | undefined;
  readonly onOpen: (item: string, tab?: string) => void;
  readonly onFilter: () => void;
};

/** The board of an effort, as a grid that the keyboard moves in (ARIA's pattern): the focus is the grid's, a cell is active. */
export const Grid = ({ board, rows, sort, open, onOpen, onFilter }: Grid) => {
  const box = useRef<HTMLDivElement>(null);
  const [height, head] = isNarrow.value ? ([62, 0] as const) : ([33, 30] as const);
  const { items, size, reveal } = useRows(box, rows.length, height, head);
  const [active, setActive] = useState({ item: open ?? '', column: 0 });
  const [editing, setEditing] = useState<Editing>();
  const index = Math.max(
    0,
    rows.findIndex(({ id }) => id === active.item),
  );

  useLayoutEffect(() => {
    if (!open) return;
    const at = rows.findIndex(({ id }) => id === open);
    if (at >= 0) reveal(at);
    setActive((was) => ({ ...was, item: open }));
  }, [open]);

  // an open panel follows whoever goes through the list, once they stay
  useEffect(() => {
    if (!open || !active.item || active.item === open) return undefined;
    const timer = setTimeout(() => onOpen(active.item), 150);
    return () => clearTimeout(timer);
  }, [active.item]);

  const cellAt = (item: string, column: string) =>
    box.current?.querySelector(`[data-item="${CSS.escape(item)}"] [data-column="${column}"]`);

  const edit = (row: Row | undefined, name: string) => {
    const column = columns.find((each) => each.name === name);
    if (!row) return;
    if (name === 'threads') return onOpen(row.id, 'threads');
    if (!column?.isEditable || !may.value.work || !row.tracker) return onOpen(row.id);
    const cell = cellAt(row.id, name);
    if (cell) setEditing({ what: name, row, at: cell.getBoundingClientRect() });
  };
  const close = () => {
    setEditing(undefined);
    box.current?.focus({ preventScroll: true });
  };
  const move = (to: number, column = active.column) => {
    const at = Math.max(0, Math.min(rows.length - 1, to));
    reveal(at);
    setActive({
      item: rows[at]?.id ?? '',
      column: Math.max(0, Math.min(columns.length - 1, column)),
    });
    return rows[at];
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[index];
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / 33) - 2);
    const done = keyOf(event, {
      move: (by, isExtending) => {
        const next = move(by === 'first' ? 0 : by === 'last' ? rows.length - 1 : index + by);
        if (isExtending && next && may.value.lead) selection.extend(rows, row?.id, next.id);
      },
      page,
      turn: (by) =>
        move(index, by === 'first' ? 0 : by === 'last' ? columns.length - 1 : active.column + by),
      take: () => edit(row, columns[active.column]?.name ?? 'code'),
      choose: () => may.value.lead && row && selection.toggle(row.id),
      all: () => may.value.lead && selection.all(rows),
      leave: () => (selection.size.value > 0 ? selection.clear() : open && onOpen('')),
      filter: onFilter,
      edit: (shortcut) => {
        const column = columns.find((each) => each.shortcut === shortcut);
        if (column) edit(row, column.name);
        return Boolean(column);
      },
    });
    if (done) event.preventDefault();
  };

  const onClick = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : undefined;
    const item = target?.closest<HTMLElement>('[data-item]')?.dataset['item'];
    const name = target?.closest<HTMLElement>('[data-column]')?.dataset['column'];
    const row = rows.find(({ id }) => id === item);
    if (!row) return;
    setActive({
      item: row.id,
      column: Math.max(
        0,
        columns.findIndex((column) => column.name === name),
      ),
    });
    if (name === 'choose')
      return event.shiftKey
        ? selection.extend(rows, active.item, row.id)
        : selection.toggle(row.id);
    edit(row, name ?? 'code');
  };

  const shown = isPrinted.value ? rows.map((_row, at) => ({ index: at, start: 0 })) : items;
  // recycling: a row that comes in view is drawn where one was that has left it
  const slots = 64 * Math.ceil(shown.length / 64);
  const activeId = `cell-${active.item}-${columns[active.column]?.name}`;
  const isActiveShown = shown.some((each) => rows[each.index]?.id === active.item);
  return (
    <div class="grid-frame">
      <div
        ref={box}
        class={may.value.lead ? 'grid chooses' : 'grid'}
        role="grid"
        tabIndex={0}
        aria-label="Items of the effort"
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={isActiveShown ? activeId : undefined}
        aria-multiselectable={may.value.lead}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <Head sort={sort} rows={rows} />
        <div role="rowgroup" class="rows" style={isPrinted.value ? {} : { height: `${size}px` }}>
          {shown.map(({ index: at, start }) => {
            const row = rows[at];
            if (!row) return null;
            return (
              <GridRow
                key={at % slots}
                row={row}
                index={at}
                top={isPrinted.value ? undefined : start}
                column={row.id === active.item ? active.column : -1}
                isOpen={row.id === open}
                isChosen={selection.has(row.id)}
                touchedBy={board.touched.value.get(row.id)}
              />
            );
          })}
        </div>
      </div>
      {editing && <Editor {...editing} board={board} onClose={close} />}
    </div>
  );
};
