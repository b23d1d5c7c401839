import { useEffect, useState } from 'preact/hooks';
import { ask, hear } from '../api/client.ts';
import { failureOf } from '../api/failure.ts';
import { CancelImportDocument, ImportProgressDocument } from '../gql/graphql.ts';
import { sayFailure } from '../ui/toast.tsx';

type Running = {
  readonly id: string;
  readonly name: string;
  /** It has been ended: what is still on its way will not be done. */
  readonly onCancel: () => void;
};

export const cancelImport = async (id: string): Promise<boolean> =>
  (await ask(CancelImportDocument, { id })).cancel?.state === 'CANCELLED';

/** How far an import is, and what ends it. */
export const ImportProgress = ({ id, name, onCancel }: Running) => {
  const [{ done, total }, setTold] = useState<{ done?: number | null; total?: number | null }>({});
  const [isEnding, setEnding] = useState(false);
  useEffect(() => hear(ImportProgressDocument, { id }, { since: undefined, take: setTold }), [id]);
  const cancel = async () => {
    setEnding(true);
    try {
      if (await cancelImport(id)) onCancel(); // or else it is answered with how it has ended
    } catch (error) {
      sayFailure(failureOf(error));
      setEnding(false);
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
