import { sideNames } from '../board/row.ts';
import type { NumbersQuery } from '../gql/graphql.ts';
import { kindNames, type Status, statuses, statusNames } from '../ui/marks.tsx';
import { Bar, Card } from './card.tsx';

type Counts = NumbersQuery['dashboard']['taskTypes'];

/** How many items of each type are how far, on each side. */
export const StatusByType = ({ counts }: { readonly counts: Counts }) => {
  const types = [...Map.groupBy(counts, ({ taskType }) => taskType ?? null)];
  const rows = types.flatMap(([type, ofType]) =>
    (['PRIMARY', 'QC'] as const).map((side) => {
      const count = (status: Status) =>
        ofType
          .filter((each) => each.side === side && each.status === status)
          .reduce((sum, each) => sum + each.count, 0);
      return { type, side, counts: statuses.map((status) => [status, count(status)] as const) };
    }),
  );
  const sums = rows.map((row) => row.counts.reduce((sum, [, count]) => sum + count, 0));
  const most = Math.max(...sums);
  return (
    <Card title="Status by type">
      <table class="plain figures">
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Side</th>
            <td class="drawn" />
            {statuses.map((status) => (
              <th key={status} scope="col" class="number">
                <span class={`key ${status.toLowerCase()}`} aria-hidden="true" />
                {statusNames[status]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.type} ${row.side}`} class={row.side === 'QC' ? '' : 'joined'}>
              {row.side === 'PRIMARY' && (
                <th scope="rowgroup" rowSpan={2}>
                  {row.type ? kindNames[row.type] : 'Not said'}
                </th>
              )}
              <th scope="row">{sideNames[row.side]}</th>
              <td class="drawn">
                <Bar
                  most={most}
                  parts={[...row.counts].reverse().map(([status, n]) => [status.toLowerCase(), n])}
                />
              </td>
              {row.counts.map(([status, count]) => (
                <td key={status} class="number">
                  {count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
};
