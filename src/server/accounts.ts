import DataLoader from 'dataloader';
import type { Database } from '../database/connect.ts';
import { resending } from '../database/connection-loss.ts';
import type { Realm } from '../kernel/accounts/people.ts';
import { findViewers } from '../kernel/accounts/viewer.ts';
import type { Claims, Viewer } from '../kernel/context.ts';

export type Accounts = DataLoader<Claims, Viewer | null>;

/**
 * Finds the accounts that tokens name: null when there is none, it may not come in, or the token's session is over.
 * Requests that arrive together share a statement; none is answered from memory, so who is deactivated is out at once.
 */
export const makeAccounts = ({ accounts }: Database, realms: readonly Realm[]): Accounts =>
  new DataLoader(
    async (claims) => {
      const found = new Map<Claims, Viewer>();
      const byRealm = Map.groupBy(claims, (claim) => claim.realm);
      for (const realm of realms) {
        const of = byRealm.get(realm.name);
        if (!of) continue;
        const viewers = await resending(() => findViewers(accounts, realm, of));
        for (const { nth, ...viewer } of viewers) {
          const claim = of[nth - 1];
          if (claim) found.set(claim, viewer);
        }
      }
      return claims.map((claim) => found.get(claim) ?? null);
    },
    { cache: false, batchScheduleFn: (batch) => setImmediate(batch) },
  );
