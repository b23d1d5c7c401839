import { signal } from '@preact/signals';

const day = 86_400_000;

/** A day of now on; days of the database are days in UTC. */
export const inDays = (days: number): string =>
  new Date(Date.now() + days * day).toISOString().slice(0, 10);

/** The day of today. What is late changes with it, and nothing else tells of that. */
export const today = signal(inDays(0));
setInterval(() => {
  today.value = inDays(0);
}, 60_000);

export const daysUntil = (date: string): number =>
  Math.round((Date.parse(date) - Date.parse(today.value)) / day);

const short = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const long = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** A day, with its year unless it is this one. */
export const dayOf = (date: string): string =>
  (date.slice(0, 4) === today.value.slice(0, 4) ? short : long).format(Date.parse(date));

const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const ago = (moment: string): string => {
  const then = Date.parse(moment);
  const minutes = Math.round((then - Date.now()) / 60_000);
  if (minutes > -60) return relative.format(Math.min(0, minutes), 'minute');
  if (new Date(then).toDateString() === new Date().toDateString()) return clock.format(then);
  return minutes > -7 * 24 * 60
    ? relative.format(Math.round((then - Date.now()) / day), 'day')
    : dayOf(moment);
};

export const Moment = ({ at }: { readonly at: string }) => (
  <time dateTime={at} title={full.format(Date.parse(at))}>
    {ago(at)}
  </time>
);

/** A due date; what is late is said and not only coloured. */
export const Due = ({ date, late }: { readonly date: string; readonly late: boolean }) => {
  const days = daysUntil(date);
  const tone = late ? 'late' : days <= 7 && days >= 0 ? 'soon' : '';
  const words = late
    ? `${-days} ${days === -1 ? 'day' : 'days'} late`
    : days === 0
      ? 'today'
      : undefined;
  return (
    <span class={`due ${tone}`}>
      {dayOf(date)}
      {words && <span class="words">{words}</span>}
    </span>
  );
};
