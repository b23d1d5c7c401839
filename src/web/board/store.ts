import { signal } from '@preact/signals';
import { ask, hear } from '../api/client.ts';
import { type Failure, failureOf } from '../api/failure.ts';
import { learnTag, loadPeople, users } from '../api/me.ts';
import {
  BoardItemChangedDocument,
  type BoardItemFragment,
  BoardPageDocument,
  type BoardPageQuery,
  BoardTrackerChangedDocument,
} from '../gql/graphql.ts';
import { today } from '../ui/time.tsx';
import { type Row, rowOf, type Tracker } from './row.ts';

type Effort = NonNullable<BoardPageQuery['reportingEffort']>;
type Patch = { readonly changes: Partial<Tracker> };

/**
 * The items of an effort, all of them: to filter and sort them asks nobody. They come in pages, and are kept as they are by
 * what the server tells of changes from before the first page on. What we change is shown at once, as patches over the rows
 * that the server has told of, until it answers.
 */
export class Board {
  readonly effort: string;
  /** What has been loaded of what there is. */
  readonly progress = signal<{ loaded: number; total: number } | undefined>(undefined);
  readonly about = signal<Effort | null | undefined>(undefined);
  readonly failure = signal<Failure | undefined>(undefined);
  readonly rows = signal<ReadonlyMap<string, Row>>(new Map());
  /** Rows that somebody else has just changed, and who. */
  readonly touched = signal<ReadonlyMap<string, string>>(new Map());

  #base = new Map<string, Row>();
  #itemOf = new Map<string, string>();
  #patches = new Map<string, readonly Patch[]>();
  /** What the feed has told of: a page that was read before may not say otherwise. */
  #told = new Set<string>();
  #stops: (() => void)[] = [];
  #loading = new AbortController();
  #isStale = false;
  /** What is late is so as of this day. */
  #day = '';

  constructor(effort: string) {
    this.effort = effort;
  }

  async load(): Promise<void> {
    this.stop();
    this.#day = today.value;
    const { signal: aborted } = (this.#loading = new AbortController());
    this.failure.value = undefined;
    this.#told.clear();
    const found = new Set<string>();
    try {
      for (let after: string | null | undefined, isFirst = true; ; isFirst = false) {
        const page = await ask(
          BoardPageDocument,
          { effort: this.effort, after, isFirst },
          { signal: aborted },
        );
        const effort = page.reportingEffort;
        if (isFirst) {
          this.about.value = effort ?? null;
          if (!effort) return;
          this.progress.value = { loaded: 0, total: effort.items.totalCount ?? 0 };
          this.#listen(page.changeCursor);
        }
        for (const item of effort?.items.nodes ?? []) {
          found.add(item.id);
          if (!this.#told.has(item.id)) this.#keep(item);
        }
        const total = this.progress.value?.total ?? 0;
        this.progress.value = { loaded: found.size, total };
        this.#show();
        if (!effort?.items.pageInfo.hasNextPage) break;
        after = effort.items.pageInfo.endCursor;
      }
      for (const id of this.#base.keys())
        if (!found.has(id) && !this.#told.has(id)) this.#base.delete(id);
      this.#show();
      this.progress.value = { loaded: found.size, total: found.size };
    } catch (error) {
      if (!aborted.aborted) this.failure.value = failureOf(error);
    }
  }

  stop(): void {
    this.#loading.abort();
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Shows a change before the server has answered. Gives what takes it back again. */
  patch(item: string, changes: Partial<Tracker>): () => void {
    const patch = { changes };
    this.#patches.set(item, [...(this.#patches.get(item) ?? []), patch]);
    this.#show();
    return () => {
      const left = (this.#patches.get(item) ?? []).filter((each) => each !== patch);
      if (left.length > 0) this.#patches.set(item, left);
      else this.#patches.delete(item);
      this.#show();
    };
  }

  /** What a command has answered: an older answer does not go over a newer row. */
  learn(trackers: readonly Tracker[]): void {
    for (const tracker of trackers) this.#set(this.#itemOf.get(tracker.id), tracker);
    this.#show();
  }

  #listen(since: string): void {
    const asked = { effort: this.effort };
    const refused = (failure: Failure) => {
      if (failure.code === 'CURSOR_EXPIRED') void this.load();
      else if (failure.code !== 'UNAUTHENTICATED') this.failure.value = failure;
    };
    this.#stops = [
      today.subscribe((day) => day !== this.#day && void this.load()),
      hear(BoardTrackerChangedDocument, asked, {
        since,
        refused,
        take: ({ tracker, tag, actor }) => {
          if (tag) learnTag(tag);
          if (!tracker) return;
          const { reportingEffortItemId: item, ...rest } = tracker;
          this.#told.add(item);
          this.#itemOf.set(tracker.id, item);
          this.#set(item, rest);
          if (actor) this.#touch(item, actor.username);
          this.#later();
        },
      }),
      hear(BoardItemChangedDocument, asked, {
        since,
        refused,
        take: ({ action, entityId, reportingEffortItem: item }) => {
          this.#told.add(entityId);
          if (item) this.#keep(item);
          else if (action === 'DELETED') this.#base.delete(entityId);
          this.#later();
        },
      }),
    ];
  }

  #keep(item: BoardItemFragment): void {
    const row = rowOf(item);
    const known = this.#base.get(row.id);
    const tracker =
      row.tracker && known?.tracker && known.tracker.version > row.tracker.version
        ? known.tracker
        : row.tracker;
    this.#base.set(
      row.id,
      known && known.version > row.version ? { ...known, tracker } : { ...row, tracker },
    );
    if (tracker) this.#itemOf.set(tracker.id, row.id);
  }

  #set(item: string | undefined, tracker: Tracker): void {
    const row = item === undefined ? undefined : this.#base.get(item);
    if (!row || (row.tracker && row.tracker.version > tracker.version)) return;
    this.#base.set(row.id, { ...row, tracker });
    for (const id of [tracker.primaryProgrammerId, tracker.qcProgrammerId])
      if (id && users.value.size > 0 && !users.value.has(id)) void loadPeople();
  }

  #touch(item: string, who: string): void {
    this.touched.value = new Map(this.touched.value).set(item, who);
    setTimeout(() => {
      const left = new Map(this.touched.value);
      left.delete(item);
      this.touched.value = left;
    }, 2500);
  }

  /** A burst of changes is shown once, when the screen is painted next. */
  #later(): void {
    if (this.#isStale) return;
    this.#isStale = true;
    requestAnimationFrame(() => {
      this.#isStale = false;
      this.#show();
    });
  }

  #show(): void {
    const rows = new Map(this.#base);
    for (const [id, patches] of this.#patches) {
      const row = rows.get(id);
      if (!row?.tracker) continue;
      const changed = Object.assign({}, row.tracker, ...patches.map(({ changes }) => changes));
      rows.set(id, { ...row, tracker: changed, isPending: true });
    }
    this.rows.value = rows;
  }
}
