import type { Connection } from '../../database/connection.ts';
import type { Key } from '../schema/key.ts';
import { type Realm, sqlOf } from './people.ts';

const hour = 3_600_000;
/** A server takes a fiftieth of a key's hour at once, but at least twenty requests, of a small limit a tenth, and at most 500. */
const part = (limit: string) =>
  `greatest(1, least(500, greatest(least(20, ${limit} / 10), ${limit} / 50)))`;
const flushMs = 5_000;

type Account = {
  readonly realm: Realm;
  hour: number;
  left: number;
  used: number;
  /** The address of the last request. */
  from: string;
  /** Requests that come together share a statement. */
  taking: Promise<number> | undefined;
};

/**
 * Rate limit of API keys over several servers: of a key's hour each server takes a part and spends it in memory, so that
 * nobody gets beyond the limit. What was used is written with the next part, and after some seconds.
 */
export class KeyMeter {
  readonly #sql: Connection;
  readonly #accounts = new Map<Key, Account>();
  readonly #timer: NodeJS.Timeout;

  constructor(sql: Connection) {
    this.#sql = sql;
    this.#timer = setInterval(() => void this.flush().catch(() => {}), flushMs).unref();
  }

  /** Counts a request; gives the seconds to wait when the hour is used up. */
  async spend(realm: Realm, key: Key, from: string): Promise<number | undefined> {
    const now = Math.floor(Date.now() / hour);
    const known = this.#accounts.get(key);
    const account = known ?? { realm, hour: now, left: 0, used: 0, from, taking: undefined };
    this.#accounts.set(key, account);
    if (account.hour !== now) Object.assign(account, { hour: now, left: 0 });
    while (account.left === 0) {
      account.taking ??= this.#write(key, account, 'take').finally(
        () => (account.taking = undefined),
      );
      const granted = await account.taking;
      if (granted === 0) return Math.ceil(((now + 1) * hour - Date.now()) / 1000);
    }
    account.left -= 1;
    account.used += 1;
    account.from = from;
    return undefined;
  }

  /** Writes what was used since the last time. */
  async flush(): Promise<void> {
    for (const [key, account] of this.#accounts) {
      if (account.used > 0) await this.#write(key, account);
      else if (account.hour !== Math.floor(Date.now() / hour)) this.#accounts.delete(key);
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const [key, account] of this.#accounts)
      if (account.used + account.left > 0) await this.#write(key, account, 'give back');
  }

  /**
   * Writes what was used, takes more of the hour, or gives back what is left of it. An hour that is over on another server's
   * clock has nothing for anybody.
   */
  async #write(key: Key, account: Account, what?: 'take' | 'give back'): Promise<number> {
    const { keys } = sqlOf(account.realm.people);
    if (!keys) return 0;
    const { from, meter } = keys;
    const { used } = account;
    const back = what === 'give back' ? account.left : 0;
    account.used = 0;
    account.left -= back;
    const write = this.#sql.unsafe<{ granted: number }[]>(
      `with k as (
         select "id", ${meter.limit} as most, ${meter.hour} as hour, case ${meter.hour} when $2::timestamptz then ${meter.taken} else 0 end as before
         from ${from} where "id" = $1 for no key update
       ), given as (
         select *, case when $4 and hour > $2::timestamptz is not true
           then greatest(0, least(${part('most')}, most - before)) else 0 end as granted
         from k
       )
       update ${from} t set ${meter.count} = ${meter.count} + $3::int,
         ${meter.usedAt} = case when $3::int > 0 then now() else ${meter.usedAt} end,
         ${meter.usedFrom} = case when $3::int > 0 then coalesce(nullif($5, ''), ${meter.usedFrom}) else ${meter.usedFrom} end,
         ${meter.hour} = case when granted > 0 then $2::timestamptz else ${meter.hour} end,
         ${meter.taken} = case when granted > 0 then before + granted
           when given.hour = $2::timestamptz then greatest(0, before - $6::int) else ${meter.taken} end
       from given where t."id" = given."id" returning granted`,
      [
        key,
        new Date(account.hour * hour).toISOString(),
        used,
        what === 'take',
        account.from,
        back,
      ] as string[],
      { prepare: true },
    );
    const [row] = await write.catch((error: unknown) => {
      account.used += used; // to be written the next time
      throw error;
    });
    const granted = row?.granted ?? 0;
    account.left += granted;
    return granted;
  }
}
