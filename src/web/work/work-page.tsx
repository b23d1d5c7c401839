import { useRef, useState } from 'preact/hooks';
import { me } from '../api/me.ts';
import { useQuery } from '../api/use-query.ts';
import { Page } from '../frame/page.tsx';
import {
  MyWorkChangedDocument,
  MyWorkDocument,
  type MyWorkQuery,
  type WorkTrackerFragment,
} from '../gql/graphql.ts';
import { Icon } from '../ui/icon.tsx';
import { PriorityMark, priorityNames, StatusMark, statusNames } from '../ui/marks.tsx';
import { Due, Moment } from '../ui/time.tsx';
import { Refusal } from '../ui/toast.tsx';
import { News } from './news.tsx';

type Work = WorkTrackerFragment;

/** What somebody is to do next with it: program it, or check it. */
const taskOf = ({ primaryProgrammerId, primaryStatus }: Work, person: string) =>
  primaryProgrammerId === person && primaryStatus !== 'COMPLETED' ? 'program' : 'check';

const groups = [
  ['late', 'Overdue'],
  ['week', 'Due in the next 7 days'],
  ['later', 'Later'],
  ['waiting', 'To check, once it is programmed'],
] as const;
type Group = (typeof groups)[number][0];

const groupOf = (work: Work, person: string): Group => {
  if (taskOf(work, person) === 'check' && work.primaryStatus !== 'COMPLETED') return 'waiting';
  if (work.isOverdue) return 'late';
  return work.isDueSoon ? 'week' : 'later';
};

/** All that waits for whoever looks, by when it is due. */
export const WorkPage = () => {
  const person = me.value?.id;
  if (!person)
    return (
      <Page title="My work" crumbs={[]}>
        {null}
      </Page>
    );
  return <MyWork person={person} />;
};

const worksAtOnce = 200;
/** So many rows a page of the API may have. */
const mostWorks = 1000;

const MyWork = ({ person }: { readonly person: string }) => {
  const [first, setFirst] = useState(worksAtOnce);
  const { data, failure, again } = useQuery(MyWorkDocument, { me: person, first }, [
    [MyWorkChangedDocument, {}],
  ]);
  // what is there stays until more has come
  const last = useRef<MyWorkQuery | undefined>(undefined);
  last.current = data ?? last.current;
  const work = last.current?.myWork;
  const all = work?.trackers.nodes ?? [];
  const grouped = Map.groupBy(all, (each) => groupOf(each, person));
  const left = (work?.trackers.totalCount ?? 0) - all.length;
  return (
    <Page title="My work" crumbs={[me.value?.username ?? '']}>
      {failure && <Refusal failure={failure} again={again} />}
      {work && <Counts work={work} />}
      {last.current && <News person={person} cursor={last.current.changeCursor} />}
      {work && all.length === 0 && (
        <p class="empty">
          Nothing waits for you. How the studies stand is on the <a href="/dashboard">dashboard</a>.
        </p>
      )}
      {groups.map(([group, title]) => {
        const works = grouped.get(group);
        return (
          works && (
            <section key={group} class="work-group">
              <h2>
                {title} <span class="muted">{works.length}</span>
              </h2>
              <ul class="works">
                {works.map((work) => (
                  <WorkLine key={work.id} work={work} person={person} />
                ))}
              </ul>
            </section>
          )
        );
      })}
      {left > 0 && (
        <p class="empty">
          These are the first {all.length} of {all.length + left}.{' '}
          {first < mostWorks && (
            <button
              type="button"
              onClick={() => setFirst(Math.min(mostWorks, first + worksAtOnce))}
            >
              Show more
            </button>
          )}
        </p>
      )}
      {work && <Said {...work.unresolvedComments} />}
    </Page>
  );
};

const Counts = ({ work }: { readonly work: MyWorkQuery['myWork'] }) => (
  <p class="numbers">
    <span>Of all that you program and check:</span>
    {(
      [
        [work.openCount, 'not done', ''],
        [work.overdueCount, 'overdue', 'bad'],
        [work.dueSoonCount, 'due in 7 days', ''],
        [work.awaitingCheckCount, 'waiting for check', ''],
        [work.returnedCount, 'returned', 'bad'],
      ] as const
    ).map(([count, words, tone]) => (
      <span key={words} class={count > 0 ? tone : ''}>
        <b>{count}</b> {words}
      </span>
    ))}
  </p>
);

/** What was said about somebody's work and is not resolved, the latest first. */
const Said = ({ totalCount, nodes }: MyWorkQuery['myWork']['unresolvedComments']) =>
  totalCount === 0 ? null : (
    <section class="work-group">
      <h2>
        Unresolved comments <span class="muted">{totalCount}</span>
      </h2>
      <ul class="works">
        {nodes.map(({ id, commentText, createdAt, user, tracker: { item } }) => (
          <li key={id}>
            <a
              class="work said"
              href={`/efforts/${item.reportingEffort.id}?item=${item.id}&tab=threads`}
            >
              <Icon name="comment" />
              <span class="code">{item.itemCode}</span>
              <span class="title">{commentText}</span>
              <span class="where">
                {user.username} · <Moment at={createdAt} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      {totalCount > nodes.length && (
        <p class="empty">
          These are the latest {nodes.length} of {totalCount}.
        </p>
      )}
    </section>
  );

const WorkLine = ({ work, person }: { readonly work: Work; readonly person: string }) => {
  const { item, openThreadCount, dueDate, isOverdue, priority } = work;
  const { reportingEffort: effort } = item;
  const task = taskOf(work, person);
  const status = task === 'program' ? work.primaryStatus : work.qcStatus;
  return (
    <li>
      <a class="work" href={`/efforts/${effort.id}?item=${item.id}`}>
        <StatusMark status={status} />
        <span class="hidden">{`${task === 'program' ? 'Programming' : 'Check'}: ${statusNames[status]}`}</span>
        <span class={`task ${task}`}>{task === 'program' ? 'Program' : 'Check'}</span>
        <span class="code">{item.itemCode}</span>
        <span class="title">{item.itemDescription}</span>
        <span class="where">
          {effort.databaseRelease.study.studyLabel} · {effort.databaseReleaseLabel}
        </span>
        {openThreadCount > 0 && (
          <span class="threads">
            <Icon name="comment" />
            {openThreadCount}
            <span class="hidden"> open threads</span>
          </span>
        )}
        <span title={priorityNames[priority]}>
          <PriorityMark priority={priority} />
        </span>
        {dueDate && <Due date={dueDate} late={isOverdue} />}
      </a>
    </li>
  );
};
