import { startRealm } from '../../support/realm.ts';

/* A server with the demo data of Genji. The people of the demo are known by their user names. */

export { type Data, today } from '../../support/realm.ts';

export type Genji = Awaited<ReturnType<typeof startGenji>>;

export const startGenji = (environment: Record<string, string> = {}) =>
  startRealm('genji', environment);
