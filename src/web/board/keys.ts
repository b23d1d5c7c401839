/* The keys of the board. */

type By = number | 'first' | 'last';

type Acts = {
  readonly page: number;
  readonly move: (by: By, isExtending: boolean) => void;
  readonly turn: (by: By) => void;
  readonly take: () => void;
  readonly choose: () => void;
  readonly all: () => void;
  readonly leave: () => void;
  readonly filter: () => void;
  readonly edit: (shortcut: string) => boolean;
};

/** What people are told of them. */
export const keysTold: readonly (readonly [keys: string, does: string])[] = [
  ['↑ ↓ ← →', 'move from cell to cell; also Page up, Page down, Home, End'],
  ['Enter', 'change the cell, or open the item'],
  ['s · v', 'status of the programming · of the check'],
  ['p · c', 'who programs · who checks'],
  ['d · r · t', 'due date · priority · threads'],
  ['Space', 'choose the item, with Shift and ↑ ↓ more of them, with Ctrl A all'],
  ['Esc', 'choose none, close the panel'],
  ['/', 'filter'],
  ['Ctrl K', 'go to anything'],
  ['?', 'these keys'],
];

/** Does what a key means; whether it means anything. */
export const keyOf = (event: KeyboardEvent, acts: Acts): boolean => {
  const { key, shiftKey } = event;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && key.toLowerCase() === 'a') return said(acts.all());
  if (event.altKey) return false;
  const steps: Readonly<Record<string, By>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: acts.page,
    PageUp: -acts.page,
    ...(isCommand && { Home: 'first', End: 'last' }),
  };
  const turns: Readonly<Record<string, By>> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    Home: 'first',
    End: 'last',
  };
  const step = steps[key];
  if (step !== undefined) return said(acts.move(step, shiftKey));
  if (isCommand) return false;
  const turn = turns[key];
  if (turn !== undefined) return said(acts.turn(turn));
  if (key === 'Enter' || key === 'F2') return said(acts.take());
  if (key === ' ') return said(acts.choose());
  if (key === 'Escape') return said(acts.leave());
  if (key === '/') return said(acts.filter());
  return key.length === 1 && acts.edit(key.toLowerCase());
};

const said = (_done: unknown) => true;
