import { sideNames } from '../board/row.ts';
import type { NumbersQuery } from '../gql/graphql.ts';
import { StatusMark, statusNames } from '../ui/marks.tsx';
import { dayOf } from '../ui/time.tsx';
import { Bar, Card } from './card.tsx';

const daysOf = (days: number | null | undefined) => (days == null ? '–' : days.toFixed(1));

/** How long items stay in each status, of the stays that have ended. */
export const TimeInStatus = ({ statuses, trailSince }: NumbersQuery['timeInStatus']) => {
  const most = Math.max(0, ...statuses.map(({ p90Days }) => p90Days ?? 0));
  return (
    <Card title="Days in a status">
      <table class="plain figures">
        <thead>
          <tr>
            <th scope="col">Side</th>
            <th scope="col">Status</th>
            <td class="drawn" />
            <th scope="col" class="number">
              <span class="key in_progress" aria-hidden="true" />
              Half of them
            </th>
            <th scope="col" class="number">
              <span class="key range" aria-hidden="true" />
              Nine in ten
            </th>
            <th scope="col" class="number">
              Now in it
            </th>
          </tr>
        </thead>
        <tbody>
          {statuses.map(({ side, status, medianDays, p90Days, stayingCount }) => (
            <tr key={`${side} ${status}`}>
              <th scope="row">{sideNames[side]}</th>
              <td>
                <span class="with-mark">
                  <StatusMark status={status} /> {statusNames[status]}
                </span>
              </td>
              <td class="drawn">
                <Bar
                  most={most}
                  parts={[
                    ['in_progress', medianDays ?? 0],
                    ['range', (p90Days ?? 0) - (medianDays ?? 0)],
                  ]}
                />
              </td>
              <td class="number">{daysOf(medianDays)}</td>
              <td class="number">{daysOf(p90Days)}</td>
              <td class="number">{stayingCount}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {trailSince && <p class="muted">By the audit trail, since {dayOf(trailSince)}.</p>}
    </Card>
  );
};
