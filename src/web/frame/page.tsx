import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { address } from '../route.ts';
import { Icon } from '../ui/icon.tsx';

/** Whether the navigation is open, where there is no room to have it open always. */
export const isNavigating = signal(false);
address.subscribe(() => {
  isNavigating.value = false;
});

type PageProps = {
  readonly title: string;
  readonly crumbs: readonly string[];
  readonly class?: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
};

/** A view with its title: in the window, on the page, and where the focus begins for those who hear it. */
export const Page = ({ title, crumbs, class: named = '', actions, children }: PageProps) => {
  useEffect(() => {
    document.title = title ? `${title} · PEARL` : 'PEARL';
  }, [title]);
  return (
    <main class={`page ${named}`}>
      <header class="page-head">
        <button
          type="button"
          class="bare only-narrow"
          aria-label="Navigation"
          onClick={() => {
            isNavigating.value = true;
          }}
        >
          <Icon name="menu" />
        </button>
        <div class="titles">
          {crumbs.length > 0 && (
            <p class="crumbs">
              {crumbs.map((crumb) => (
                <span key={crumb}>{crumb}</span>
              ))}
            </p>
          )}
          <h1>{title || '\u00a0'}</h1>
        </div>
        {actions && <div class="actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
};
