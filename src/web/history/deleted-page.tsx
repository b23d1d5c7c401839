import { useState } from 'preact/hooks';
import { useQuery } from '../api/use-query.ts';
import { Page } from '../frame/page.tsx';
import { DeletedDocument } from '../gql/graphql.ts';
import { Icon } from '../ui/icon.tsx';
import { Refusal } from '../ui/toast.tsx';
import { RecordView } from './record.tsx';
import { undoDelete } from './undo.ts';

/** What has been deleted, to bring it back. */
export const DeletedPage = () => {
  const [first, setFirst] = useState(50);
  const { data, failure, again } = useQuery(DeletedDocument, { first });
  const records = data?.auditLogs.nodes ?? [];
  const bringBack = async (id: string) => {
    if (await undoDelete(id)) again();
  };
  return (
    <Page title="Deleted" crumbs={['What can be brought back, newest first']}>
      {failure && <Refusal failure={failure} again={again} />}
      {data && records.length === 0 && <p class="empty">Nothing has been deleted.</p>}
      <ol class="records wide">
        {records.map((record) => (
          <RecordView key={record.id} record={record}>
            <button type="button" onClick={() => void bringBack(record.id)}>
              <Icon name="undo" /> Bring back
            </button>
          </RecordView>
        ))}
      </ol>
      {data?.auditLogs.pageInfo.hasNextPage && (
        <button type="button" class="quiet" onClick={() => setFirst(first * 3)}>
          Older
        </button>
      )}
    </Page>
  );
};
