import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { may, nameOf } from '../api/me.ts';
import { useQuery } from '../api/use-query.ts';
import { Tags } from '../board/columns.tsx';
import { commands } from '../board/commands.ts';
import { type Editing, Editor } from '../board/editor.tsx';
import { type Row, type Side, sideNames, sideOf } from '../board/row.ts';
import type { Board } from '../board/store.ts';
import { ItemOfEffortChangedDocument, ItemPanelDocument } from '../gql/graphql.ts';
import { Person, PriorityMark, priorityNames, StatusMark, statusNames } from '../ui/marks.tsx';
import { Due } from '../ui/time.tsx';
import { Refusal } from '../ui/toast.tsx';
import { SendBack } from './send-back.tsx';
import { textNames } from './texts.ts';

type FactsProps = { readonly board: Board; readonly row: Row };

/** What is known of an item, and what can be done with it. */
export const Facts = ({ board, row }: FactsProps) => {
  const [editing, setEditing] = useState<Editing>();
  const [isSendingBack, setSendingBack] = useState(false);
  const { tracker } = row;
  const { data, failure } = useQuery(ItemPanelDocument, { item: row.id }, [
    [ItemOfEffortChangedDocument, { effort: board.effort }],
  ]);
  const item = data?.reportingEffortItem;
  const act = commands(board, row);
  const isEditor = may.value.work;

  const field = (what: string, value: ComponentChildren) =>
    isEditor ? (
      <button
        type="button"
        class="value"
        aria-haspopup="dialog"
        onClick={(event) =>
          setEditing({ what, row, at: event.currentTarget.getBoundingClientRect() })
        }
      >
        {value}
      </button>
    ) : (
      <span class="value">{value}</span>
    );

  const side = (of: Side, status: string, person: string) => {
    if (!tracker) return null;
    const now = sideOf(tracker, of);
    return (
      <div class="side">
        <h3>{sideNames[of]}</h3>
        {field(
          status,
          <>
            <StatusMark status={now.status} /> {statusNames[now.status]}
          </>,
        )}
        {field(person, now.person ? <Person name={nameOf(now.person)} /> : 'Nobody')}
      </div>
    );
  };

  return (
    <>
      {tracker && (
        <>
          <div class="sides">
            {side('PRIMARY', 'programming', 'programmer')}
            {side('QC', 'check', 'checker')}
          </div>
          <dl class="facts">
            <dt>Due</dt>
            <dd>
              {field(
                'due',
                tracker.dueDate ? (
                  <Due date={tracker.dueDate} late={tracker.isOverdue} />
                ) : (
                  'No date'
                ),
              )}
            </dd>
            <dt>Priority</dt>
            <dd>
              {field(
                'priority',
                <>
                  <PriorityMark priority={tracker.priority} /> {priorityNames[tracker.priority]}
                </>,
              )}
            </dd>
            <dt>Tags</dt>
            <dd>{field('tags', tracker.tags.length > 0 ? <Tags row={row} /> : 'None')}</dd>
            <dt>In production</dt>
            <dd>
              {isEditor ? (
                <label class="value">
                  <input
                    type="checkbox"
                    checked={tracker.inProduction}
                    disabled={!tracker.inProduction && tracker.qcStatus !== 'COMPLETED'}
                    onChange={() => act.plan({ inProduction: !tracker.inProduction })}
                  />
                  {tracker.inProduction
                    ? 'Yes'
                    : tracker.qcStatus === 'COMPLETED'
                      ? 'No'
                      : 'Once it is checked'}
                </label>
              ) : (
                <span class="value">{tracker.inProduction ? 'Yes' : 'No'}</span>
              )}
            </dd>
          </dl>
          {isEditor && tracker.primaryStatus === 'COMPLETED' && !isSendingBack && (
            <button type="button" onClick={() => setSendingBack(true)}>
              Send back to programming …
            </button>
          )}
          {isSendingBack && (
            <SendBack
              onSend={(reason) => {
                act.sendBack(reason);
                setSendingBack(false);
              }}
              onClose={() => setSendingBack(false)}
            />
          )}
        </>
      )}
      {failure && <Refusal failure={failure} />}
      {item && (
        <dl class="facts">
          {item.details?.__typename === 'TlfDetails' && (
            <>
              <dt>Population</dt>
              <dd>{item.details.analysisPopulation ?? '–'}</dd>
              <dt>Primary endpoint</dt>
              <dd>{item.details.primaryEndpoint ? 'Yes' : 'No'}</dd>
            </>
          )}
          {item.details?.__typename === 'DatasetDetails' && (
            <>
              <dt>Source</dt>
              <dd>{item.details.dataSource ?? '–'}</dd>
              <dt>Records</dt>
              <dd>{item.details.recordCount?.toLocaleString() ?? '–'}</dd>
            </>
          )}
          {item.textElements.map(({ id, type, content }) => (
            <div key={id} class="text">
              <dt>{textNames[type] ?? type}</dt>
              <dd>{content}</dd>
            </div>
          ))}
        </dl>
      )}
      {editing && <Editor {...editing} board={board} onClose={() => setEditing(undefined)} />}
    </>
  );
};
