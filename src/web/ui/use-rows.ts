import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

/** Virtual list: which rows are to be drawn, out of any number. */
export const useRows = (
  box: RefObject<HTMLElement | null>,
  count: number,
  height: number,
  head: number,
): {
  readonly items: readonly VirtualItem[];
  readonly size: number;
  readonly reveal: (index: number) => void;
} => {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const options = {
    count,
    estimateSize: () => height,
    getScrollElement: () => box.current,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    overscan: 12,
    scrollPaddingEnd: head, // what stays at the top is in the way of the last ones
    onChange: () => redraw(0),
  };
  const [rows] = useState(() => new Virtualizer<HTMLElement, Element>(options));
  rows.setOptions(options);
  useLayoutEffect(() => rows._didMount(), []);
  useLayoutEffect(() => rows._willUpdate());
  useLayoutEffect(() => rows.measure(), [height]);
  return {
    items: rows.getVirtualItems(),
    size: rows.getTotalSize(),
    reveal: (index) => rows.scrollToIndex(index),
  };
};
