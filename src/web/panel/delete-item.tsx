import { useState } from 'preact/hooks';
import { ask } from '../api/client.ts';
import { type Failure, failureOf } from '../api/failure.ts';
import { useQuery } from '../api/use-query.ts';
import type { Row } from '../board/row.ts';
import { DeleteItemDocument, DeletePreviewDocument } from '../gql/graphql.ts';
import { undoDelete } from '../history/undo.ts';
import { entityNames } from '../history/words.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Refusal, say } from '../ui/toast.tsx';

type DeleteItemProps = {
  readonly row: Row;
  readonly onClose: () => void;
  readonly onDone: () => void;
};

const effects = {
  REMOVED: 'deleted',
  DETACHED: 'kept, without it',
  BLOCKING: 'in the way',
} as const;

/** Shows what a delete would take with it, and does just that. */
export const DeleteItem = ({ row, onClose, onDone }: DeleteItemProps) => {
  const { data, failure } = useQuery(DeletePreviewDocument, {
    type: 'REPORTING_EFFORT_ITEM',
    id: row.id,
  });
  const [refused, setRefused] = useState<Failure>();
  const preview = data?.deletePreview;
  const confirm = async () => {
    try {
      const { deleteReportingEffortItem: done } = await ask(DeleteItemDocument, {
        id: row.id,
        token: preview?.token,
      });
      onClose();
      onDone();
      if (!done) return;
      const act = () => void undoDelete(done.auditLogId);
      say({ kind: 'good', text: `${row.code} is deleted.`, action: { label: 'Undo', act } });
    } catch (error) {
      setRefused(failureOf(error));
    }
  };
  const wrong = failure ?? refused;
  return (
    <Dialog title={`Delete ${row.code}?`} onClose={onClose}>
      {wrong && <Refusal failure={wrong} />}
      {preview && preview.impacts.length > 0 && (
        <ul class="impacts">
          {preview.impacts.map(({ entityType, effect, count, samples }) => (
            <li key={`${entityType} ${effect}`}>
              <b>{count}</b> {entityNames(entityType, count)} {effects[effect]}
              {samples.length > 0 && <span class="muted"> {samples.slice(0, 2).join(' · ')}</span>}
            </li>
          ))}
        </ul>
      )}
      <p>It can be brought back as it was, with all of this.</p>
      <footer>
        <button type="button" onClick={onClose}>
          Keep it
        </button>
        <button
          type="button"
          class="danger"
          disabled={!preview || preview.isBlocked}
          onClick={() => void confirm()}
        >
          Delete
        </button>
      </footer>
    </Dialog>
  );
};
