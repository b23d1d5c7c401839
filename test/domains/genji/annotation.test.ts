import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Data, type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

const create = `mutation ($input: CreateGenjiAnnotationInput!) { createGenjiAnnotation(input: $input) {
  id version status motivation body target text replyToId classroomId documentId documentElementId
  documentCollectionId created creator { username } owner { username } element { id } } }`;
const answer = `mutation ($id: ID!, $motivation: String! = "replying", $body: JSON) {
  answerGenjiAnnotation(id: $id, motivation: $motivation, body: $body) { id motivation replyToId classroomId target } }`;

const annotate = async (who: string, input: object) =>
  (await genji.get(who, create, { input })).createGenjiAnnotation;

/** The first element of Alice, which everybody reads. */
const alice = 'document_element:1';
const quoting = (exact: string, more = {}) => ({
  source: alice,
  selector: { type: 'TextQuoteSelector', exact, ...more },
});

describe('whoever reads a text', () => {
  test('annotates it, in the shape of the specification', async () => {
    const body = { type: 'TextualBody', value: 'symbolism', purpose: 'tagging' };
    const made = await annotate('priya', {
      target: quoting('very tired'),
      body,
      motivation: 'tagging',
    });
    expect(made).toMatchObject({
      version: 1,
      status: 'ACTIVE',
      motivation: 'tagging',
      text: 'symbolism',
      documentId: '1',
      documentElementId: '1',
      documentCollectionId: '1',
      replyToId: null,
      creator: { username: 'priya' },
      owner: { username: 'priya' },
      element: { id: '1' },
      body: { ...body, id: expect.any(Number) },
      target: { ...quoting('very tired'), id: expect.any(Number) },
    });
  });

  test('may send what earlier clients sent', async () => {
    const target = [{ source: 'DocumentElements/1', selector: { value: 'very tired' } }];
    const { target: stored, body } = await annotate('priya', { target, body: 'Why?' });
    expect(stored).toMatchObject({ source: alice, selector: { exact: 'very tired' } });
    expect(body).toMatchObject({ type: 'TextualBody', value: 'Why?' });
  });

  test('gets ids from the two sequences, each once', async () => {
    const target = [quoting('very tired'), 'document_element:2'];
    const first = await annotate('priya', { target, body: 'a', motivation: 'linking' });
    const second = await annotate('priya', { target, body: 'b', motivation: 'linking' });
    const ids = [first, second].flatMap((each) => each.target.map(({ id }: { id: number }) => id));
    expect(new Set(ids).size).toBe(4);
    expect(first.body.id).not.toBe(second.body.id);
  });

  test.each([
    ['a quote that is not there', { target: quoting('very sleepy') }, 'QUOTE_MISSING'],
    ['one that is there more than once', { target: quoting('her sister') }, 'QUOTE_AMBIGUOUS'],
    ['an element that there is not', { target: 'document_element:9999' }, 'NOT_FOUND'],
    ['neither target nor document', {}, 'BAD_USER_INPUT'],
    ['a target of nobody’s', { target: 'page:1' }, 'BAD_USER_INPUT'],
    ['an answer to nothing', { target: alice, motivation: 'replying' }, 'BAD_USER_INPUT'],
    ['an empty body', { target: alice, body: ' ' }, 'BAD_USER_INPUT'],
    ['a classroom of others', { target: alice, classroomId: 1 }, 'FORBIDDEN'],
    ['a scholarly annotation', { target: alice, motivation: 'scholarly' }, 'FORBIDDEN'],
  ])('is refused %s', async (_what, input, code) => {
    expect(await genji.codeOf('priya', create, { input })).toBe(code);
  });

  test('says by a prefix which of several places is meant', async () => {
    const target = quoting('her sister', { prefix: 'by ' });
    expect(await annotate('priya', { target })).toMatchObject({ target });
  });

  test('annotates a document as a whole', async () => {
    const made = await annotate('priya', { documentId: 2, body: 'Wet.' });
    expect(made).toMatchObject({ documentId: '2', documentElementId: null, target: null });
  });

  test('belongs to a classroom there, but tags and links to none', async () => {
    const input = { target: alice, classroomId: 1 };
    expect(await annotate('student', input)).toMatchObject({ classroomId: '1' });
    const tag = await annotate('student', { ...input, motivation: 'tagging', body: 'sleep' });
    expect(tag.classroomId).toBeNull();
  });
});

describe('a thread', () => {
  test('is where its first annotation is, and is resolved as a whole', async () => {
    const first = await annotate('student', { target: alice, body: 'A?', classroomId: 1 });
    const reply = await genji.get('jonas', answer, { id: first.id, body: 'B.' });
    expect(reply.answerGenjiAnnotation).toMatchObject({
      motivation: 'replying',
      replyToId: first.id,
      classroomId: '1',
      target: { source: `annotation:${first.id}` },
    });
    const settle = (verb: string) =>
      `mutation ($id: ID!) { ${verb}GenjiAnnotation(id: $id) { status replies { nodes { status } } } }`;

    const resolved = await genji.get('student', settle('resolve'), { id: first.id });
    expect(resolved.resolveGenjiAnnotation).toEqual({
      status: 'RESOLVED',
      replies: { nodes: [{ status: 'RESOLVED' }] },
    });
    expect(await genji.codeOf('jonas', answer, { id: first.id })).toBe('THREAD_RESOLVED');
    const replyId = reply.answerGenjiAnnotation.id;
    expect(await genji.codeOf('jonas', settle('resolve'), { id: replyId })).toBe('NOT_A_THREAD');

    const reopened = await genji.get('student', settle('reopen'), { id: first.id });
    expect(reopened.reopenGenjiAnnotation.status).toBe('ACTIVE');
    expect(await genji.codeOf('jonas', answer, { id: first.id })).toBe('done');
  });

  test('counts replies, flags and votes apart', async () => {
    const { id } = await annotate('student', { target: alice, body: 'Count.' });
    for (const motivation of ['replying', 'flagging', 'upvoting', 'upvoting'])
      await genji.get('priya', answer, { id, motivation });
    const { genjiAnnotation } = await genji.get(
      'student',
      `{ genjiAnnotation(id: ${id}) { replyCount flagCount upvoteCount } }`,
    );
    expect(genjiAnnotation).toEqual({ replyCount: 1, flagCount: 1, upvoteCount: 2 });
  });
});

describe('an annotation', () => {
  const update = `mutation ($id: ID!, $body: JSON, $target: JSON, $version: Int) {
    updateGenjiAnnotation(id: $id, body: $body, target: $target, expectedVersion: $version) {
      version body target documentElementId } }`;
  const remove = `mutation ($id: ID!) { deleteGenjiAnnotation(id: $id) { status } }`;
  const restore = `mutation ($id: ID!) { restoreGenjiAnnotation(id: $id) { status } }`;

  test('is changed by whoever made it, and keeps the id of its body', async () => {
    const made = await annotate('priya', { target: alice, body: 'Before.' });
    const changed = await genji.get('priya', update, {
      id: made.id,
      body: 'After.',
      target: 'document_element:2',
      version: 1,
    });
    expect(changed.updateGenjiAnnotation).toMatchObject({
      version: 2,
      body: { id: made.body.id, value: 'After.' },
      target: { source: 'document_element:2' },
      documentElementId: '2',
    });
    expect(await genji.codeOf('priya', update, { id: made.id, body: 'x', version: 1 })).toBe(
      'STALE',
    );
    expect(await genji.codeOf('student', update, { id: made.id, body: 'x' })).toBe('FORBIDDEN');
    expect(await genji.codeOf('admin', update, { id: made.id, body: 'x' })).toBe('done');
    const reply = { id: made.id, target: 'annotation:7' };
    expect(await genji.codeOf('priya', update, reply)).toBe('BAD_USER_INPUT');
  });

  test('that is deleted is seen by those who may restore it, and counted by nobody', async () => {
    const { id } = await annotate('priya', { documentId: 2, body: 'Gone.' });
    const count = '{ genjiDocument(id: 2) { annotationCount } }';
    const before = await genji.get('student', count);
    expect(await genji.codeOf('student', remove, { id })).toBe('FORBIDDEN');
    await genji.get('priya', remove, { id });

    const find = `{ genjiAnnotation(id: ${id}) { status } }`;
    expect((await genji.get('student', find)).genjiAnnotation).toBeNull();
    expect((await genji.get('priya', find)).genjiAnnotation).toEqual({ status: 'DELETED' });
    expect((await genji.get('admin', find)).genjiAnnotation).toEqual({ status: 'DELETED' });
    expect((await genji.get('priya', count)).genjiDocument.annotationCount).toBe(
      before.genjiDocument.annotationCount - 1,
    );
    expect(await genji.codeOf('student', answer, { id })).toBe('NOT_FOUND');
    expect(await genji.codeOf('priya', answer, { id })).toBe('ANNOTATION_DELETED');
    expect(await genji.codeOf('priya', update, { id, body: 'x' })).toBe('ANNOTATION_DELETED');

    await genji.get('priya', restore, { id });
    expect((await genji.get('student', find)).genjiAnnotation).toEqual({ status: 'ACTIVE' });
  });
});

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
  const without = await genji.ask('student', query(''));
  const counted = await genji.ask(
    'student',
    query(
      'annotationCount commentingCount highlightingCount taggingCount questioningCount linkingCount',
    ),
  );
  const { nodes } = counted.data.genjiElements;
  expect(nodes).toHaveLength(200);
  for (const node of nodes) {
    expect(node).toMatchObject({
      annotationCount: 3,
      commentingCount: 2,
      taggingCount: 1,
      linkingCount: 0,
    });
  }
  const [bare = 0, full = 0] = [without, counted].map((each) => each.extensions?.sql.statements);
  expect(full - bare).toBe(1);

  type Counted = { annotationCount: number; annotationGroups: { keys: object; count: number }[] };
  const elements: Counted[] = counted.data.genjiElements.nodes;
  const sum = (groups: Counted['annotationGroups']) =>
    groups.reduce((n, each) => n + each.count, 0);
  expect(elements.map(({ annotationGroups }) => sum(annotationGroups))).toEqual(
    elements.map(({ annotationCount }) => annotationCount),
  );
  expect(
    Math.max(...elements.map(({ annotationGroups }) => annotationGroups.length)),
  ).toBeGreaterThan(1);
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
