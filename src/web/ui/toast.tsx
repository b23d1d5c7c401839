import { signal } from '@preact/signals';
import type { Failure } from '../api/failure.ts';
import { Icon } from './icon.tsx';

export type Said = {
  readonly kind: 'good' | 'bad';
  readonly text: string;
  readonly title?: string;
  readonly requestId?: string;
  readonly action?: { readonly label: string; readonly act: () => void };
};

const said = signal<readonly (Said & { readonly key: number })[]>([]);
let last = 0;

const forget = (key: number) => {
  said.value = said.value.filter((each) => each.key !== key);
};

/** Tells something at the edge of the page. What went wrong stays until it is put away. */
export const say = (what: Said): void => {
  const key = (last += 1);
  said.value = [...said.value.slice(-3), { ...what, key }];
  if (what.kind === 'good') setTimeout(() => forget(key), what.action ? 12_000 : 5_000);
};

export const sayFailure = ({ title, message, requestId }: Failure): void =>
  say({ kind: 'bad', title, text: message, requestId });

export const Toasts = () => (
  <div class="toasts" role="region" aria-label="Messages" aria-live="polite">
    {said.value.map(({ key, kind, title, text, requestId, action }) => (
      <div key={key} class={`toast ${kind}`}>
        <Icon name={kind === 'good' ? 'done' : 'warning'} />
        <div>
          {title && <strong>{title}</strong>}
          <p>{text}</p>
          {requestId && <RequestId id={requestId} />}
          {action && (
            <button
              type="button"
              class="quiet"
              onClick={() => {
                forget(key);
                action.act();
              }}
            >
              {action.label}
            </button>
          )}
        </div>
        <button type="button" class="bare" aria-label="Put away" onClick={() => forget(key)}>
          <Icon name="close" />
        </button>
      </div>
    ))}
  </div>
);

export const RequestId = ({ id }: { readonly id: string }) => (
  <p class="request-id">
    Request <code>{id}</code>
  </p>
);

/** What takes the place of something that could not be had. */
export const Refusal = ({
  failure,
  again,
}: {
  readonly failure: Failure;
  readonly again?: (() => void) | undefined;
}) => (
  <div class="refusal" role="alert">
    <Icon name="warning" />
    <div>
      <strong>{failure.title}</strong>
      <p>{failure.message}</p>
      {failure.requestId && <RequestId id={failure.requestId} />}
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  </div>
);
