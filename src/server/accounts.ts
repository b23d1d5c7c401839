import DataLoader from 'dataloader';
import { type DomainName, domains } from '../domains/index.ts';
import { resending } from '../kernel/connection-loss.ts';
import type { Viewer } from '../kernel/context.ts';
import type { Database } from '../kernel/database.ts';
import { arrayOf } from '../kernel/statement.ts';
import type { Claims } from './auth.ts';

export type Accounts = DataLoader<Claims, Viewer | null>;

/**
 * Finds the accounts that tokens name: null when there is none or it may not come in. Requests that arrive together
 * share a statement; none is answered from memory, so who is deactivated is out at once.
 */
export const makeAccounts = ({ accounts }: Database): Accounts =>
  new DataLoader(
    async (claims) => {
      const found = new Map<string, Viewer>();
      for (const [realm, of] of Map.groupBy(claims, (claim) => claim.realm)) {
        if (!Object.hasOwn(domains, realm)) continue;
        const names = arrayOf([...new Set(of.map(({ username }) => username))]);
        const { findViewers } = domains[realm as DomainName];
        const viewers = await resending(() => findViewers(accounts, names));
        for (const viewer of viewers) found.set(`${realm}\n${viewer.username}`, viewer);
      }
      return claims.map(({ realm, username, userId }) => {
        const viewer = found.get(`${realm}\n${username}`);
        return viewer && (userId ?? viewer.id) === viewer.id ? viewer : null;
      });
    },
    { cache: false, batchScheduleFn: (batch) => setImmediate(batch) },
  );
