import { type ReadonlySignal, signal } from '@preact/signals';

const follow = (query: string): ReadonlySignal<boolean> => {
  const list = window.matchMedia(query);
  const now = signal(list.matches);
  list.addEventListener('change', () => {
    now.value = list.matches;
  });
  return now;
};

/** A telephone: a row takes two lines there. */
export const isNarrow = follow('(max-width: 700px)');
/** On paper there is nothing to scroll: all rows are drawn. */
export const isPrinted = follow('print');
