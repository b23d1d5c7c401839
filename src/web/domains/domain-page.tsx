import { domains } from 'virtual:domains';
import { Page } from '../frame/page.tsx';
import { address, path, realm } from '../route.ts';
import { settings } from '../settings.ts';
import { ListPage } from './list-page.tsx';
import { RowPage } from './row-page.tsx';

/* The pages of the other domains: made from the schema, so that what is added there is here as well. */

const here = () => domains[realm.value] ?? [];

export const DomainNavigation = () => (
  <ul class="tree">
    {here().map(({ list, title }) => {
      const href = `/${realm.value}/${list}`;
      return (
        <li key={list}>
          <a
            class="entry"
            href={href}
            aria-current={address.value.pathname.startsWith(href) ? 'page' : undefined}
          >
            <span>{title}</span>
          </a>
        </li>
      );
    })}
  </ul>
);

export const DomainPage = () => {
  const [, list, id] = path.value;
  const all = here();
  const listing = list ? all.find((each) => each.list === list) : all[0];
  const title = settings.domains.find(({ name }) => name === realm.value)?.title ?? realm.value;
  if (!listing) {
    return (
      <Page title="Nothing here" crumbs={[title]}>
        <p class="empty">There is no such list. Those that there are stand on the left.</p>
      </Page>
    );
  }
  return id && listing.one ? (
    <RowPage key={`${list} ${id}`} all={all} listing={listing} id={decodeURIComponent(id)} />
  ) : (
    <ListPage key={listing.list} all={all} listing={listing} />
  );
};
