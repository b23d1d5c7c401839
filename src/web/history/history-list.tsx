import { useState } from 'preact/hooks';
import { useQuery } from '../api/use-query.ts';
import {
  ItemHistoryDocument,
  ItemOfEffortChangedDocument,
  TrackerToldDocument,
} from '../gql/graphql.ts';
import { Refusal } from '../ui/toast.tsx';
import { RecordView } from './record.tsx';

const page = 30;

type History = { readonly item: string; readonly tracker: string; readonly effort: string };

/** All that has happened to an item and its tracker, newest first. */
export const HistoryList = ({ item, tracker, effort }: History) => {
  const [first, setFirst] = useState(page);
  const { data, failure, again } = useQuery(ItemHistoryDocument, { item, first }, [
    [TrackerToldDocument, { tracker }],
    [ItemOfEffortChangedDocument, { effort }],
  ]);
  if (failure && !data) return <Refusal failure={failure} again={again} />;
  if (!data) return <p class="empty">Loading …</p>;
  const found = data.reportingEffortItem;
  const parts = [found?.history, found?.tracker?.history].filter((part) => part != null);
  const hasMore = parts.some(({ pageInfo }) => pageInfo.hasNextPage);
  const all = parts.flatMap(({ nodes }) => nodes).sort((a, b) => Number(b.id) - Number(a.id));
  // of two lists that are not whole, only what is newer than the end of both is in its right order
  const ends = parts.flatMap(({ pageInfo, nodes }) =>
    pageInfo.hasNextPage ? [Number(nodes.at(-1)?.id)] : [],
  );
  const shown = all.filter(({ id }) => Number(id) >= Math.max(0, ...ends));
  return (
    <>
      <ol class="records">
        {shown.map((record) => (
          <RecordView key={record.id} record={record} />
        ))}
      </ol>
      {hasMore && (
        <button type="button" class="quiet" onClick={() => setFirst(first * 3)}>
          Older
        </button>
      )}
    </>
  );
};
