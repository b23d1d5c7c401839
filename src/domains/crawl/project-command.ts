import { columns, input, mutation, optimistic } from '../../kernel/index.ts';
import { profileOf, writers } from './access.ts';
import { CrawlProfile } from './profile.ts';
import { CrawlProject } from './project.ts';
import { projects } from './tables.ts';

const rules = { name: { max: 100 }, description: { max: 1000, lines: true } };

const NewProject = input('CreateCrawlProjectInput', {
  description: 'The values of a new CrawlProject.',
  fields: (arg) => ({
    userId: arg.id('The key of the profile that it belongs to; your own when it is left out.', {
      of: CrawlProfile,
      optional: true,
    }),
    ...columns(CrawlProject, ['name', 'description'], { required: true, rules }),
  }),
});

mutation(
  'createCrawlProject',
  {
    description: 'Makes a project.',
    allow: writers,
    args: (arg) => ({ input: arg(NewProject, 'Its values.') }),
    answers: CrawlProject,
  },
  async (tx, { input: { userId, ...values } }) => {
    const owner = userId ?? profileOf(tx.viewer);
    await tx.lock(CrawlProfile, owner, { field: 'userId', lock: 'key share' });
    return tx.insertOne(projects, { ...values, userId: owner });
  },
);

const ProjectChanges = input('UpdateCrawlProjectInput', {
  description: 'The changes of a CrawlProject. A field that is left out stays as it is.',
  fields: () => columns(CrawlProject, ['name', 'description', 'status'], { rules }),
});

optimistic(
  'updateCrawlProject',
  {
    description:
      'Changes a project. With the status DELETED no jobs start in it until it is ACTIVE again; lists still have it, unless a filter leaves it out. `deleteCrawlProject` deletes it.',
    allow: writers,
    on: CrawlProject,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the project.', { of: CrawlProject }),
      input: arg(ProjectChanges, 'What to change.'),
    }),
  },
  (_project, { input: changes }) => changes,
);
