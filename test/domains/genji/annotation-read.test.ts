import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { annotate, closeGenji, genji, openGenji } from './annotating.ts';
import type { Data } from './api.ts';

/* Annotations of many elements, and where they stand. */

beforeAll(openGenji);
afterAll(closeGenji);

test('50 annotations by 10 people on 20 elements take three statements, beside the one that finds who asks', async () => {
  await genji.sql`insert into app.users (username) select 'writer' || n from generate_series(1, 10) n`;
  await genji.sql`
    insert into app.document_elements (document_id, content)
    select 1, '{"text": "Crowded."}' from generate_series(1, 20)`;
  await genji.sql`
    insert into app.annotations (document_element_id, creator_id, owner_id, motivation, body)
    select e.ids[1 + n % 20], u.ids[1 + n % 10], u.ids[1 + n % 10], 'commenting', '{"value": "x"}'
    from generate_series(1, 50) n,
      (select array_agg(id) as ids from app.document_elements where text = 'Crowded.') e,
      (select array_agg(id) as ids from app.users where username like 'writer%') u`;
  const query = `{ genjiAnnotations(first: 50, filter: { text: { eq: "x" } }) {
    nodes { creator { id username } element { id text } } } }`;
  const { data, extensions } = await genji.ask('student', query);
  const { nodes } = data.genjiAnnotations;
  expect(nodes).toHaveLength(50);
  expect(new Set(nodes.map(({ creator }: Data) => creator.id)).size).toBe(10);
  expect(new Set(nodes.map(({ element }: Data) => element.id)).size).toBe(20);
  expect(extensions?.sql.statements).toBe(3);
});

test('counts by motivation of 200 elements, without the deleted ones, take one statement', async () => {
  await genji.sql`
    insert into app.document_elements (document_id, content)
    select 2, jsonb_build_object('text', 'Counted.') from generate_series(1, 200)`;
  await genji.sql`
    insert into app.annotations (document_element_id, creator_id, owner_id, motivation, status)
    select e.id, 1, 1, m.motivation, m.status from app.document_elements e,
      (values ('commenting', 'active'), ('commenting', 'resolved'), ('commenting', 'deleted'), ('tagging', 'active')) m (motivation, status)
    where e.text = 'Counted.'`;
  const query = (counts: string) =>
    `{ genjiElements(first: 200, filter: { text: { eq: "Counted." } }) { nodes { id ${counts} } } }`;
  const groups = (filter = '') =>
    `annotationGroups(by: [MOTIVATION]${filter}) { keys { motivation } count }`;
  const ask = async (who: string, counts: string) => {
    const { data, extensions } = await genji.ask(who, query(counts));
    return { nodes: data.genjiElements.nodes, statements: extensions?.sql.statements ?? 0 };
  };
  // who may bring back what is deleted sees it, and leaves it out by a filter
  const asked = [
    ['student', groups()],
    ['admin', groups(', filter: { status: { ne: DELETED } }')],
  ] as const;
  for (const [who, counts] of asked) {
    const bare = await ask(who, 'annotationCount');
    const counted = await ask(who, `annotationCount ${counts}`);
    expect(counted.nodes).toHaveLength(200);
    for (const node of counted.nodes) {
      expect(node).toMatchObject({
        annotationCount: 3,
        annotationGroups: [
          { keys: { motivation: 'commenting' }, count: 2 },
          { keys: { motivation: 'tagging' }, count: 1 },
        ],
      });
    }
    expect(counted.statements - bare.statements, who).toBe(1);
    expect(bare.statements - (await ask(who, '')).statements, who).toBeLessThanOrEqual(1);
  }
  const { nodes } = await ask('admin', groups());
  expect(nodes[0].annotationGroups[0]).toEqual({ keys: { motivation: 'commenting' }, count: 3 });
});

describe('the anchor of a quote', () => {
  const anchor = '{ genjiAnnotation(id: ID) { anchor { state start end } } }';
  const anchorOf = async (id: string) =>
    (await genji.get('student', anchor.replace('ID', id))).genjiAnnotation.anchor;
  const edit = (text: string) =>
    genji.get(
      'admin',
      'mutation ($content: JSON!) { updateGenjiElement(id: 3, input: { content: $content }) { id } }',
      { content: { text } },
    );

  test('says where it stands while its element is edited', async () => {
    await edit('Down the hole went the Rabbit.');
    const target = {
      source: 'document_element:3',
      selector: { type: 'TextQuoteSelector', exact: 'the hole', prefix: 'Down ' },
    };
    const { id } = await annotate('student', { target });
    expect(await anchorOf(id)).toEqual({ state: 'FOUND', start: 5, end: 13 });
    await edit('Again, down into the hole went the Rabbit.');
    expect(await anchorOf(id)).toEqual({ state: 'MOVED', start: 17, end: 25 });
    await edit('Down the well went the Rabbit.');
    expect(await anchorOf(id)).toEqual({ state: 'LOST', start: null, end: null });
  });

  test.each([
    ['a whole element', { target: 'document_element:3', body: 'a' }],
    ['a whole document', { documentId: 1, body: 'b' }],
  ])('is none for %s', async (_what, input) => {
    const { id } = await annotate('student', input);
    expect(await anchorOf(id)).toBeNull();
  });

  test('is none for what a program has stored in another form', async () => {
    const [row] = await genji.sql`
      insert into app.annotations (document_element_id, creator_id, owner_id, motivation, target)
      values (3, 3, 3, 'commenting', '{"source": "document_element:3", "selector": {"type": "TextQuoteSelector", "exact": 7}}')
      returning id`;
    expect(await anchorOf(String(row?.['id']))).toBeNull();
  });

  test('of many takes one statement for their elements', async () => {
    const query = (fields: string) =>
      `{ genjiAnnotations(first: 40, filter: { documentId: { eq: 1 } }) { nodes { id ${fields} } } }`;
    const [bare, full] = await Promise.all(
      ['', 'anchor { state } element { text }'].map((fields) =>
        genji.ask('student', query(fields)),
      ),
    );
    const statements = [bare, full].map((each) => each?.extensions?.sql.statements ?? 0);
    expect((statements[1] ?? 0) - (statements[0] ?? 0)).toBe(1);
  });
});
