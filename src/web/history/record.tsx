import type { ComponentChildren } from 'preact';
import type { RecordFragment } from '../gql/graphql.ts';
import { Avatar } from '../ui/marks.tsx';
import { Moment } from '../ui/time.tsx';
import { entityNames, linesOf } from './words.ts';

const did = { CREATE: 'made the', UPDATE: 'changed the', DELETE: 'deleted the' } as const;

type RecordProps = { readonly record: RecordFragment; readonly children?: ComponentChildren };

/** One record of the trail: who did what, when, and what it was before and is after. */
export const RecordView = ({ record, children }: RecordProps) => {
  const { action, entityType, username, timestamp, changedFields, before, after } = record;
  const lines = linesOf(changedFields, before, after);
  return (
    <li class={`record ${action.toLowerCase()}`}>
      <Avatar name={username ?? '?'} />
      <div class="body">
        <p class="by">
          <strong>{username ?? 'Somebody, not through PEARL,'}</strong> {did[action]}{' '}
          {entityNames(entityType)}
          <Moment at={timestamp} />
          <span class="grow" />
          {children}
        </p>
        {action !== 'CREATE' && (
          <dl>
            {lines.map(({ field, before: was, after: is }) => (
              <div key={field}>
                <dt>{field}</dt>
                <dd>
                  {was !== undefined && <del>{was}</del>}
                  {was !== undefined && is !== undefined && <span aria-label="became"> → </span>}
                  {is !== undefined && <ins>{is}</ins>}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
};
