import { computed, signal } from '@preact/signals';
import { settings } from './settings.ts';

/* Links are addresses: where somebody is, and how a list is filtered, stands in the address and nowhere else. */

const here = () => new URL(window.location.href);

export const address = signal(here());

/** The parts of the path. */
export const path = computed(() => address.value.pathname.split('/').filter(Boolean));

/** The domain that the page is in: PEARL, unless the address begins with the name of another. */
export const realm = computed(() => {
  const named = settings.domains.find(({ name }) => name === path.value[0]);
  const usual = settings.domains.find(({ name }) => name === 'pearl') ?? settings.domains[0];
  return (named ?? usual)?.name ?? 'pearl';
});

/** Goes to an address of the page. To replace is for what one would not want to come back to, such as every letter of a filter. */
export const go = (href: string, { replace = false } = {}): void => {
  const to = new URL(href, address.value);
  if (to.href === address.value.href) return;
  window.history[replace ? 'replaceState' : 'pushState'](null, '', to);
  address.value = to;
};

/** The same place with other words in its query; what is empty is left out. */
export const withQuery = (changes: Readonly<Record<string, string | undefined>>): string => {
  const to = new URL(address.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value) to.searchParams.set(name, value);
    else to.searchParams.delete(name);
  }
  return `${to.pathname}${to.search}`;
};

/** Links stay links: with a modifier or another button the browser follows them as ever. */
const isOurs = (event: MouseEvent, link: HTMLAnchorElement) =>
  event.button === 0 &&
  !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) &&
  !event.defaultPrevented &&
  link.origin === window.location.origin &&
  !link.target &&
  !link.hasAttribute('download') &&
  !link.pathname.startsWith('/graphql');

export const startRouting = (): void => {
  window.addEventListener('popstate', () => {
    address.value = here();
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link?.href || !isOurs(event, link)) return;
    event.preventDefault();
    go(link.href);
  });
};
