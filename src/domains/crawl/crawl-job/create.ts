import { input, mutation, type Row, type Tx } from '../../../kernel/index.ts';
import { jobMakers } from '../access.ts';
import { CrawlEngine } from '../enums.ts';
import { CrawlProject } from '../project.ts';
import { crawlJobs } from '../tables.ts';
import { engines, keywords, maxImages, name } from './input-rules.ts';
import { distinctKeywords } from './keywords.ts';
import { assertWorkedOn } from './owner.ts';
import { CrawlJob } from './type.ts';

const NewJob = input('CreateCrawlJobInput', {
  description: 'The values of a new CrawlJob.',
  fields: (arg) => ({
    projectId: arg.id('The key of its project.', { of: CrawlProject }),
    name: arg.text('What people call it.', name),
    keywords: arg.text('What to look for: 1 to 50 texts, each once.', keywords),
    engines: arg(CrawlEngine, 'Where to look; with GOOGLE when it is left out.', {
      ...engines,
      optional: true,
      notNull: true,
    }),
    maxImages: arg.int('How many images it may bring.', { ...maxImages, default: 1000 }),
  }),
});

type Job = Row<typeof crawlJobs>;
type New = Pick<Job, 'projectId' | 'name' | 'keywords' | 'maxImages'> & {
  readonly engines?: Job['engines'] | undefined;
};

/** A new job as it is kept. */
const rowOf = ({ engines = ['google'], keywords, ...values }: New) => ({
  ...values,
  keywords: distinctKeywords(keywords),
  engines: [...new Set(engines)],
});

/** Refuses to make jobs in projects that are not worked on. */
const assertProjects = async (tx: Tx, jobs: readonly New[]): Promise<void> => {
  const keys = jobs.map(({ projectId }) => projectId);
  const projects = await tx.lockAll(CrawlProject, keys, 'key share');
  for (const key of keys) assertWorkedOn(projects.named(key, 'projectId').status);
};

mutation(
  'createCrawlJob',
  {
    description: 'Makes a crawl job. It is started by itself (startCrawlJob).',
    allow: jobMakers,
    args: (arg) => ({ input: arg(NewJob, 'Its values.') }),
    answers: CrawlJob,
  },
  async (tx, { input: job }) => {
    await assertProjects(tx, [job]);
    return tx.insertOne(crawlJobs, rowOf(job));
  },
);

mutation(
  'createCrawlJobs',
  {
    description: 'Makes several crawl jobs, all or none.',
    allow: jobMakers,
    args: (arg) => ({ inputs: arg(NewJob, 'Their values.', { list: true, most: 100 }) }),
    answers: [CrawlJob],
  },
  async (tx, { inputs }) => {
    await assertProjects(tx, inputs);
    return tx.insert(crawlJobs, inputs.map(rowOf));
  },
);
