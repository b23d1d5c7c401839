import type { ComponentChildren } from 'preact';
import { nameOf, tags } from '../api/me.ts';
import { Icon } from '../ui/icon.tsx';
import {
  Kind,
  Person,
  PriorityMark,
  priorityNames,
  StatusMark,
  statusNames,
} from '../ui/marks.tsx';
import { Due } from '../ui/time.tsx';
import { type Row, type Side, sideOf } from './row.ts';

export type Column = {
  readonly name: string;
  readonly title: string;
  /** By what it sorts, if it does. */
  readonly sort?: string;
  /** The key that opens its editor. */
  readonly shortcut?: string;
  /** Whether who works may change it here. */
  readonly isEditable?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
};

const Status = ({ row, side }: { readonly row: Row; readonly side: Side }) => {
  if (!row.tracker) return null;
  const { status } = sideOf(row.tracker, side);
  return (
    <span class="with-mark">
      <StatusMark status={status} />
      <span class="words">{statusNames[status]}</span>
    </span>
  );
};

const Worker = ({ row, side }: { readonly row: Row; readonly side: Side }) => {
  const person = row.tracker && sideOf(row.tracker, side).person;
  return person ? <Person name={nameOf(person)} /> : <span class="none">–</span>;
};

export const Tags = ({ row }: { readonly row: Row }) => (
  <>
    {row.tracker?.tags.map(({ id }) => {
      const tag = tags.value.get(id);
      return (
        tag && (
          <span key={id} class="tag">
            <TagMark color={tag.color} />
            {tag.name}
          </span>
        )
      );
    })}
  </>
);

export const TagMark = ({ color }: { readonly color: string }) => (
  <span class="dot" style={{ backgroundColor: color }} aria-hidden="true" />
);

export const columns: readonly Column[] = [
  {
    name: 'code',
    title: 'Code',
    sort: 'code',
    cell: ({ code }) => <span class="code">{code}</span>,
  },
  { name: 'kind', title: 'Type', sort: 'kind', cell: ({ kind }) => <Kind kind={kind} /> },
  {
    name: 'description',
    title: 'Title',
    sort: 'description',
    cell: (row) => (
      <>
        <span class="title">{row.description || <span class="none">No title</span>}</span>
        <Tags row={row} />
      </>
    ),
  },
  {
    name: 'programming',
    title: 'Programming',
    sort: 'programming',
    shortcut: 's',
    isEditable: true,
    cell: (row) => <Status row={row} side="PRIMARY" />,
  },
  {
    name: 'programmer',
    title: 'Programmer',
    sort: 'programmer',
    shortcut: 'p',
    isEditable: true,
    cell: (row) => <Worker row={row} side="PRIMARY" />,
  },
  {
    name: 'check',
    title: 'Check',
    sort: 'check',
    shortcut: 'v',
    isEditable: true,
    cell: (row) => <Status row={row} side="QC" />,
  },
  {
    name: 'checker',
    title: 'Checker',
    sort: 'checker',
    shortcut: 'c',
    isEditable: true,
    cell: (row) => <Worker row={row} side="QC" />,
  },
  {
    name: 'due',
    title: 'Due',
    sort: 'due',
    shortcut: 'd',
    isEditable: true,
    cell: ({ tracker }) =>
      tracker?.dueDate ? (
        <Due date={tracker.dueDate} late={tracker.isOverdue} />
      ) : (
        <span class="none">–</span>
      ),
  },
  {
    name: 'priority',
    title: 'Priority',
    sort: 'priority',
    shortcut: 'r',
    isEditable: true,
    cell: ({ tracker }) =>
      tracker && (
        <span class="with-mark" title={priorityNames[tracker.priority]}>
          <PriorityMark priority={tracker.priority} />
          <span class="words">{priorityNames[tracker.priority]}</span>
        </span>
      ),
  },
  {
    name: 'threads',
    title: 'Threads',
    sort: 'threads',
    shortcut: 't',
    cell: ({ tracker }) =>
      tracker && tracker.openThreadCount > 0 ? (
        <span class="threads">
          <Icon name="comment" />
          {tracker.openThreadCount}
          <span class="hidden"> open</span>
        </span>
      ) : null,
  },
];
