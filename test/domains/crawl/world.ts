import { type Api, startApi } from '../../support/api.ts';

/* A server of one's own, spoken to as the profiles of a small world: an administrator and two others. */

export const ada = 'a0000000-0000-4000-8000-00000000000a'; // the administrator
export const uma = 'b0000000-0000-4000-8000-00000000000b';
export const fred = 'c0000000-0000-4000-8000-00000000000c';

export type Refusal = {
  readonly code: string;
  readonly rule?: string;
  readonly field?: string;
  readonly message: string;
};

export type Outcome<Data> = {
  readonly data: Data;
  readonly refused: Refusal | undefined;
  readonly statements: number | undefined;
};

export type World = Awaited<ReturnType<typeof startWorld>>;

const plant = `
  insert into crawl.profiles (id, email, full_name, role, user_tier) values
    ('${ada}', 'ada@crawl.example', 'Ada', 'admin', 'ENTERPRISE'),
    ('${uma}', 'uma@crawl.example', 'Uma', 'user', 'PRO'),
    ('${fred}', 'fred@crawl.example', 'Fred', 'user', 'FREE');
  insert into crawl.credit_accounts (user_id, monthly_limit) select id, 100000 from crawl.profiles;
  insert into crawl.notification_preferences (user_id, digest_frequency) select id, 'realtime' from crawl.profiles;
  insert into crawl.credit_transactions (account_id, user_id, type, description, amount, balance_after)
    select id, user_id, 'bonus', 'To begin with.', 10000, 0 from crawl.credit_accounts;
  insert into crawl.projects (name, user_id) select full_name || '’s cats', id from crawl.profiles;
`;

export const startWorld = async (environment: Record<string, string> = {}) => {
  const api: Api = await startApi({ DOMAINS: 'pearl,crawl', ...environment });
  await api.sql.unsafe(plant);

  const send = async <Data>(
    headers: Record<string, string>,
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Outcome<Data>> => {
    const response = await api.post({ query, variables }, headers);
    const { data, errors, extensions } = await response.json();
    const [error] = errors ?? [];
    return {
      data,
      refused: error && { ...error.extensions, message: error.message },
      statements: extensions?.sql.statements,
    };
  };

  /** Speaks as a profile, or as whoever shows an API key. */
  const as = (who: string) => {
    const headers = async () => ({
      authorization: `Bearer ${who.startsWith('crawl_') ? who : await api.authority.sign(who, { realm: 'crawl' })}`,
    });
    const run = async <Data = Record<string, unknown>>(
      query: string,
      variables?: Readonly<Record<string, unknown>>,
    ) => send<Data>(await headers(), query, variables);
    /** What must not be refused. */
    const done = async <Data = Record<string, unknown>>(
      query: string,
      variables?: Readonly<Record<string, unknown>>,
    ): Promise<Data> => {
      const { data, refused } = await run<Data>(query, variables);
      if (refused) throw new Error(`Refused: ${JSON.stringify(refused)}`);
      return data;
    };
    return { run, done };
  };

  /** The project of a profile. */
  const projectOf = async (userId: string): Promise<string> => {
    const [row] = await api.sql<{ id: number }[]>`
      select id from crawl.projects where user_id = ${userId} order by id limit 1`;
    return String(row?.id);
  };

  /** A job of a profile that has not begun; with its keywords at one engine each. */
  const newJob = async (
    userId: string,
    {
      keywords = ['cat', 'dog'],
      maxImages = 20,
      projectId,
    }: { keywords?: string[]; maxImages?: number; projectId?: string } = {},
  ): Promise<string> => {
    const { createCrawlJob } = await as(userId).done<{ createCrawlJob: { id: string } }>(
      `mutation ($input: CreateCrawlJobInput!) { createCrawlJob(input: $input) { id } }`,
      {
        input: {
          projectId: projectId ?? (await projectOf(userId)),
          name: 'Cats and dogs',
          keywords,
          maxImages,
        },
      },
    );
    return createCrawlJob.id;
  };

  /** A job of a profile whose chunks wait. */
  const runningJob = async (...how: Parameters<typeof newJob>): Promise<string> => {
    const id = await newJob(...how);
    await as(how[0]).done('mutation ($id: ID!) { startCrawlJob(id: $id) { id } }', { id });
    return id;
  };

  return { ...api, api, as, projectOf, newJob, runningJob };
};
