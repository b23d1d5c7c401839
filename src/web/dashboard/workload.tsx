import { sideNames } from '../board/row.ts';
import type { NumbersQuery } from '../gql/graphql.ts';
import { Person } from '../ui/marks.tsx';
import { Bar, Card } from './card.tsx';

type Workload = {
  readonly people: NumbersQuery['dashboard']['workload'];
  readonly board: string | undefined;
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
            {people.map(({ programmer, side, openCount, overdueCount, ...rest }) => {
              const facet = side === 'PRIMARY' ? 'programmer' : 'checker';
              const name = programmer ? <Person name={programmer.username} /> : 'Nobody';
              return (
                <tr key={`${programmer?.id} ${side}`}>
                  <th scope="row">
                    {board ? (
                      <a href={`${board}?${facet}=${programmer?.id ?? 'nobody'}`}>{name}</a>
                    ) : (
                      name
                    )}
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
                  <td class="number">{openCount}</td>
                  <td class={overdueCount > 0 ? 'number bad' : 'number'}>{overdueCount}</td>
                  <td class="number">{rest.dueThisWeekCount}</td>
                  <td class="number">{rest.awaitingCheckCount}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Card>
  );
};
