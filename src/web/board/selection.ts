import { computed, signal } from '@preact/signals';
import type { Row } from './row.ts';

/* The items that an administrator has chosen, to change them all at once. */

const chosen = signal<ReadonlySet<string>>(new Set());

export const selection = {
  size: computed(() => chosen.value.size),
  has: (id: string) => chosen.value.has(id),
  of: (rows: Iterable<Row>) => [...rows].filter(({ id }) => chosen.value.has(id)),
  toggle: (id: string) => {
    const next = new Set(chosen.value);
    if (!next.delete(id)) next.add(id);
    chosen.value = next;
  },
  all: (rows: readonly Row[]) => {
    chosen.value = new Set(rows.map(({ id }) => id));
  },
  /** All from one row to another, in the order that is shown. */
  extend: (rows: readonly Row[], from: string | undefined, to: string) => {
    const ends = [from, to]
      .map((end) => rows.findIndex(({ id }) => id === end))
      .sort((a, b) => a - b);
    const [first = 0, last = 0] = ends;
    const between = rows.slice(Math.max(0, first), last + 1).map(({ id }) => id);
    chosen.value = new Set([...chosen.value, ...between]);
  },
  clear: () => {
    chosen.value = new Set();
  },
};
