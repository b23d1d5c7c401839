import { nameOf, tags } from '../api/me.ts';
import { Dialog } from '../ui/dialog.tsx';
import { type Priority, priorityNames, type Status, statusNames } from '../ui/marks.tsx';
import { textOf } from '../ui/text.ts';
import { dayOf } from '../ui/time.tsx';
import { conflict } from './commands.ts';

type Shown = readonly [name: string, value: (given: unknown) => string];

const person = (given: unknown) => nameOf(given as string | null) || 'nobody';
const status = (given: unknown) => statusNames[given as Status] ?? textOf(given);

const fields: Readonly<Record<string, Shown>> = {
  primaryProgrammerId: ['Programmer', person],
  qcProgrammerId: ['Checker', person],
  primaryStatus: ['Programming', status],
  qcStatus: ['Check', status],
  dueDate: ['Due', (given) => (given ? dayOf(textOf(given)) : 'no date')],
  priority: ['Priority', (given) => priorityNames[given as Priority] ?? textOf(given)],
  qcLevel: ['Level of the check', (given) => textOf(given ?? 'none')],
  inProduction: ['In production', (given) => (given ? 'yes' : 'no')],
  tags: [
    'Tags',
    (given) => (given as { id: string }[]).map(({ id }) => tags.value.get(id)?.name).join(', '),
  ],
};

/** Both versions of what two people have changed at a time. */
export const ConflictDialog = () => {
  const now = conflict.value;
  if (!now) return null;
  const { row, mine, theirs, take } = now;
  const onClose = () => {
    conflict.value = undefined;
  };
  return (
    <Dialog title={`${row.code} has been changed meanwhile`} onClose={onClose}>
      <p>Somebody else was faster. Nothing is lost: choose what it shall be.</p>
      <table class="plain versions">
        <thead>
          <tr>
            <th />
            <th>As it is now</th>
            <th>Yours</th>
          </tr>
        </thead>
        <tbody>
          {Object.keys(mine).map((field) => {
            const [name, value] = fields[field] ?? [field, textOf];
            return (
              <tr key={field}>
                <th scope="row">{name}</th>
                <td>{value(theirs[field as keyof typeof theirs])}</td>
                <td>{value(mine[field as keyof typeof mine])}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <footer>
        <button type="button" onClick={onClose}>
          Leave it as it is now
        </button>
        <button
          type="button"
          class="primary"
          onClick={() => {
            onClose();
            take();
          }}
        >
          Take yours
        </button>
      </footer>
    </Dialog>
  );
};
