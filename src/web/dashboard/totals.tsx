import type { NumbersQuery } from '../gql/graphql.ts';

type Totals = {
  readonly numbers: NumbersQuery['dashboard'];
  /** The board, which can show the items of some of these numbers. */
  readonly board: string | undefined;
};

export const Totals = ({ numbers, board }: Totals) => {
  const { itemCount, completedCount, completionRate } = numbers;
  const tiles = [
    ['Done', completedCount, 'stage=done', `of ${itemCount}`],
    ['In progress', numbers.inProgressCount, 'stage=programming,ready,checking', ''],
    ['Waiting for check', numbers.awaitingCheckCount, 'stage=ready,checking', ''],
    ['Overdue', numbers.overdueCount, 'due=late', ''],
    ['Due this week', numbers.dueThisWeekCount, 'due=sunday', ''],
  ] as const;
  return (
    <dl class="totals">
      <div>
        <dt>Completion rate</dt>
        <dd>{completionRate == null ? '–' : `${Math.floor(100 * completionRate)} %`}</dd>
      </div>
      {tiles.map(([name, count, query, more]) => (
        <div key={name} class={name === 'Overdue' && count > 0 ? 'bad' : ''}>
          <dt>{name}</dt>
          <dd>
            {board ? <a href={`${board}?${query}`}>{count}</a> : count}
            {more && <small> {more}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
};
