import { count, one, page } from '../../kernel/index.ts';
import { deleters, sight } from './access.ts';
import { assertNoneRuns } from './crawl-job/owner.ts';
import { CrawlJob } from './crawl-job/type.ts';
import { crawl } from './domain.ts';
import { CrawlProfile } from './profile.ts';
import { projects } from './tables.ts';
import { own } from './visible.ts';

export const CrawlProject = crawl.entity('CrawlProject', projects);

CrawlProject.implement({
  description: 'What belongs together of somebody’s crawl jobs.',
  called: ['project', 'projects'],
  label: 'name',
  visible: own(sight.projects),
  isFew: true,
  columns: {
    id: 'The key of the project.',
    name: 'What people call it.',
    description: 'What it is for.',
    userId: 'The key of the profile that it belongs to.',
    status: 'Whether it is worked on.',
    ...crawl.stamps,
  },
  fields: () => ({
    user: one(
      CrawlProfile,
      'userId',
      'The profile that it belongs to; null for keys that may not see it.',
      { nullable: true },
    ),
    crawlJobs: page(CrawlJob, 'projectId', 'What is, was or will be crawled for it.'),
    crawlJobCount: count(CrawlJob, 'projectId', 'How many crawl jobs it has.'),
    runningJobCount: count(CrawlJob, 'projectId', 'How many of them are running.', {
      status: { eq: 'running' },
    }),
  }),
  read: { one: 'crawlProject', many: 'crawlProjects', allow: sight.projects.readers },
  delete: { allow: deleters, guard: (tx, { id }) => assertNoneRuns(tx, id) },
});
