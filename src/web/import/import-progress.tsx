import { useEffect, useState } from 'preact/hooks';
import { ask, hear } from '../api/client.ts';
import { failureOf } from '../api/failure.ts';
import { CancelImportDocument, ImportProgressDocument } from '../gql/graphql.ts';
import { sayFailure } from '../ui/toast.tsx';

type Running = {
  readonly id: string;
  readonly name: string;
  /** Ends the request, of which the server may not know yet. */
  readonly onCancel: () => void;
};

/** How far an import is that takes long, and what ends it. */
export const ImportProgress = ({ id, name, onCancel }: Running) => {
  const [{ done, total }, setTold] = useState<{ done?: number | null; total?: number | null }>({});
  const [isEnding, setEnding] = useState(false);
  useEffect(() => hear(ImportProgressDocument, { id }, { since: undefined, take: setTold }), [id]);
  const cancel = async () => {
    setEnding(true);
    try {
      await ask(CancelImportDocument, { id }); // its request is answered with how it has ended
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === 'NOT_FOUND') {
        onCancel(); // it has not arrived whole
        ask(CancelImportDocument, { id }).catch(() => {}); // or it just has
      } else {
        sayFailure(failure);
        setEnding(false);
      }
    }
  };
  return (
    <div class="running">
      <progress
        aria-label={`Import of ${name}`}
        {...(total ? { value: done ?? 0, max: total } : {})}
      />
      <span>{total ? `${done ?? 0} of ${total} rows` : 'The file is on its way.'}</span>
      <button type="button" disabled={isEnding} onClick={() => void cancel()}>
        Cancel
      </button>
    </div>
  );
};
