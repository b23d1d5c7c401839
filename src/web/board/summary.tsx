import { withQuery } from '../route.ts';
import { type Row, type Stage, stageNames, stageOf, stages } from './row.ts';
import { dueOf } from './view.ts';

/** How far an effort is: a bar whose parts are links to their items. */
export const Summary = ({ rows }: { readonly rows: readonly Row[] }) => {
  const counts = new Map<Stage, number>();
  let [late, week, threads] = [0, 0, 0];
  for (const row of rows) {
    const { tracker } = row;
    const stage = stageOf(tracker);
    counts.set(stage, (counts.get(stage) ?? 0) + 1);
    const due = dueOf(row);
    if (due.includes('late')) late += 1;
    if (due.includes('week')) week += 1;
    threads += tracker?.openThreadCount ?? 0;
  }
  const done = counts.get('done') ?? 0;
  const share = rows.length === 0 ? 0 : Math.floor((100 * done) / rows.length);
  return (
    <div class="summary">
      <p class="share">
        <strong>{share}</strong>
        <span>% done</span>
      </p>
      <div class="progress">
        <div class="bar" aria-hidden="true">
          {[...stages].reverse().map((stage) => {
            const count = counts.get(stage) ?? 0;
            return (
              count > 0 && <span key={stage} class={`part ${stage}`} style={{ flexGrow: count }} />
            );
          })}
        </div>
        <ul>
          {[...stages].reverse().map((stage) => (
            <li key={stage}>
              <a href={withQuery({ stage })}>
                <span class={`stage ${stage}`} aria-hidden="true" />
                {stageNames[stage]} <b>{counts.get(stage) ?? 0}</b>
              </a>
            </li>
          ))}
          <li class="apart">
            <a class={late > 0 ? 'bad' : ''} href={withQuery({ due: 'late' })}>
              Overdue <b>{late}</b>
            </a>
          </li>
          <li>
            <a href={withQuery({ due: 'week' })}>
              Due in 7 days <b>{week}</b>
            </a>
          </li>
          <li>
            <a href={withQuery({ threads: 'open' })}>
              Open threads <b>{threads}</b>
            </a>
          </li>
        </ul>
      </div>
    </div>
  );
};
