import { computed, effect, signal } from '@preact/signals';
import { MeDocument, type MeQuery, PeopleDocument, type PeopleQuery } from '../gql/graphql.ts';
import { realm } from '../route.ts';
import { sayFailure } from '../ui/toast.tsx';
import { ask } from './client.ts';
import { connection } from './connection.ts';
import { failureOf } from './failure.ts';
import { session } from './session.ts';

/* PEARL's people: who looks, what they may do, and who else there is. */

export type User = PeopleQuery['users']['nodes'][number];
export type Tag = PeopleQuery['tags']['nodes'][number];

export const me = signal<MeQuery['me'] | undefined>(undefined);

/** What the server would allow: nobody is offered what would be refused. */
export const may = computed(() => {
  const role = me.value?.role;
  return { work: role === 'ANALYST' || role === 'ADMIN', lead: role === 'ADMIN' };
});

export const users = signal<ReadonlyMap<string, User>>(new Map());
export const tags = signal<ReadonlyMap<string, Tag>>(new Map());

/** Who can be assigned: VIEWERs and those who have left cannot. */
export const workers = computed(() =>
  [...users.value.values()].filter(({ role, isActive }) => isActive && role !== 'VIEWER'),
);

export const nameOf = (id: string | null | undefined): string =>
  id ? (users.value.get(id)?.username ?? `user ${id}`) : '';

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]) =>
  new Map(rows.map((row) => [row.id, row]));

let asking: Promise<void> | undefined;

/** Asks for the people and the tags; once, for all who do not know one at the same time. */
export const loadPeople = (): Promise<void> => {
  asking ??= ask(PeopleDocument, {})
    .then((found) => {
      users.value = byId(found.users.nodes);
      tags.value = byId(found.tags.nodes);
    })
    .catch((error: unknown) => sayFailure(failureOf(error)))
    .finally(() => {
      asking = undefined;
    });
  return asking;
};

export const learnTag = (tag: Tag): void => {
  tags.value = new Map(tags.value).set(tag.id, tag);
};

const loadMe = async () => {
  try {
    me.value = (await ask(MeDocument, {})).me;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'UNAUTHENTICATED') sayFailure(failure);
  }
};

/** Somebody else may have signed in, or their rights have changed: connections are closed then. */
export const startPeople = (): void => {
  effect(() => {
    if (realm.value !== 'pearl') return;
    const who = session.value?.who;
    if (who === undefined) me.value = undefined;
    else {
      void loadMe();
      void loadPeople();
    }
  });
  connection.subscribe((now) => {
    if (now === 'catching up' && me.peek() && realm.peek() === 'pearl') void loadMe();
  });
};
