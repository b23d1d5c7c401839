import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type Ask, type DomainName, domains } from './domains/index.ts';
import type { RunningServer } from './server/server.ts';
import { tokenFor } from './server/token.ts';

const tokenHours = 12;

/** Asks a server as the first of a demo's people, with the API that everybody has. */
const askingAs = ({ url, authority, database }: RunningServer, name: DomainName): Ask => {
  const { domain, demo } = domains[name];
  const [login] = demo.people;
  let token: Promise<string> | undefined;
  return async (query, variables = {}) => {
    token ??= tokenFor(database.sql, authority, { login, realm: domain, hours: tokenHours });
    token.catch(() => (token = undefined));
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (response.status === 401) token = undefined;
    if (!data || errors) throw new Error(errors?.[0]?.message);
    return data;
  };
};

/**
 * Lets demos move: while somebody follows changes of a domain, its demo does one step after the other. Only where all data
 * are a demo, and only in the program that people start (main.ts). Ends with what it gives.
 */
export const startDemoWork = (
  server: RunningServer,
  { embedded, domains: served }: Config,
  log: Logger,
): (() => Promise<void>) => {
  const ending = new AbortController();
  const { signal } = ending;
  const work = async (name: DomainName): Promise<void> => {
    const { domain, demo } = domains[name];
    if (!demo.work) return;
    const { step, secondsAStep } = await demo.work();
    const ask = askingAs(server, name);
    while (!signal.aborted) {
      await wait(secondsAStep * 1000, undefined, { signal, ref: false }).catch(() => {});
      if (signal.aborted || !server.isFollowed(domain)) continue;
      await step(ask).catch((error: unknown) => log.debug({ err: error }, 'the demo stands still'));
    }
  };
  const works = embedded && server.authority.signs ? served.map(work) : [];
  return async () => {
    ending.abort();
    await Promise.all(works);
  };
};
