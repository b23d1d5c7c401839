import DataLoader from 'dataloader';
import type { Database } from '../database/connect.ts';
import { resending } from '../database/connection-loss.ts';
import { type DomainName, domains } from '../domains/index.ts';
import type { Claims, Viewer } from '../kernel/context.ts';

export type Accounts = DataLoader<Claims, Viewer | null>;

/**
 * Finds the accounts that tokens name: null when there is none, it may not come in, or the token's session is over.
 * Requests that arrive together share a statement; none is answered from memory, so who is deactivated is out at once.
 */
export const makeAccounts = ({ accounts }: Database): Accounts =>
  new DataLoader(
    async (claims) => {
      const found = new Map<Claims, Viewer>();
      for (const [realm, of] of Map.groupBy(claims, (claim) => claim.realm)) {
        if (!Object.hasOwn(domains, realm)) continue;
        const { findViewers } = domains[realm as DomainName];
        const viewers = await resending(() => findViewers(accounts, of));
        for (const { nth, ...viewer } of viewers) {
          const claim = of[nth - 1];
          if (claim) found.set(claim, viewer);
        }
      }
      return claims.map((claim) => found.get(claim) ?? null);
    },
    { cache: false, batchScheduleFn: (batch) => setImmediate(batch) },
  );
