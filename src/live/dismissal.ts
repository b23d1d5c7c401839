import type { Connection } from '../database/connection.ts';
import type { Realm } from '../kernel/accounts/people.ts';
import { findViewers } from '../kernel/accounts/viewer.ts';
import type { Viewer } from '../kernel/context.ts';
import { refusal } from '../kernel/errors.ts';
import type { Delivery } from './delivery.ts';
import type { Queue } from './delivery-queue.ts';

/** Ends the subscriptions of those who are not any more who they were. */
export const dismiss = async (
  subscribers: readonly (readonly [Queue<Delivery>, Viewer])[],
  lane: Connection,
  realms: readonly Realm[],
): Promise<void> => {
  const byRealm = Map.groupBy(subscribers, ([, viewer]) => viewer.realm);
  for (const realm of realms) {
    const those = byRealm.get(realm.name) ?? [];
    if (those.length === 0) continue;
    const found = await findViewers(
      lane,
      realm,
      those.map(([, { id, sessionId = null, ...named }]) => ({ ...named, userId: id, sessionId })),
    );
    const rights = new Map(found.map(({ nth, ...viewer }) => [nth - 1, rightsOf(viewer)]));
    those.forEach(([subscriber, viewer], at) => {
      if (rights.get(at) !== rightsOf(viewer)) subscriber.fail(changedAccount());
    });
  }
};

const rightsOf = ({ role, permissions }: Viewer) => JSON.stringify([role, permissions ?? null]);

export const changedAccount = () =>
  refusal('UNAUTHENTICATED', 'Your account has changed, or your session is over: connect anew.');
