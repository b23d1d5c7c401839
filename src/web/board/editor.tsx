import { useEffect, useRef, useState } from 'preact/hooks';
import { tags, users, workers } from '../api/me.ts';
import {
  Avatar,
  type Priority,
  PriorityMark,
  priorities,
  priorityNames,
  type Status,
  StatusMark,
  statuses,
  statusNames,
} from '../ui/marks.tsx';
import { type Option, Pick, useLeaving, usePlace, useReturn } from '../ui/pick.tsx';
import { inDays } from '../ui/time.tsx';
import { TagMark } from './columns.tsx';
import { commands } from './commands.ts';
import { type Row, type Side, sideNames, sideOf } from './row.ts';
import type { Board } from './store.ts';

/** What is open to be changed: the row is as it was when it was opened, so that a change from then is noticed. */
export type Editing = { readonly what: string; readonly row: Row; readonly at: DOMRect };

const nobody = '';

export const personOptions = (without?: string | null): Option[] =>
  workers.value.map(({ id, username, department }) => ({
    value: id,
    label: username,
    mark: <Avatar name={username} />,
    hint: department ?? undefined,
    refused: id === without ? 'is on the other side' : undefined,
  }));

export const statusOptions: readonly Option[] = statuses.map((status) => ({
  value: status,
  label: statusNames[status],
  mark: <StatusMark status={status} />,
}));

export const priorityOptions: readonly Option[] = priorities.map((priority) => ({
  value: priority,
  label: priorityNames[priority],
  mark: <PriorityMark priority={priority} />,
}));

export const tagOptions = (): Option[] =>
  [...tags.value.values()].map(({ id, name, color }) => ({
    value: id,
    label: name,
    mark: <TagMark color={color} />,
  }));

const sides: Readonly<Record<string, Side>> = {
  programming: 'PRIMARY',
  programmer: 'PRIMARY',
  check: 'QC',
  checker: 'QC',
};

type Editor = Editing & { readonly board: Board; readonly onClose: () => void };

/** The editor of a cell. */
export const Editor = ({ what, row, at, board, onClose }: Editor) => {
  const { tracker } = row;
  if (!tracker) return null;
  const act = commands(board, row);
  const side = sides[what] ?? 'PRIMARY';
  const shared = { at, onClose };
  if (what === 'programming' || what === 'check') {
    const { status } = sideOf(tracker, side);
    return (
      <Pick
        {...shared}
        label={`${sideNames[side]} of ${row.code}`}
        options={statusOptions}
        chosen={[status]}
        onPick={(value) => value !== status && act.setStatus(side, value as Status)}
      />
    );
  }
  if (what === 'programmer' || what === 'checker') {
    const { person } = sideOf(tracker, side);
    const other = sideOf(tracker, side === 'QC' ? 'PRIMARY' : 'QC').person;
    const gone =
      person && !workers.value.some(({ id }) => id === person)
        ? users.value.get(person)
        : undefined;
    const options = [
      { value: nobody, label: 'Nobody' },
      ...(gone
        ? [{ value: gone.id, label: gone.username, mark: <Avatar name={gone.username} /> }]
        : []),
      ...personOptions(other),
    ];
    return (
      <Pick
        {...shared}
        label={`${side === 'QC' ? 'Who checks' : 'Who programs'} ${row.code}`}
        options={options}
        chosen={[person ?? nobody]}
        onPick={(value) => value !== (person ?? nobody) && act.assign(side, value || null)}
      />
    );
  }
  if (what === 'priority') {
    return (
      <Pick
        {...shared}
        label={`Priority of ${row.code}`}
        options={priorityOptions}
        chosen={[tracker.priority]}
        onPick={(value) => value !== tracker.priority && act.plan({ priority: value as Priority })}
      />
    );
  }
  if (what === 'tags') {
    return <TagEditor row={row} board={board} {...shared} />;
  }
  return (
    <DateEditor
      {...shared}
      label={`Due date of ${row.code}`}
      value={tracker.dueDate ?? ''}
      onTake={(dueDate) => dueDate !== (tracker.dueDate ?? null) && act.plan({ dueDate })}
    />
  );
};

const TagEditor = ({ row, at, board, onClose }: Omit<Editor, 'what'>) => {
  const now = board.rows.value.get(row.id) ?? row;
  const on = now.tracker?.tags.map(({ id }) => id) ?? [];
  return (
    <Pick
      label={`Tags of ${row.code}`}
      at={at}
      options={tagOptions()}
      chosen={on}
      many
      onPick={(tag) => commands(board, now).tag(tag, !on.includes(tag))}
      onClose={onClose}
    />
  );
};

type DateEditorProps = {
  readonly label: string;
  readonly at: DOMRect;
  readonly value: string;
  readonly onTake: (date: string | null) => void;
  readonly onClose: () => void;
};

/** The browser's own field for a date, and what is chosen most. */
export const DateEditor = ({ label, at, value, onTake, onClose }: DateEditorProps) => {
  const [date, setDate] = useState(value);
  const box = usePlace(at, undefined);
  useLeaving(box, onClose);
  useReturn(box);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus({ preventScroll: true }), []);
  const take = (next: string | null) => {
    onTake(next);
    onClose();
  };
  return (
    <div
      class="pick date-editor"
      ref={box}
      role="dialog"
      aria-label={label}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') onClose();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          take(date || null);
        }}
      >
        <input
          ref={input}
          type="date"
          aria-label={label}
          value={date}
          onInput={(event) => setDate(event.currentTarget.value)}
        />
        <button type="submit" class="primary">
          Set
        </button>
      </form>
      <div class="shortcuts">
        {[
          ['Today', 0],
          ['In a week', 7],
          ['In two weeks', 14],
        ].map(([words, days]) => (
          <button
            key={words}
            type="button"
            class="quiet"
            onClick={() => take(inDays(Number(days)))}
          >
            {words}
          </button>
        ))}
        {value && (
          <button type="button" class="quiet" onClick={() => take(null)}>
            No date
          </button>
        )}
      </div>
    </div>
  );
};
