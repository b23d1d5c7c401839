/*
 * Follows changes with the EventSource that every browser has: every change once, in order. It can send no header, so a
 * ticket goes into the URL: it is good once, for half a minute, and of no use to whoever finds it in a log. Copy it; it
 * needs nothing. As a program it prints what happens to the trackers of an effort:
 *
 *   npx node --experimental-eventsource examples/event-source.ts http://127.0.0.1:4000/graphql "$(npm run -s token -- viewer)" 1
 */

type Change = { readonly cursor: string };
type Reason = { readonly message: string; readonly extensions: { readonly code: string } };
type Answer<Data> = { readonly data?: Data | null; readonly errors?: readonly [Reason] };

type Following<Told> = {
  readonly url: string;
  /** Asked for with every connection: tokens expire. */
  readonly token: () => string | Promise<string>;
  /** A subscription of one field that takes `$since` and selects its `cursor`. */
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** The cursor to go on after, of `changeCursor` or of the last change. */
  readonly since?: string;
  readonly tell: (change: Told) => void;
};

/** Tells of every change after `since`, until nothing follows any more; with an error, when the server refuses to go on. */
export const followEvents = async <Told extends Change>({
  url,
  token,
  query,
  variables,
  since,
  tell,
}: Following<Told>): Promise<void> => {
  let last = since;
  for (;;) {
    const ticket = await ticketOf(url, await token());
    if (ticket) {
      const asked = { query, variables: JSON.stringify({ ...variables, since: last }), ticket };
      const take = (data: Record<string, Told>) => {
        const [change] = Object.values(data);
        if (!change) return;
        tell(change);
        last = change.cursor;
      };
      if (await connection(`${url}?${new URLSearchParams(asked)}`, take)) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 500));
  }
};

/**
 * One connection, until it breaks: an EventSource would come back by itself, with a ticket that is used up. Says whether it
 * has come to its end.
 */
const connection = <Data>(url: string, take: (data: Data) => void): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const source = new EventSource(url);
    let isRefused = false;
    const end = (settle: () => void) => {
      source.close();
      settle();
    };
    source.addEventListener('error', () => end(() => resolve(false)));
    source.addEventListener('complete', () => end(() => resolve(!isRefused)));
    source.addEventListener('next', (event) => {
      const { data, errors } = JSON.parse(event.data) as Answer<Data>;
      const [error] = errors ?? [];
      isRefused ||= error !== undefined;
      if (error && !passing.includes(error.extensions.code)) end(() => reject(reasonOf(error)));
      else if (data) take(data);
    });
  });

/** What a new connection may mend. */
const passing = ['INTERNAL_SERVER_ERROR', 'UNAUTHENTICATED', 'UNAVAILABLE'];
const reasonOf = ({ message, extensions }: Reason) => new Error(`${extensions.code}: ${message}`);

/** Undefined when the server does not answer: it may later. */
const ticketOf = async (url: string, token: string): Promise<string | undefined> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: 'mutation { streamTicket }' }),
  }).catch(() => undefined);
  if (!answer || answer.status >= 500) return undefined;
  const { data, errors } = (await answer.json()) as Answer<{ streamTicket: string }>;
  if (errors) throw reasonOf(errors[0]);
  return data?.streamTicket;
};

const program = async ([url = '', token = '', reportingEffortId = '1']: string[]) =>
  followEvents<Change & { action: string; changedFields: string[] }>({
    url,
    token: () => token,
    query: `subscription ($reportingEffortId: ID, $since: String) {
      trackerChanged(reportingEffortId: $reportingEffortId, since: $since) { cursor action changedFields }
    }`,
    variables: { reportingEffortId },
    tell: ({ action, changedFields }) => console.log(`${action}: ${changedFields.join(', ')}`),
  });

if (typeof process !== 'undefined' && process.argv[1] === import.meta.filename)
  await program(process.argv.slice(2));
