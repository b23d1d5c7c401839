import { afterAll, beforeAll, expect, test } from 'vitest';
import { graphql } from '../gql/index.ts';
import { type Api, startApi } from '../support/api.ts';
import { jsonOf, listOf } from '../support/json.ts';
import { succeeded } from '../support/succeeded.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const StudyTree = graphql(`
  query StudyTree {
    studies(first: 100, orderBy: [{ field: STUDY_LABEL }]) {
      totalCount
      nodes {
        id
        studyLabel
        databaseReleases(orderBy: [{ field: DATABASE_RELEASE_DATE }]) {
          totalCount
          nodes {
            id
            databaseReleaseLabel
            databaseReleaseDate
            reportingEfforts {
              totalCount
              nodes { id databaseReleaseLabel version items { totalCount } }
            }
          }
        }
      }
    }
  }
`);

const Users = graphql(`
  query Users {
    users(first: 1000, orderBy: [{ field: USERNAME }]) {
      nodes {
        id
        username
        role
        department
        isActive
        primaryTrackers { totalCount }
        qcTrackers { totalCount }
        comments { totalCount }
      }
    }
  }
`);

const TextElements = graphql(`
  query TextElements($type: TextElementType!, $search: String!, $after: String) {
    found: textElements(
      first: 5
      after: $after
      orderBy: [{ field: LABEL }]
      filter: {
        type: { eq: $type }
        or: [{ label: { contains: $search } }, { content: { contains: $search } }]
      }
    ) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { id type label content }
    }
    titles: textElements(filter: { type: { eq: TITLE } }) { totalCount }
    footnotes: textElements(filter: { type: { eq: FOOTNOTE } }) { totalCount }
    populations: textElements(filter: { type: { eq: POPULATION_SET } }) { totalCount }
    acronyms: textElements(filter: { type: { eq: ACRONYMS_SET } }) { totalCount }
  }
`);

const pageOf = (row: string, from: string, order: string) => `json_build_object(
  'totalCount', (select count(*) from ${from}), 'nodes', ${listOf(row, from, order)})`;
const countOf = (from: string) => `json_build_object('totalCount', (select count(*) from ${from}))`;

test('the study tree comes whole, with the number of children at every level', async () => {
  const { data, statements } = await succeeded(api.as('admin').run(StudyTree));

  const effort = `json_build_object('id', e.id::text, 'databaseReleaseLabel', e.database_release_label, 'version', e.version,
    'items', ${countOf('pearl.reporting_effort_items where reporting_effort_id = e.id')})`;
  const release = `json_build_object('id', r.id::text, 'databaseReleaseLabel', r.database_release_label,
    'databaseReleaseDate', r.database_release_date,
    'reportingEfforts', ${pageOf(effort, 'pearl.reporting_efforts e where e.database_release_id = r.id', 'e.id')})`;
  const study = `json_build_object('id', s.id::text, 'studyLabel', s.study_label,
    'databaseReleases', ${pageOf(release, 'pearl.database_releases r where r.study_id = s.id', 'r.database_release_date, r.id')})`;
  expect(data.studies).toEqual(
    await jsonOf(api.sql, pageOf(study, 'pearl.studies s', 's.study_label')),
  );
  expect(data.studies.totalCount).toBe(6);
  expect(statements).toBe(4);
});

test('the list of users tells what everybody has to do and has said', async () => {
  const { data, statements } = await succeeded(api.as('admin').run(Users));

  const user = `json_build_object('id', u.id::text, 'username', u.username, 'role', u.role,
    'department', u.department, 'isActive', u.is_active,
    'primaryTrackers', ${countOf('pearl.reporting_effort_item_trackers where primary_programmer_id = u.id')},
    'qcTrackers', ${countOf('pearl.reporting_effort_item_trackers where qc_programmer_id = u.id')},
    'comments', ${countOf('pearl.tracker_comments where user_id = u.id')})`;
  expect(data.users.nodes).toEqual(
    await jsonOf(api.sql, listOf(user, 'pearl.users u', 'u.username')),
  );
  expect(statements).toBe(4);
});

test('the texts of one type are searched and paged, with the number of each type for its tab', async () => {
  const search = 'surv';
  const labels: string[] = [];
  let after: string | null | undefined;
  let found: Awaited<ReturnType<typeof page>>;
  const page = (cursor: typeof after) =>
    succeeded(
      api
        .as('admin')
        .run(TextElements, { type: 'TITLE', search, ...(cursor && { after: cursor }) }),
    );
  do {
    found = await page(after);
    labels.push(...found.data.found.nodes.map(({ label }) => label));
    after = found.data.found.pageInfo.endCursor;
    expect(found.statements).toBe(5);
  } while (found.data.found.pageInfo.hasNextPage);

  const wanted = await api.sql<{ label: string }[]>`
    select label from pearl.text_elements
    where type = 'TITLE' and (label ilike ${`%${search}%`} or content ilike ${`%${search}%`}) order by label`;
  expect(labels).toEqual(wanted.map(({ label }) => label));
  expect(labels.length, 'there is more than one page').toBeGreaterThan(5);
  const { found: last, ...counts } = found.data;
  expect(last.totalCount).toBe(labels.length);
  expect(counts).toEqual(
    await jsonOf(
      api.sql,
      `json_build_object(
        'titles', ${countOf(`pearl.text_elements where type = 'TITLE'`)},
        'footnotes', ${countOf(`pearl.text_elements where type = 'FOOTNOTE'`)},
        'populations', ${countOf(`pearl.text_elements where type = 'POPULATION_SET'`)},
        'acronyms', ${countOf(`pearl.text_elements where type = 'ACRONYMS_SET'`)})`,
    ),
  );
});

test.each(['%', '_', '\\', "'", '"', ' '])(
  'searching the texts for %j finds just the texts with it',
  async (search) => {
    const { data } = await succeeded(
      api.as('admin').run(TextElements, { type: 'FOOTNOTE', search }),
    );
    const [wanted] = await api.sql`
    select count(*)::int from pearl.text_elements
    where type = 'FOOTNOTE' and (position(${search} in label) > 0 or position(${search} in content) > 0)`;
    expect(data.found.totalCount).toBe(wanted?.['count']);
  },
);
