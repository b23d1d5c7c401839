import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { ask } from '../api/client.ts';
import { type Failure, failureOf } from '../api/failure.ts';
import { tree } from '../frame/tree.ts';
import { FindDocument } from '../gql/graphql.ts';
import { go } from '../route.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { Refusal } from '../ui/toast.tsx';
import { isFinding } from './finding.ts';
import { type Place, placeOf, placesIn } from './places.ts';

const close = () => {
  isFinding.value = false;
};

/** Debounce: who types on is not asked for. */
const restMs = 120;
const most = 8;

type Answer = { readonly text: string; readonly places: readonly Place[] };

/** Command palette: studies, efforts, items, comments, packages and texts by their words. Arrows and Enter take one, Escape leaves. */
export const Palette = () => {
  const [typed, setTyped] = useState('');
  const [answer, setAnswer] = useState<Answer>({ text: '', places: [] });
  const [failure, setFailure] = useState<Failure>();
  const [chosen, setChosen] = useState<string>();
  const [isTaking, setTaking] = useState(false);
  const [tries, setTries] = useState(0);
  const text = typed.trim();

  useEffect(() => {
    setFailure(undefined);
    if (!text) return undefined;
    const stopping = new AbortController();
    const { signal } = stopping;
    const find = () =>
      ask(FindDocument, { text }, { signal }).then(
        ({ work, templates }) =>
          setAnswer({ text, places: [...work.nodes, ...templates.nodes].flatMap(placeOf) }),
        (error) => signal.aborted || setFailure(failureOf(error)),
      );
    const timer = setTimeout(() => void find(), restMs);
    return () => {
      clearTimeout(timer);
      stopping.abort();
    };
  }, [text, tries]);

  const { data } = tree.value;
  const near = data && text ? placesIn(data, text).slice(0, most) : [];
  const shown = text ? [...near, ...answer.places] : [];
  const isDone = answer.text === text;
  // what was found for other words is taken only by who chooses it
  const first = near.length > 0 || isDone ? 0 : -1;
  const found = shown.findIndex(({ key }) => key === chosen);
  const at = found < 0 ? Math.min(first, shown.length - 1) : found;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: 'nearest' }), [at]);

  // at once, and in no effect: a key that is pressed next may come before that
  const type = (value: string) => {
    setTyped(value);
    setChosen(undefined);
    setTaking(false);
  };
  const take = ({ href }: Place) => {
    close();
    go(href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const { length } = shown;
    const next = at < 0 && step === -1 ? length - 1 : (at + (step ?? 0) + length) % (length || 1);
    if (!step && event.key !== 'Enter') return;
    if (step) setChosen(shown[next]?.key);
    else if (shown[at]) take(shown[at]);
    setTaking(!step && !shown[at]);
    event.preventDefault();
  };
  // who has pressed Enter before the answer came gets the first of it
  useEffect(() => {
    if (isTaking && isDone && shown[0]) take(shown[0]);
  }, [isTaking, isDone]);
  const id = useId();
  return (
    <Dialog title="Go to" wide onClose={close}>
      <div class="palette">
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was asked for by a key
          autoFocus
          role="combobox"
          aria-label="Studies, efforts, items, comments, packages and texts"
          aria-expanded={shown.length > 0}
          aria-controls={id}
          aria-activedescendant={shown[at] && `${id}-${at}`}
          autocomplete="off"
          placeholder="A study, an effort, a code, words of a title, a text or a comment"
          value={typed}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {failure && <Refusal failure={failure} again={() => setTries(tries + 1)} />}
        <ul
          class="options"
          role="listbox"
          id={id}
          aria-label="What was found"
          aria-busy={text !== '' && !isDone}
          ref={list}
        >
          {shown.map((place, index) => (
            <li
              key={place.key}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              class={index === at ? 'option active' : 'option'}
              onPointerMove={() => setChosen(place.key)}
              onClick={() => take(place)}
            >
              <Icon name={place.icon} />
              <span class="name">{place.label}</span>
              <span class="hint">{place.hint}</span>
            </li>
          ))}
        </ul>
        {text && isDone && shown.length === 0 && !failure && (
          <p class="muted" role="status">
            Nothing has these words.
          </p>
        )}
      </div>
    </Dialog>
  );
};
