/** What the server has told the page (src/server/page-settings.ts). */
type Settings = {
  readonly graphiql: boolean;
  readonly domains: readonly {
    readonly name: string;
    readonly title: string;
    readonly passwords: boolean;
  }[];
  /** Who can be tried in a demo: the first of a domain is signed in by themselves. */
  readonly demo: readonly {
    readonly realm: string;
    readonly login: string;
    readonly token: string;
  }[];
};

const unknown: Settings = {
  graphiql: true,
  domains: [{ name: 'pearl', title: 'PEARL', passwords: true }],
  demo: [],
};

const told = document.getElementById('pearl')?.textContent;

/** Without a word of the server's (`npm run dev:page`) it is as if PEARL alone were served. */
export const settings: Settings = told ? JSON.parse(told) : unknown;
