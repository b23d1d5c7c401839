import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { may } from '../api/me.ts';
import { Page } from '../frame/page.tsx';
import { Panel } from '../panel/panel.tsx';
import { address, go, withQuery } from '../route.ts';
import { Icon } from '../ui/icon.tsx';
import { Refusal } from '../ui/toast.tsx';
import { BulkBar, BulkReport } from './bulk-bar.tsx';
import { ConflictDialog } from './conflict.tsx';
import { Filters } from './filters.tsx';
import { Grid } from './grid.tsx';
import { selection } from './selection.ts';
import { Board } from './store.ts';
import { Summary } from './summary.tsx';
import { shownBy, view } from './view.ts';

const BoardLinks = ({ effort }: { readonly effort: string }) => (
  <>
    <a class="entry" href={`/dashboard/efforts/${effort}`}>
      <Icon name="chart" /> <span>Dashboard</span>
    </a>
    {may.value.lead && (
      <a class="entry" href={`/efforts/${effort}/import`}>
        <Icon name="plus" /> <span>Import</span>
      </a>
    )}
  </>
);

/** The board of an effort. */
export const BoardPage = ({ effort }: { readonly effort: string }) => {
  const [board, setBoard] = useState(() => new Board(effort));
  useEffect(() => {
    const opened = board.effort === effort ? board : new Board(effort);
    setBoard(opened);
    void opened.load();
    selection.clear();
    return () => opened.stop();
  }, [effort]);
  const input = useRef<HTMLInputElement>(null);
  const all = board.rows.value;
  const rows = useMemo(() => [...all.values()], [all]);
  const shown = useMemo(() => shownBy(view.value, rows), [view.value, rows]);
  const { searchParams } = address.value;
  const open = searchParams.get('item') ?? undefined;
  const about = board.about.value;
  const progress = board.progress.value;
  const failure = board.failure.value;
  const again = () => void board.load();

  if (about === null)
    return (
      <Page title="Not found" crumbs={[]}>
        <p class="empty">There is no effort at this address. It may have been deleted.</p>
      </Page>
    );
  const onOpen = (item: string, tab?: string) =>
    go(withQuery(item && !tab ? { item } : { item, tab }));
  const crumbs = about?.databaseRelease
    ? [about.databaseRelease.study.studyLabel, about.databaseRelease.databaseReleaseLabel]
    : [];
  return (
    <Page
      title={about?.databaseReleaseLabel ?? ''}
      crumbs={crumbs}
      class="board-page"
      actions={<BoardLinks effort={effort} />}
    >
      <Summary rows={rows} />
      <Filters view={view.value} rows={rows} shown={shown.length} input={input} />
      {progress && progress.loaded < progress.total && (
        <progress
          class="loading"
          max={progress.total}
          value={progress.loaded}
          aria-label="Items loaded"
        />
      )}
      {failure && <Refusal failure={failure} again={again} />}
      <div class="board">
        {progress && (
          <Grid
            board={board}
            rows={shown}
            sort={view.value.sort}
            open={open}
            onOpen={onOpen}
            onFilter={() => input.current?.focus()}
          />
        )}
        {progress && shown.length === 0 && progress.loaded >= progress.total && (
          <p class="empty">
            {rows.length === 0 ? 'This effort has no items yet.' : 'No item is like that.'}
          </p>
        )}
        {open && progress && (
          <Panel key={open} board={board} item={open} onClose={() => onOpen('')} />
        )}
      </div>
      <BulkBar board={board} rows={rows} />
      <BulkReport />
      <ConflictDialog />
    </Page>
  );
};
