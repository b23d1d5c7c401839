import { useState } from 'preact/hooks';
import { withQuery } from '../route.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Priority, Status } from '../ui/marks.tsx';
import { Pick } from '../ui/pick.tsx';
import { bulk, report } from './bulk.ts';
import {
  DateEditor,
  personOptions,
  priorityOptions,
  statusOptions,
  tagOptions,
} from './editor.tsx';
import type { Row } from './row.ts';
import { selection } from './selection.ts';
import type { Board } from './store.ts';

const actions = [
  ['programmer', 'Programmer'],
  ['programming', 'Programming'],
  ['checker', 'Checker'],
  ['check', 'Check'],
  ['due', 'Due'],
  ['priority', 'Priority'],
  ['tag', 'Tag'],
] as const;
type Action = (typeof actions)[number][0];

/** What is done to all items that are chosen. */
export const BulkBar = ({
  board,
  rows,
}: {
  readonly board: Board;
  readonly rows: readonly Row[];
}) => {
  const [open, setOpen] = useState<{ action: Action; at: DOMRect; rows: readonly Row[] }>();
  const count = selection.size.value;
  if (count === 0 && !open) return null;
  const onClose = () => setOpen(undefined);
  return (
    <>
      <div class="bulk-bar" role="toolbar" aria-label="Change all that are chosen">
        <strong>{count} chosen</strong>
        {actions.map(([action, words]) => (
          <button
            key={action}
            type="button"
            class="quiet"
            onClick={(event) =>
              setOpen({
                action,
                at: event.currentTarget.getBoundingClientRect(),
                rows: selection.of(rows),
              })
            }
          >
            {words}
          </button>
        ))}
        <button type="button" class="bare" aria-label="Choose none" onClick={selection.clear}>
          <Icon name="close" />
        </button>
      </div>
      {open && <BulkEditor {...open} board={board} onClose={onClose} />}
    </>
  );
};

type BulkEditorProps = {
  readonly action: Action;
  readonly at: DOMRect;
  readonly rows: readonly Row[];
  readonly board: Board;
  readonly onClose: () => void;
};

const BulkEditor = ({ action, at, rows, board, onClose }: BulkEditorProps) => {
  const all = bulk(board, rows);
  const words = `${rows.length} ${rows.length === 1 ? 'item' : 'items'}`;
  const shared = { at, onClose, chosen: [] };
  switch (action) {
    case 'programmer':
    case 'checker': {
      const side = action === 'checker' ? 'QC' : 'PRIMARY';
      const label = side === 'QC' ? `Who checks ${words}` : `Who programs ${words}`;
      return (
        <Pick
          {...shared}
          label={label}
          options={personOptions()}
          onPick={(user) => void all.assign(side, user)}
        />
      );
    }
    case 'programming':
    case 'check': {
      const side = action === 'check' ? 'QC' : 'PRIMARY';
      return (
        <Pick
          {...shared}
          label={`${side === 'QC' ? 'Check' : 'Programming'} of ${words}`}
          options={statusOptions}
          onPick={(status) => void all.setStatus(side, status as Status)}
        />
      );
    }
    case 'priority':
      return (
        <Pick
          {...shared}
          label={`Priority of ${words}`}
          options={priorityOptions}
          onPick={(priority) => void all.plan({ priority: priority as Priority })}
        />
      );
    case 'tag':
      return (
        <Pick
          {...shared}
          label={`Tag for ${words}`}
          options={tagOptions()}
          onPick={(tag) => void all.tag(tag)}
        />
      );
    case 'due':
      return (
        <DateEditor
          at={at}
          onClose={onClose}
          label={`Due date of ${words}`}
          value=""
          onTake={(dueDate) => void all.plan({ dueDate })}
        />
      );
  }
};

/** What was refused of a bulk command, row by row. */
export const BulkReport = () => {
  const told = report.value;
  if (!told) return null;
  const { done, refused } = told;
  const onClose = () => {
    report.value = undefined;
  };
  return (
    <Dialog title={`${done} changed, ${refused.length} not`} onClose={onClose} wide>
      <p>These items stay as they were:</p>
      <div class="scroll">
        <table class="plain">
          <thead>
            <tr>
              <th>Item</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {refused.map(({ row, why }) => (
              <tr key={row.id}>
                <td>
                  <a href={withQuery({ item: row.id })} onClick={onClose}>
                    {row.code}
                  </a>
                </td>
                <td>{why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <footer>
        <button type="button" class="primary" onClick={onClose}>
          Close
        </button>
      </footer>
    </Dialog>
  );
};
