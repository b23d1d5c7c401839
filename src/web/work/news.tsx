import { useEffect, useState } from 'preact/hooks';
import { hear } from '../api/client.ts';
import { WorkNewsDocument, type WorkNewsSubscription } from '../gql/graphql.ts';
import { entityNames, fieldName } from '../history/words.ts';
import { Icon } from '../ui/icon.tsx';
import { Moment } from '../ui/time.tsx';

type Told = WorkNewsSubscription['myWorkChanged'];

const most = 8;

/** Where somebody was in the stream of changes when they last looked, in this browser. */
const placeOf = (person: string) => `pearl.seen.${person}`;

/** What is worth a word; all else follows from it. */
const telling = new Set(
  'primaryProgrammerId qcProgrammerId primaryStatus qcStatus dueDate priority qcLevel inProduction tags'.split(
    ' ',
  ),
);

const wordsOf = ({ entityType, action, changedFields }: Told): readonly string[] => {
  if (entityType === 'TRACKER_COMMENT') return [action === 'CREATED' ? 'New comment' : 'Comment'];
  return changedFields
    .filter((field) => telling.has(field))
    .map((field) => fieldName(field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)));
};

const itemOf = ({ tracker, trackerComment }: Told) => tracker?.item ?? trackerComment?.tracker.item;

/** What others have done to somebody's work since they were last here. Once it is seen, it is not told again. */
export const News = ({ person, cursor }: { readonly person: string; readonly cursor: string }) => {
  const [told, setTold] = useState<readonly Told[]>([]);
  useEffect(() => {
    const place = placeOf(person);
    const since = localStorage.getItem(place) ?? cursor;
    localStorage.setItem(place, since);
    return hear(
      WorkNewsDocument,
      {},
      {
        since,
        take: (change) => setTold((all) => [...all, change]),
        // too long ago: nobody knows any more
        refused: ({ code }) => code === 'CURSOR_EXPIRED' && localStorage.setItem(place, cursor),
      },
    );
  }, [person]);
  useEffect(() => {
    const last = told.at(-1);
    const see = () => {
      if (last && document.visibilityState === 'visible')
        localStorage.setItem(placeOf(person), last.cursor);
    };
    see();
    document.addEventListener('visibilitychange', see);
    return () => document.removeEventListener('visibilitychange', see);
  }, [told]);

  const others = told.filter(({ actor }) => actor?.id !== person).toReversed();
  const changed = [...Map.groupBy(others, (change) => itemOf(change)?.id)];
  const lines = changed.flatMap(([, changes]) => {
    const [latest] = changes;
    const item = latest && itemOf(latest);
    return item ? [{ item, changes, latest }] : [];
  });
  const deleted = Map.groupBy(
    others.filter(({ action }) => action === 'DELETED'),
    ({ entityType }) => entityType,
  );
  if (lines.length + deleted.size === 0) return null;
  return (
    <section class="work-group" aria-live="polite">
      <h2>
        Since you were last here <span class="muted">{lines.length}</span>
      </h2>
      <ul class="works">
        {lines.slice(0, most).map(({ item, changes, latest }) => (
          <li key={item.id}>
            <a
              class="work said"
              href={`/efforts/${item.reportingEffort.id}?item=${item.id}&tab=${latest.trackerComment ? 'threads' : 'history'}`}
            >
              <Icon name={latest.trackerComment ? 'comment' : 'history'} />
              <span class="code">{item.itemCode}</span>
              <span class="title">
                {[...new Set(changes.flatMap(wordsOf))].join(', ') || 'Changed'}
              </span>
              <span class="where">
                {[...new Set(changes.map(({ actor }) => actor?.username ?? 'somebody'))].join(', ')}{' '}
                · <Moment at={latest.at} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      {lines.length > most && <p class="empty">And {lines.length - most} more.</p>}
      {deleted.size > 0 && (
        <p class="empty">
          Deleted:{' '}
          {[...deleted]
            .map(([type, { length }]) => `${length} ${entityNames(type, length)}`)
            .join(', ')}
          .
        </p>
      )}
    </section>
  );
};
