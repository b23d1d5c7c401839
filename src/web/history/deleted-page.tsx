import { useState } from 'preact/hooks';
import { useQuery } from '../api/use-query.ts';
import { Page } from '../frame/page.tsx';
import { DeletedDocument, type DeletedQuery, MadeSinceDocument } from '../gql/graphql.ts';
import { Icon } from '../ui/icon.tsx';
import { Refusal } from '../ui/toast.tsx';
import { RecordView } from './record.tsx';
import { undoDelete } from './undo.ts';

type Record = DeletedQuery['auditLogs']['nodes'][number];

const rowOf = ({ entityType, entityId }: Pick<Record, 'entityType' | 'entityId'>) =>
  `${entityType} ${entityId}`;

/** Those of the records whose rows have not been made again. */
const useGone = (records: readonly Record[] | undefined) => {
  const oldest = records?.at(-1);
  const { data, failure, again } = useQuery(MadeSinceDocument, {
    keys: records?.map(({ entityId }) => entityId) ?? [],
    since: oldest?.timestamp ?? new Date(0).toISOString(),
  });
  const made = new Map(data?.auditLogs.nodes.toReversed().map((each) => [rowOf(each), each.id]));
  return {
    gone: data && records?.filter((each) => Number(made.get(rowOf(each)) ?? 0) < Number(each.id)),
    failure,
    again,
  };
};

/** What has been deleted, to bring it back. */
export const DeletedPage = () => {
  const [first, setFirst] = useState(50);
  const { data, ...deleted } = useQuery(DeletedDocument, { first });
  const { gone, ...made } = useGone(data?.auditLogs.nodes);
  const failure = deleted.failure ?? made.failure;
  const again = () => {
    deleted.again();
    made.again();
  };
  const bringBack = async (id: string) => {
    if (await undoDelete(id)) again();
  };
  return (
    <Page title="Deleted" crumbs={['What can be brought back, newest first']}>
      {failure && <Refusal failure={failure} again={again} />}
      {gone?.length === 0 && <p class="empty">Nothing has been deleted.</p>}
      <ol class="records wide">
        {gone?.map((record) => (
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
