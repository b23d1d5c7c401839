import { useRef, useState } from 'preact/hooks';
import { may } from '../api/me.ts';
import type { Board } from '../board/store.ts';
import { HistoryList } from '../history/history-list.tsx';
import { address, go, withQuery } from '../route.ts';
import { Icon } from '../ui/icon.tsx';
import { Kind } from '../ui/marks.tsx';
import { DeleteItem } from './delete-item.tsx';
import { Facts } from './facts.tsx';
import { Threads } from './threads.tsx';

const tabs = ['details', 'threads', 'history'] as const;
type Tab = (typeof tabs)[number];
const tabNames: Readonly<Record<Tab, string>> = {
  details: 'Details',
  threads: 'Threads',
  history: 'History',
};

type PanelProps = { readonly board: Board; readonly item: string; readonly onClose: () => void };

/** One item beside the board. */
export const Panel = ({ board, item, onClose }: PanelProps) => {
  const row = board.rows.value.get(item);
  const asked = address.value.searchParams.get('tab');
  const tab = tabs.find((each) => each === asked) ?? 'details';
  const [isDeleting, setDeleting] = useState(false);
  const box = useRef<HTMLElement>(null);
  const progress = board.progress.value;

  if (!row) {
    const isLoading = progress && progress.loaded < progress.total;
    return (
      <aside class="panel" aria-label="Item">
        <p class="empty">{isLoading ? 'Loading …' : 'This item is not in this effort any more.'}</p>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </aside>
    );
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onClose();
  };
  const turn = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] ?? tab;
    go(withQuery({ tab: next }), { replace: true });
    box.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <aside
      ref={box}
      class="panel"
      aria-label={`Item ${row.code}`}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <header>
        <div class="line">
          <Kind kind={row.kind} />
          <h2>{row.code}</h2>
          <span class="grow" />
          {may.value.lead && (
            <button
              type="button"
              class="bare"
              aria-label={`Delete ${row.code}`}
              title="Delete"
              onClick={() => setDeleting(true)}
            >
              <Icon name="trash" />
            </button>
          )}
          <button
            type="button"
            class="bare"
            aria-label="Close the item"
            title="Close (Esc)"
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </div>
        <p class="description">{row.description || 'No title'}</p>
        <div class="tabs" role="tablist" aria-label="Of the item">
          {tabs.map((each) => (
            <button
              key={each}
              id={`tab-${each}`}
              type="button"
              role="tab"
              aria-selected={each === tab}
              aria-controls="tab-panel"
              tabIndex={each === tab ? 0 : -1}
              onClick={() =>
                go(withQuery({ tab: each === 'details' ? undefined : each }), { replace: true })
              }
              onKeyDown={turn}
            >
              {tabNames[each]}
              {each === 'threads' && (row.tracker?.openThreadCount ?? 0) > 0 && (
                <b>{row.tracker?.openThreadCount}</b>
              )}
            </button>
          ))}
        </div>
      </header>
      <div
        id="tab-panel"
        class="content"
        role="tabpanel"
        aria-labelledby={`tab-${tab}`}
        tabIndex={0}
      >
        {tab === 'details' && <Facts board={board} row={row} />}
        {tab === 'threads' && row.tracker && <Threads tracker={row.tracker.id} />}
        {tab === 'history' && row.tracker && (
          <HistoryList item={item} tracker={row.tracker.id} effort={board.effort} />
        )}
      </div>
      {isDeleting && <DeleteItem row={row} onClose={() => setDeleting(false)} onDone={onClose} />}
    </aside>
  );
};
