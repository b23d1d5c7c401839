import { afterAll, beforeAll, expect, test } from 'vitest';
import { ada, startWorld, uma, type World } from './world.ts';

/* Whatever the number of rows: a statement for each level. */

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.sql.unsafe(`
    insert into crawl.profiles (email) select 'tree' || n || '@crawl.example' from generate_series(1, 20) n;
    insert into crawl.projects (name, user_id)
      select 'Project ' || n, id from crawl.profiles, generate_series(1, 5) n where email like 'tree%';
    insert into crawl.crawl_jobs (project_id, name, keywords)
      select p.id, 'Job ' || n, '["cat"]' from crawl.projects p, generate_series(1, 3) n where p.name like 'Project %'`);
});
afterAll(() => world.stop());

const tree = `query ($first: Int!) {
  crawlProfiles(first: $first, filter: { email: { startsWith: "tree" } }) {
    nodes { email projects { nodes { name crawlJobs { nodes { name status } } } } }
  }
}`;

type Nodes<Of> = { readonly nodes: readonly Of[] };
type Tree = {
  readonly crawlProfiles: Nodes<{
    readonly projects: Nodes<{ readonly crawlJobs: Nodes<{ readonly name: string }> }>;
  }>;
};

test.each([
  [1, 5, 15],
  [20, 100, 300],
])(
  'profiles with their projects and jobs are three statements: %s',
  async (first, projects, jobs) => {
    const { data, statements } = await world.as(ada).run<Tree>(tree, { first });
    const below = data.crawlProfiles.nodes.flatMap((profile) => profile.projects.nodes);
    expect(data.crawlProfiles.nodes).toHaveLength(first);
    expect(below).toHaveLength(projects);
    expect(below.flatMap(({ crawlJobs }) => crawlJobs.nodes)).toHaveLength(jobs);
    expect(statements).toBe(3);
  },
);

test('and so are those of whoever sees a part of them only', async () => {
  const own = '{ crawlProfiles { nodes { projects { nodes { crawlJobs { nodes { id } } } } } } }';
  expect((await world.as(uma).run(own)).statements).toBe(3);
});
