import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

export type Option = {
  readonly value: string;
  readonly label: string;
  readonly mark?: ComponentChildren;
  /** What stands at the end of the line, such as a count or a role. */
  readonly hint?: string | number | undefined;
  /** Why it cannot be taken; it is shown, and does nothing. */
  readonly refused?: string | undefined;
};

type Pick = {
  readonly label: string;
  /** What it hangs on. */
  readonly at: DOMRect;
  readonly options: readonly Option[];
  readonly chosen: readonly string[];
  /** Whether it stays open, for several to be chosen. */
  readonly many?: boolean;
  readonly onPick: (value: string) => void;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
};

const margin = 8;

/** Keeps a box on the screen: below what it hangs on, or else above. */
export const usePlace = (at: DOMRect, changed: unknown) => {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    const left = Math.min(at.left, window.innerWidth - width - margin);
    const below = at.bottom + 2;
    const top = below + height + margin > window.innerHeight ? at.top - height - 2 : below;
    element.style.left = `${Math.max(margin, left)}px`;
    element.style.top = `${Math.max(margin, Math.min(top, window.innerHeight - height - margin))}px`;
  }, [at, changed]);
  return box;
};

/** Gives the focus back to where it was, unless it has gone somewhere else by then. */
export const useReturn = (box: { current: HTMLElement | null }) => {
  useLayoutEffect(() => {
    const { activeElement } = document;
    return () => {
      const isInside = box.current?.contains(document.activeElement);
      if (isInside && activeElement instanceof HTMLElement)
        activeElement.focus({ preventScroll: true });
    };
  }, []);
};

/** Closes what is open when something else is clicked, or the focus leaves it. */
export const useLeaving = (box: { current: HTMLElement | null }, onClose: () => void) => {
  useEffect(() => {
    const leave = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) onClose();
    };
    document.addEventListener('pointerdown', leave, true);
    window.addEventListener('resize', onClose);
    return () => {
      document.removeEventListener('pointerdown', leave, true);
      window.removeEventListener('resize', onClose);
    };
  }, [onClose]);
};

const fits = ({ label }: Option, typed: string) =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => label.toLowerCase().includes(word));

/** A list to choose from: type to narrow it down, arrows and Enter to take one, Escape to leave. */
export const Pick = ({ label, at, options, chosen, many, onPick, onClose, children }: Pick) => {
  const [typed, setTyped] = useState('');
  const shown = useMemo(() => options.filter((each) => fits(each, typed)), [options, typed]);
  const [active, setActive] = useState(() =>
    Math.max(
      0,
      options.findIndex(({ value }) => chosen.includes(value)),
    ),
  );
  const box = usePlace(at, shown.length);
  useLeaving(box, onClose);
  useReturn(box);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus({ preventScroll: true }), []);
  const id = useId();
  const at_ = Math.min(active, shown.length - 1);
  useEffect(() => {
    box.current
      ?.querySelector(`#${CSS.escape(`${id}-${at_}`)}`)
      ?.scrollIntoView({ block: 'nearest' });
  }, [at_]);

  const take = (option: Option | undefined) => {
    if (!option || option.refused) return;
    onPick(option.value);
    if (!many) onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const last = shown.length - 1;
    const move = {
      ArrowDown: at_ === last ? 0 : at_ + 1,
      ArrowUp: at_ <= 0 ? last : at_ - 1,
      Home: 0,
      End: last,
    }[event.key];
    event.stopPropagation();
    if (move !== undefined) setActive(move);
    else if (event.key === 'Enter') take(shown[at_]);
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
  };

  return (
    <div class="pick" ref={box} role="dialog" aria-label={label}>
      <input
        ref={input}
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={shown[at_] && `${id}-${at_}`}
        autocomplete="off"
        placeholder={label}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        class="options"
        role="listbox"
        id={id}
        aria-label={label}
        aria-multiselectable={many ?? false}
        tabIndex={-1}
      >
        {shown.map((option, index) => (
          <div
            key={option.value}
            id={`${id}-${index}`}
            role="option"
            class={index === at_ ? 'option active' : 'option'}
            aria-selected={chosen.includes(option.value)}
            aria-disabled={option.refused !== undefined}
            title={option.refused}
            onPointerMove={() => setActive(index)}
            onClick={() => take(option)}
          >
            <span class="tick">{chosen.includes(option.value) && <Icon name="check" />}</span>
            {option.mark}
            <span class="grow">{option.label}</span>
            {(option.refused ?? option.hint) !== undefined && (
              <span class="hint">{option.refused ?? option.hint}</span>
            )}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p class="nothing">Nothing like that.</p>}
      {children}
    </div>
  );
};
