import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { annotate, answer, closeGenji, create, genji, openGenji } from './annotating.ts';

beforeAll(openGenji);
afterAll(closeGenji);

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

  test('that is resolved is so for replies that were gone when it was, too', async () => {
    const first = await annotate('student', { target: alice, body: 'C?' });
    const { answerGenjiAnnotation: reply } = await genji.get('jonas', answer, { id: first.id });
    const step = (who: string, verb: string, { id }: { id: string }) =>
      genji.get(who, `mutation { ${verb}GenjiAnnotation(id: ${id}) { status } }`);
    await step('jonas', 'delete', reply);
    await step('student', 'resolve', first);
    await step('jonas', 'restore', reply);
    expect(await genji.codeOf('priya', answer, { id: reply.id })).toBe('THREAD_RESOLVED');
    await step('student', 'reopen', first);
    expect(await genji.codeOf('priya', answer, { id: reply.id })).toBe('done');
  });

  test('of scholars is answered by those who may, whatever they call it', async () => {
    const scholarly = await annotate('admin', { target: alice, motivation: 'scholarly' });
    const { answerGenjiAnnotation: reply } = await genji.get('admin', answer, { id: scholarly.id });
    for (const { id } of [scholarly, reply]) {
      expect(await genji.codeOf('student', answer, { id })).toBe('FORBIDDEN');
      const input = { target: `annotation:${id}`, motivation: 'commenting' };
      expect(await genji.codeOf('student', create, { input })).toBe('FORBIDDEN');
      expect(await genji.codeOf('admin', create, { input })).toBe('done');
    }
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

  test('that others have answered stays in its collection, whose readers they answered for', async () => {
    const { id } = await annotate('student', { target: 'document_element:11', body: 'Among us.' });
    expect(await genji.codeOf('student', update, { id, target: alice })).toBe('done');
    const back = { id, target: 'document_element:11' };
    expect(await genji.codeOf('student', update, back)).toBe('done');
    await genji.get('student', answer, { id, body: 'And besides.' });
    const { answerGenjiAnnotation } = await genji.get('instructor', answer, { id, body: 'Hush.' });
    expect(await genji.codeOf('student', update, { id, target: alice })).toBe('ANSWERED_THERE');
    expect(await genji.codeOf('student', update, back)).toBe('done');
    const find = `{ genjiAnnotation(id: ${answerGenjiAnnotation.id}) { id } }`;
    expect((await genji.get('priya', find)).genjiAnnotation).toBeNull();
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
