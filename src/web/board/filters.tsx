import type { Ref } from 'preact';
import { useState } from 'preact/hooks';
import { nameOf, tags } from '../api/me.ts';
import { go, withQuery } from '../route.ts';
import { Icon } from '../ui/icon.tsx';
import {
  Avatar,
  kindNames,
  type Priority,
  PriorityMark,
  priorities,
  priorityNames,
} from '../ui/marks.tsx';
import { type Option, Pick } from '../ui/pick.tsx';
import { TagMark } from './columns.tsx';
import type { Row } from './row.ts';
import { type Stage, stageNames, stages } from './row.ts';
import { countsOf, dueNames, type Facet, facetNames, facets, type View } from './view.ts';

const orders: Partial<Record<Facet, readonly string[]>> = {
  stage: stages,
  priority: priorities,
  due: Object.keys(dueNames),
};

const personMark = (id: string) => (id === 'nobody' ? undefined : <Avatar name={nameOf(id)} />);
const personName = (id: string) => (id === 'nobody' ? 'Nobody' : nameOf(id));

const describe: Readonly<Record<Facet, (value: string) => Pick<Option, 'label' | 'mark'>>> = {
  stage: (value) => ({
    label: stageNames[value as Stage] ?? value,
    mark: <span class={`stage ${value}`} />,
  }),
  kind: (value) => ({ label: kindNames[value] ?? value }),
  programmer: (value) => ({ label: personName(value), mark: personMark(value) }),
  checker: (value) => ({ label: personName(value), mark: personMark(value) }),
  priority: (value) => ({
    label: priorityNames[value as Priority] ?? value,
    mark: <PriorityMark priority={value as Priority} />,
  }),
  due: (value) => ({ label: dueNames[value] ?? value }),
  tag: (value) => {
    const tag = tags.value.get(value);
    return { label: tag?.name ?? value, mark: tag && <TagMark color={tag.color} /> };
  },
  threads: (value) => ({ label: value === 'open' ? 'Open threads' : 'No open thread' }),
};

const optionsOf = (facet: Facet, rows: readonly Row[], chosen: readonly string[]): Option[] => {
  const counts = countsOf(facet, rows);
  const values = [...new Set([...counts.keys(), ...chosen])];
  const order = orders[facet];
  const options = values.map((value) => ({
    value,
    hint: counts.get(value) ?? 0,
    ...describe[facet](value),
  }));
  return order
    ? options.sort((a, b) => order.indexOf(a.value) - order.indexOf(b.value))
    : options.sort((a, b) => a.label.localeCompare(b.label));
};

const toggled = (chosen: readonly string[], value: string) =>
  (chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]).join(',');

type Filters = {
  readonly view: View;
  readonly rows: readonly Row[];
  readonly shown: number;
  readonly input: Ref<HTMLInputElement>;
};

export const Filters = ({ view, rows, shown, input }: Filters) => {
  const [open, setOpen] = useState<{ facet: Facet; at: DOMRect }>();
  const { text, chosen } = view;
  const active = facets.filter((facet) => chosen[facet].length > 0);
  const isFiltered = active.length > 0 || text !== '';
  return (
    <div class="filters" role="search">
      <label class="find">
        <Icon name="search" />
        <input
          ref={input}
          type="search"
          aria-label="Filter by code, title or person"
          placeholder="Filter"
          value={text}
          onInput={(event) => go(withQuery({ q: event.currentTarget.value }), { replace: true })}
        />
        <kbd>/</kbd>
      </label>
      <div class="facets">
        {facets.map((facet) => (
          <button
            key={facet}
            type="button"
            class={active.includes(facet) ? 'facet on' : 'facet'}
            aria-haspopup="listbox"
            aria-expanded={open?.facet === facet}
            onClick={(event) => setOpen({ facet, at: event.currentTarget.getBoundingClientRect() })}
          >
            {facetNames[facet]}
            {chosen[facet].length > 0 && (
              <span class="values">
                {chosen[facet].length === 1
                  ? describe[facet](chosen[facet][0] ?? '').label
                  : chosen[facet].length}
              </span>
            )}
            <Icon name="down" />
          </button>
        ))}
        {isFiltered && (
          <button
            type="button"
            class="quiet"
            onClick={() =>
              go(withQuery(Object.fromEntries([...facets, 'q'].map((name) => [name, undefined]))))
            }
          >
            Show all
          </button>
        )}
      </div>
      <output class="count" aria-live="polite">
        {isFiltered
          ? `${shown} of ${rows.length}`
          : `${rows.length} ${rows.length === 1 ? 'item' : 'items'}`}
      </output>
      {open && (
        <Pick
          label={facetNames[open.facet]}
          at={open.at}
          options={optionsOf(open.facet, rows, chosen[open.facet])}
          chosen={chosen[open.facet]}
          many
          onPick={(value) =>
            go(withQuery({ [open.facet]: toggled(chosen[open.facet], value) }), { replace: true })
          }
          onClose={() => setOpen(undefined)}
        />
      )}
    </div>
  );
};
