import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';
import { domains } from '../domains/index.ts';
import type { Authority } from './auth.ts';
import { isDemo } from './demo-visitor.ts';

/** What the page knows from the start. Where the demo is tried, it has tokens of the demo's people. */
export const pageSettings =
  (config: Config, authority: Authority) => async (req: IncomingMessage) => ({
    graphiql: config.graphiql,
    domains: config.domains.map((name) => {
      const { record, people } = domains[name].domain;
      return { name, title: record.title, passwords: authority.signs && Boolean(people.passwords) };
    }),
    demo: authority.signs && isDemo(req, config) ? await demoPeople(config, authority) : [],
  });

const demoPeople = ({ domains: served }: Config, { sign }: Authority) =>
  Promise.all(
    served.flatMap((realm) =>
      domains[realm].demo.people.map(async (login) => ({
        realm,
        login,
        token: await sign(login, { realm }),
      })),
    ),
  );
