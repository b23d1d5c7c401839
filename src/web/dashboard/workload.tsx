import { sideNames } from '../board/row.ts';
import type { NumbersQuery } from '../gql/graphql.ts';
import { Person } from '../ui/marks.tsx';
import { Bar, Card } from './card.tsx';

type Workload = {
  readonly people: NumbersQuery['dashboard']['workload'];
  /** The board, which can show the items of these numbers. */
  readonly board: string | undefined;
};

type Row = Workload['people'][number];

/** Of somebody's items on a side: what the address of a board says of each number. */
const queriesOf = ({ side, programmer }: Row) => {
  const [facet, open] =
    side === 'PRIMARY'
      ? ['programmer', 'idle,programming']
      : ['checker', 'idle,programming,ready,checking'];
  const of = `${facet}=${programmer?.id ?? 'nobody'}`;
  return {
    all: of,
    openCount: `${of}&stage=${open}`,
    overdueCount: `${of}&stage=${open}&due=late`,
    dueThisWeekCount: `${of}&stage=${open}&due=sunday`,
    awaitingCheckCount: `${of}&stage=ready,checking`,
  };
};

/** What each person has to do, on each side. */
export const Workload = ({ people, board }: Workload) => {
  const most = Math.max(0, ...people.map(({ openCount }) => openCount));
  return (
    <Card title="Workload" wide>
      {people.length === 0 && <p class="muted">Nobody has anything to do.</p>}
      {people.length > 0 && (
        <table class="plain figures">
          <thead>
            <tr>
              <th scope="col">Person</th>
              <th scope="col">Side</th>
              <td class="drawn" />
              <th scope="col" class="number">
                <span class="key in_progress" aria-hidden="true" />
                Open
              </th>
              <th scope="col" class="number">
                <span class="key overdue" aria-hidden="true" />
                Overdue
              </th>
              <th scope="col" class="number">
                This week
              </th>
              <th scope="col" class="number">
                To check
              </th>
            </tr>
          </thead>
          <tbody>
            {people.map((row) => {
              const { programmer, side, openCount, overdueCount } = row;
              const name = programmer ? <Person name={programmer.username} /> : 'Nobody';
              const queries = queriesOf(row);
              const number = (count: Exclude<keyof typeof queries, 'all'>) =>
                board && row[count] > 0 ? (
                  <a href={`${board}?${queries[count]}`}>{row[count]}</a>
                ) : (
                  row[count]
                );
              return (
                <tr key={`${programmer?.id} ${side}`}>
                  <th scope="row">
                    {board ? <a href={`${board}?${queries.all}`}>{name}</a> : name}
                  </th>
                  <td>{sideNames[side]}</td>
                  <td class="drawn">
                    <Bar
                      most={most}
                      parts={[
                        ['overdue', overdueCount],
                        ['in_progress', openCount - overdueCount],
                      ]}
                    />
                  </td>
                  <td class="number">{number('openCount')}</td>
                  <td class={overdueCount > 0 ? 'number bad' : 'number'}>
                    {number('overdueCount')}
                  </td>
                  <td class="number">{number('dueThisWeekCount')}</td>
                  <td class="number">{number('awaitingCheckCount')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Card>
  );
};
