import { me } from '../api/me.ts';
import { useQuery } from '../api/use-query.ts';
import { Page } from '../frame/page.tsx';
import {
  MyTrackersChangedDocument,
  MyTrackersDocument,
  type WorkTrackerFragment,
} from '../gql/graphql.ts';
import { Icon } from '../ui/icon.tsx';
import { PriorityMark, priorityNames, StatusMark, statusNames } from '../ui/marks.tsx';
import { Due, daysUntil } from '../ui/time.tsx';
import { Refusal } from '../ui/toast.tsx';

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
  return work.dueDate && daysUntil(work.dueDate) <= 7 ? 'week' : 'later';
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

const MyWork = ({ person }: { readonly person: string }) => {
  const { data, failure, again } = useQuery(MyTrackersDocument, { me: person }, [
    [MyTrackersChangedDocument, {}],
  ]);
  const all = data?.trackers.nodes ?? [];
  const grouped = Map.groupBy(all, (work) => groupOf(work, person));
  const checks = all.filter(
    (work) => taskOf(work, person) === 'check' && work.primaryStatus === 'COMPLETED',
  ).length;
  const programs = all.filter((work) => taskOf(work, person) === 'program').length;
  return (
    <Page title="My work" crumbs={[me.value?.username ?? '']}>
      {failure && <Refusal failure={failure} again={again} />}
      {data && (
        <p class="numbers">
          <span>
            <b>{programs}</b> to program
          </span>
          <span>
            <b>{checks}</b> to check
          </span>
          <span class={grouped.has('late') ? 'bad' : ''}>
            <b>{grouped.get('late')?.length ?? 0}</b> overdue
          </span>
          <span>
            <b>{grouped.get('week')?.length ?? 0}</b> due in 7 days
          </span>
        </p>
      )}
      {data && all.length === 0 && (
        <p class="empty">Nothing waits for you. The studies are on the left.</p>
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
      {data && data.trackers.totalCount > all.length && (
        <p class="empty">
          These are the first {all.length} of {data.trackers.totalCount}.
        </p>
      )}
    </Page>
  );
};

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
