import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { ask } from '../api/client.ts';
import { type Failure, failureOf } from '../api/failure.ts';
import { FindDocument, TreeDocument, type TreeQuery } from '../gql/graphql.ts';
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

/** Command palette: studies, efforts, items and comments by their words. Arrows and Enter take one, Escape leaves. */
export const Palette = () => {
  const [typed, setTyped] = useState('');
  const [tree, setTree] = useState<TreeQuery>();
  const [answer, setAnswer] = useState<Answer>({ text: '', places: [] });
  const [failure, setFailure] = useState<Failure>();
  const [chosen, setChosen] = useState(0);
  const text = typed.trim();

  useEffect(() => {
    ask(TreeDocument, {}).then(setTree, (error) => setFailure(failureOf(error)));
  }, []);
  useEffect(() => {
    setChosen(0);
    setFailure(undefined);
    if (!text) return undefined;
    const stopping = new AbortController();
    const { signal } = stopping;
    const find = () =>
      ask(FindDocument, { text }, { signal }).then(
        ({ search }) => setAnswer({ text, places: search.nodes.flatMap(placeOf) }),
        (error) => signal.aborted || setFailure(failureOf(error)),
      );
    const timer = setTimeout(() => void find(), restMs);
    return () => {
      clearTimeout(timer);
      stopping.abort();
    };
  }, [text]);

  const near = tree && text ? placesIn(tree, text).slice(0, most) : [];
  const shown = text ? [...near, ...answer.places] : [];
  const at = Math.min(chosen, shown.length - 1);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.children[at]?.scrollIntoView({ block: 'nearest' }), [at]);

  const take = ({ href }: Place) => {
    close();
    go(href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setChosen((at + step + shown.length) % Math.max(1, shown.length));
    else if (event.key === 'Enter' && shown[at]) take(shown[at]);
    else return;
    event.preventDefault();
  };
  const id = useId();
  const isDone = answer.text === text;
  return (
    <Dialog title="Go to" wide onClose={close}>
      <div class="palette">
        <input
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was asked for by a key
          autoFocus
          role="combobox"
          aria-label="Studies, efforts, items and comments"
          aria-expanded={shown.length > 0}
          aria-controls={id}
          aria-activedescendant={shown[at] && `${id}-${at}`}
          autocomplete="off"
          placeholder="A study, an effort, a code, words of a title or a comment"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {failure && <Refusal failure={failure} again={() => setTyped(`${typed} `)} />}
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
              key={`${place.href} ${place.hint}`}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              class={index === at ? 'option active' : 'option'}
              onPointerMove={() => setChosen(index)}
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
