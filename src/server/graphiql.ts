import type { GraphiQLOptions } from 'graphql-yoga';
import { type DomainName, domains, usualOf } from '../domains/index.ts';

/** The token of somebody of each realm who is there to be tried; none, where nobody is signed in. */
type RealmTokens = ReadonlyMap<DomainName, string>;

const signedOut = `# Sign in: put a token under Headers below: {"Authorization": "Bearer <token>"}`;

/** What stands above the first document of a realm: \`# realm\` is read by the script below. */
const headOf = (name: DomainName, isUsual: boolean, tokens: RealmTokens): string => {
  const lines = isUsual ? [] : [`# realm: ${name}`];
  if (!tokens.has(name)) return [...lines, signedOut].join('\n');
  const [who] = domains[name].demo.people;
  return [
    ...lines,
    `# You are signed in as ${who}. To be somebody else, put a token under Headers below:`,
    '# {"Authorization": "Bearer <token>"}',
  ].join('\n');
};

const tabsOf = async (name: DomainName, isUsual: boolean, tokens: RealmTokens) => {
  const { examples } = domains[name].demo;
  const found = examples ? (await examples()).examples() : [];
  return found.map((query, at) => {
    const head =
      at === 0 ? `${headOf(name, isUsual, tokens)}\n\n` : isUsual ? '' : `# realm: ${name}\n`;
    return { query: head + query };
  });
};

/** The explorer's page, with examples of what is served. With tokens it is signed in; a header that is typed there goes before them. */
export const graphiqlOptions = async (
  served: readonly DomainName[],
  tokens: RealmTokens,
): Promise<GraphiQLOptions> => {
  const usual = usualOf(served);
  const names = [usual, ...served.filter((name) => name !== usual)];
  const tabs = await Promise.all(names.map((name) => tabsOf(name, name === usual, tokens)));
  const own = tokens.get(usual);
  return {
    title: 'PEARL',
    defaultTabs: tabs.flat(),
    // not in a tab's headers: a tab is kept for longer than a token lasts
    additionalHeaders: {
      'x-graphql-yoga-csrf': 'graphiql',
      ...(own && { Authorization: `Bearer ${own}` }),
      ...(tokens.size > 0 && { tokens: JSON.stringify(Object.fromEntries(tokens)) }),
    },
    schemaDescription: true,
  };
};

/**
 * Mends three things. A tab that gets the focus shows its close button, and framer-motion moves the tab away under the mouse:
 * the first click would be lost. Of two headers that differ in case the browser would make one with both values.
 * And GraphiQL stores its tabs and the document before it on two clocks: where only the first came, it would add an empty tab.
 * Besides, a document that says \`# realm: …\` is sent with the page's token of that realm, unless another one is typed.
 */
const head = `<style>.graphiql-tab { transform: none !important }</style>
<script>
  const send = window.fetch;
  const queryOf = (url, body) =>
    typeof body === 'string' ? JSON.parse(body).query : new URL(url, location).searchParams.get('query');
  window.fetch = (url, init) => {
    const headers = new Headers();
    for (const [name, value] of Object.entries(init?.headers ?? {})) headers.set(name, value);
    const tokens = JSON.parse(headers.get('tokens') ?? '{}');
    headers.delete('tokens');
    const bearers = Object.values(tokens).map((token) => 'Bearer ' + token);
    const realm = /^# realm: (\\w+)$/m.exec(queryOf(url, init?.body) ?? '')?.[1];
    if (tokens[realm] && bearers.includes(headers.get('authorization')))
      headers.set('authorization', 'Bearer ' + tokens[realm]);
    return send(url, { ...init, headers });
  };
  const kept = JSON.parse(localStorage.getItem('graphiql:tabState') ?? 'null');
  if (kept && localStorage.getItem('graphiql:query') === null)
    localStorage.setItem('graphiql:query', kept.tabs[kept.activeTabIndex]?.query ?? '');
</script>
</head>`;

/** Its 9 MB of text are for who opens it: in memory they would be 30. */
export const explorerPage = async (options: GraphiQLOptions): Promise<string> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL(options).replace('</head>', () => head);
};
