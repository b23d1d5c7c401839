import { isCut } from '../api/connection.ts';
import { session } from '../api/session.ts';
import { BoardPage } from '../board/board-page.tsx';
import { Finder } from '../palette/finder.tsx';
import { address, path, realm } from '../route.ts';
import { lazy } from '../ui/lazy.tsx';
import { Toasts } from '../ui/toast.tsx';
import { WorkPage } from '../work/work-page.tsx';
import { Keys } from './keys.tsx';
import { isNavigating, Page } from './page.tsx';
import { Sidebar } from './sidebar.tsx';
import { SignIn } from './sign-in.tsx';

const DashboardPage = lazy(() =>
  import('../dashboard/dashboard-page.tsx').then((file) => file.DashboardPage),
);
const DeletedPage = lazy(() =>
  import('../history/deleted-page.tsx').then((file) => file.DeletedPage),
);
const DomainPage = lazy(() => import('../domains/domain-page.tsx').then((file) => file.DomainPage));
const ImportPage = lazy(() => import('../import/import-page.tsx').then((file) => file.ImportRoute));

const View = () => {
  const [first, second, third] = path.value;
  if (realm.value !== 'pearl' || first === 'pearl') return <DomainPage />;
  if (first === undefined) return <WorkPage />;
  if (first === 'efforts' && second && third === 'import') return <ImportPage />;
  if (first === 'efforts' && second) return <BoardPage key={second} effort={second} />;
  if (first === 'dashboard') return <DashboardPage />;
  if (first === 'deleted') return <DeletedPage />;
  return (
    <Page title="Nothing here" crumbs={[]}>
      <p class="empty">
        There is no page at <code>{address.value.pathname}</code>. <a href="/">Go to your work.</a>
      </p>
    </Page>
  );
};

export const App = () => {
  const known = session.value;
  if (!known) {
    return (
      <>
        <SignIn />
        <Toasts />
      </>
    );
  }
  return (
    <div class="app" key={`${realm.value} ${known.who}`}>
      <a class="skip" href="#view">
        To the content
      </a>
      <Sidebar />
      {isNavigating.value && (
        <button
          type="button"
          class="veil"
          aria-label="Close the navigation"
          onClick={() => {
            isNavigating.value = false;
          }}
        />
      )}
      <div id="view" class="view" tabIndex={-1}>
        {isCut.value && (
          <p class="cut" role="alert">
            The connection is lost. What you see may be out of date; it comes back by itself, and
            nothing will be missing.
          </p>
        )}
        <View />
      </div>
      {realm.value === 'pearl' && <Finder />}
      <Keys />
      <Toasts />
    </div>
  );
};
