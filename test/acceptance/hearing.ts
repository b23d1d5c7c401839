import { setTimeout as wait } from 'node:timers/promises';
import type { Api } from '../support/api.ts';
import { cursorOf, documentOf, type Listener, listen, type Told } from '../support/live.ts';

/* What several subscriptions are told of the same doings. */

export type Ear = {
  readonly who?: string;
  readonly field: string;
  readonly args?: Record<string, string | number>;
};

type Heard<Name extends string> = Record<Name, Told[]>;

/** What must be the same whenever it is told; how a row is now need not be. */
const lasting = ({ action, id, changedFields, at, actor }: Told) =>
  JSON.stringify({ action, id, changedFields, at, actor });

/** Makes a change that comes last, waits until it is told, and until nothing more comes; gives its time. */
const untilQuiet = async (api: Api, ears: readonly Listener[]) => {
  const query = documentOf('structureChanged', 'cursor at');
  const end = listen(api, 'viewer', { query, since: await cursorOf(api) });
  const [row] = await api.sql<{ at: string }[]>`
    update pearl.studies set study_label = study_label || '.' where id = 1 returning now() as at`;
  for (let count = 1; !end.told.some(({ at }) => at === row?.at); count += 1)
    await end.until(count);
  await end.stop();
  for (let before = -1; ; await wait(100)) {
    const now = ears.reduce((sum, { told }) => sum + told.length, 0);
    if (now === before) return row?.at;
    before = now;
  }
};

/**
 * Lets people subscribe, does something, and gives what each was told. Who subscribes afterwards with the cursor of
 * before must be told the same.
 */
export const hearing = async <Name extends string>(
  api: Api,
  ears: Record<Name, Ear>,
  act: () => Promise<unknown>,
): Promise<Heard<Name>> => {
  const since = await cursorOf(api); // what was done before is not to be told
  const all = () =>
    Object.entries<Ear>(ears).map(([name, { who = 'viewer', field, args = {} }]) => ({
      name,
      listener: listen(api, who, {
        query: documentOf(field),
        since,
        variables: Object.fromEntries(Object.entries(args).map(([key, id]) => [key, String(id)])),
      }),
    }));
  const live = all();
  await wait(200);
  await act();
  const listeners = live.map(({ listener }) => listener);
  const end = await untilQuiet(api, listeners);
  const toldBy = ({ told }: Listener) => told.filter(({ at }) => at !== end);
  const later = all();
  await Promise.all(
    later.map(({ listener }, at) => listener.until(live[at]?.listener.told.length ?? 0)),
  );
  await wait(100);
  for (const { listener } of [...live, ...later]) await listener.stop();
  for (const [at, { name, listener }] of later.entries()) {
    const before = toldBy(live[at]?.listener ?? listener).map(lasting);
    const after = toldBy(listener).map(lasting);
    if (before.join() !== after.join()) {
      throw new Error(
        `${name} is told something else later.\nlive:  ${before.join()}\nlater: ${after.join()}`,
      );
    }
  }
  return Object.fromEntries(
    live.map(({ name, listener }) => [name, toldBy(listener)]),
  ) as Heard<Name>;
};

/** What was told, in few words. */
export const words = (told: readonly Told[]): string[] =>
  told.map(({ action, id, changedFields }) => [action, id, ...[...changedFields].sort()].join(' '));
