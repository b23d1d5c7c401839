import { computed, signal } from '@preact/signals';
import type { State } from '../../../examples/live-client.ts';
import { say } from '../ui/toast.tsx';

/* How the live connection is, of all that is followed together. */

const states = signal<ReadonlyMap<symbol, State>>(new Map());

/** So long an interruption may last before anybody is told of it. */
const briefMs = 1500;

/** How it is now: the least of all. Nothing is followed before the first view is there. */
export const connection = computed((): State | 'idle' => {
  const all = new Set(states.value.values());
  for (const state of ['refused', 'connecting', 'catching up', 'live'] as const)
    if (all.has(state)) return state;
  return 'idle';
});

export const isCut = signal(false);
let missed = 0;
let wasLive = false;
let cutting: ReturnType<typeof setTimeout> | undefined;

connection.subscribe((now) => {
  if (now === 'live') {
    if (isCut.value) say({ kind: 'good', text: backAgain() });
    isCut.value = false;
    wasLive = true;
    missed = 0;
  }
  clearTimeout(cutting);
  if (wasLive && now === 'connecting') cutting = setTimeout(() => (isCut.value = true), briefMs);
});

const backAgain = () =>
  `The connection is back. ${
    missed === 0
      ? 'Nothing has changed meanwhile.'
      : `${missed} ${missed === 1 ? 'change' : 'changes'} made meanwhile ${missed === 1 ? 'is' : 'are'} here now.`
  }`;

/** The states of one thing that is followed. */
export const connectionStates = () => {
  const key = Symbol('followed');
  const set = (state: State | undefined) => {
    const next = new Map(states.value);
    if (state) next.set(key, state);
    else next.delete(key);
    states.value = next;
  };
  return {
    onState: set,
    onChange: () => {
      if (isCut.value) missed += 1;
    },
    over: () => set(undefined),
  };
};
