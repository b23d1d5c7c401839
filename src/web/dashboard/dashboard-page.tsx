import { useQuery } from '../api/use-query.ts';
import { Page } from '../frame/page.tsx';
import { tree } from '../frame/tree.ts';
import {
  NumbersChangedDocument,
  type NumbersChangedSubscription,
  NumbersDocument,
  type NumbersQuery,
} from '../gql/graphql.ts';
import { address, go, withQuery } from '../route.ts';
import { Icon } from '../ui/icon.tsx';
import { inDays } from '../ui/time.tsx';
import { Refusal } from '../ui/toast.tsx';
import { Burndown } from './burndown.tsx';
import { findScope, type Scope, scopesOf } from './scope.ts';
import { StatusByType } from './status-by-type.tsx';
import { TimeInStatus } from './time-in-status.tsx';
import { Totals } from './totals.tsx';
import { Workload } from './workload.tsx';

/** The numbers of everything, a study, a release or an effort, for whoever leads the work. */
export const DashboardPage = () => {
  const { data, failure, again } = tree.value;
  const { pathname } = address.value;
  const scope = data && findScope(scopesOf(data), pathname);
  if (scope) return <Numbers key={pathname} scope={scope} />;
  return (
    <Page title={data ? 'Not found' : ''} crumbs={[]}>
      {failure && <Refusal failure={failure} again={again} />}
      {data && (
        <p class="empty">
          There is nothing at this address. It may have been deleted.{' '}
          <a href="/dashboard">Go to all studies.</a>
        </p>
      )}
    </Page>
  );
};

const ranges = { '30': 'Last 30 days', '90': 'Last 90 days', '365': 'Last year' } as const;

const Range = ({ days }: { readonly days: string }) => (
  <select
    aria-label="Days of the burndown"
    value={days}
    onChange={(event) => go(withQuery({ days: event.currentTarget.value }), { replace: true })}
  >
    {Object.entries(ranges).map(([value, label]) => (
      <option key={value} value={value}>
        {label}
      </option>
    ))}
  </select>
);

type Told = NumbersChangedSubscription['dashboardChanged'];

/** The subscription begins with the numbers as they are; both select the same, so they are the same text. */
const isShown = ({ dashboard }: Told, shown: NumbersQuery): boolean =>
  JSON.stringify(dashboard) === JSON.stringify(shown.dashboard);

const Numbers = ({ scope }: { readonly scope: Scope }) => {
  const given = address.value.searchParams.get('days') ?? '';
  const days = Object.hasOwn(ranges, given) ? given : '90';
  const about = {
    study: scope.kind === 'studies' ? scope.id : undefined,
    release: scope.kind === 'releases' ? scope.id : undefined,
    effort: scope.kind === 'efforts' ? scope.id : undefined,
  };
  const { data, failure, again } = useQuery(
    NumbersDocument,
    { ...about, from: inDays(-Number(days)) },
    [[NumbersChangedDocument, about, isShown]],
  );
  const board = about.effort && `/efforts/${about.effort}`;
  return (
    <Page
      title={scope.label}
      crumbs={['Dashboard', ...scope.above.slice(1).map(({ label }) => label)]}
      class="dashboard"
      actions={
        board && (
          <a class="entry" href={board}>
            <Icon name="board" /> <span>Board</span>
          </a>
        )
      }
    >
      <nav class="scopes" aria-label="What the numbers are about">
        {scope.above.map(({ href, label }) => (
          <a key={href} href={href} class="above">
            {label}
          </a>
        ))}
        {scope.parts.map(({ href, label }) => (
          <a key={href} href={href}>
            {label}
          </a>
        ))}
      </nav>
      {failure && <Refusal failure={failure} again={again} />}
      {data && (
        <>
          <Totals numbers={data.dashboard} board={board} />
          {data.dashboard.itemCount === 0 ? (
            <p class="empty">There are no items yet.</p>
          ) : (
            <div class="cards">
              <Burndown {...data} range={<Range days={days} />} />
              <StatusByType counts={data.dashboard.taskTypes} />
              <TimeInStatus {...data.timeInStatus} />
              <Workload people={data.dashboard.workload} board={board} />
            </div>
          )}
        </>
      )}
    </Page>
  );
};
