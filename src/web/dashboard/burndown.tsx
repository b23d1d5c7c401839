import type { ComponentChildren } from 'preact';
import type { NumbersQuery } from '../gql/graphql.ts';
import { dayOf } from '../ui/time.tsx';
import { Card } from './card.tsx';

type Burndown = Pick<NumbersQuery, 'burndown' | 'forecast'> & { readonly range: ComponentChildren };

const reasons = {
  DONE: 'Nothing is open.',
  NO_PACE: 'No end can be said: nothing was completed in the last weeks.',
  TOO_FAR: 'No end can be said: at this pace it may take more than ten years.',
  TOO_SHORT: 'No end can be said: work has been completed for less than four whole weeks.',
} as const;

const wordsOf = ({ early, likely, late, reason }: NumbersQuery['forecast']) =>
  early && likely && late
    ? `At the pace of the last weeks all is done by ${dayOf(likely)}: in one case of ten by ${dayOf(early)}, in nine by ${dayOf(late)}. It assumes that nothing is added.`
    : reason
      ? reasons[reason]
      : '';

/** How many items were open, day by day, and until when all may be done. */
export const Burndown = ({ burndown: { days }, forecast, range }: Burndown) => {
  const [first, last] = [days[0], days.at(-1)];
  const rows = days.filter((_, index) => (days.length - 1 - index) % 7 === 0);
  return (
    <Card title="Burndown" wide more={range}>
      {first && last && (
        <>
          <p class="said">
            <b>{last.openCount}</b> open, {first.openCount} on {dayOf(first.day)}.{' '}
            {wordsOf(forecast)}
          </p>
          <Plot days={days} forecast={forecast} />
          <details>
            <summary>As a table</summary>
            <div class="scroll">
              <table class="plain figures">
                <thead>
                  <tr>
                    <th scope="col">Day</th>
                    {['Open', 'Done', 'Added in the week', 'Removed in the week'].map((name) => (
                      <th key={name} scope="col" class="number">
                        {name}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ day, openCount, doneCount }) => {
                    const end = days.findIndex((each) => each.day === day);
                    const week = days.slice(Math.max(0, end - 6), end + 1);
                    return (
                      <tr key={day}>
                        <th scope="row">{dayOf(day)}</th>
                        <td class="number">{openCount}</td>
                        <td class="number">{doneCount}</td>
                        <td class="number">
                          {week.reduce((sum, each) => sum + each.addedCount, 0)}
                        </td>
                        <td class="number">
                          {week.reduce((sum, each) => sum + each.removedCount, 0)}
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
          </details>
        </>
      )}
    </Card>
  );
};

type Days = NumbersQuery['burndown']['days'];

/** The line of what is open, and the range of the forecast. What it shows is said above it and in the table below. */
const Plot = ({ days, forecast }: { days: Days; forecast: NumbersQuery['forecast'] }) => {
  const from = Date.parse(days[0]?.day ?? '');
  const now = Date.parse(days.at(-1)?.day ?? '');
  const { early, likely, late } = forecast;
  // a forecast that is far away leaves room for what has been
  const span = Math.max(now - from, 86_400_000);
  const to = late ? Math.min(Date.parse(late), now + 2 * span) : now;
  const most = Math.max(1, ...days.map(({ openCount }) => openCount));
  const x = (day: string) => (100 * (Date.parse(day) - from)) / Math.max(to - from, 86_400_000);
  const y = (count: number) => 100 - (100 * count) / most;
  const line = days.map(({ day, openCount }) => `${x(day)},${y(openCount)}`).join(' ');
  const [end] = days.slice(-1);
  if (!end) return null;
  const here = `${x(end.day)},${y(end.openCount)}`;
  const share = (100 * (now - from)) / Math.max(to - from, 86_400_000);
  return (
    <div class="plot" aria-hidden="true">
      <span class="most">{most}</span>
      <span class="least">0</span>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none">
        <path class="rule" d="M0 0H100M0 50H100M0 100H100" />
        <polygon class="area" points={`${line} ${x(end.day)},100 0,100`} />
        {early && likely && late && (
          <>
            <polygon class="range" points={`${here} ${x(early)},100 ${x(late)},100`} />
            <polyline class="likely" points={`${here} ${x(likely)},100`} />
          </>
        )}
        <polyline class="open" points={line} />
      </svg>
      <span class="from">{dayOf(new Date(from).toISOString())}</span>
      {share > 15 && share < 88 && (
        <span class="now" style={{ left: `${share}%` }}>
          today
        </span>
      )}
      <span class="to">{to === now ? 'today' : dayOf(new Date(to).toISOString())}</span>
    </div>
  );
};
