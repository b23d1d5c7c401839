import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { annotate, answer, closeGenji, genji, openGenji } from './annotating.ts';
import type { Data } from './api.ts';

/* Whoever has said something hears who answers it. */

beforeAll(openGenji);
afterAll(closeGenji);

/** What somebody is told of the answers to an annotation from now on. */
const hearing = async (who: string, id: string) => {
  await genji.caughtUp();
  const { changeCursor } = await genji.get('admin', '{ changeCursor }');
  const socket = await genji.follow(
    who,
    `subscription { genjiAnnotationChanged(replyToId: ${id}, since: "${changeCursor}") {
      action entityId changedFields actor { username } genjiAnnotation { motivation text replyTo { id } } } }`,
  );
  return {
    next: async (): Promise<Data> => {
      const { payload } = (await socket.next()) as Data;
      return payload.data?.genjiAnnotationChanged ?? payload.errors?.[0].extensions.code;
    },
    rest: () => socket.rest(500),
    close: () => socket.socket.close(),
  };
};

const said = async (who: string, more: object = {}): Promise<string> =>
  (await annotate(who, { target: 'document_element:2', body: 'Well?', ...more })).id;
const answered = async (who: string, id: string, motivation = 'replying'): Promise<string> =>
  (await genji.get(who, answer, { id, motivation, body: `By ${who}.` })).answerGenjiAnnotation.id;

describe('genjiAnnotationChanged of the replies to an annotation', () => {
  test('tells of replies, flags and votes, each with who it is by, and of nothing else', async () => {
    const id = await said('student');
    const author = await hearing('student', id);
    const other = await said('priya');
    await answered('noor', other);
    for (const motivation of ['replying', 'flagging', 'upvoting']) {
      const made = await answered('priya', id, motivation);
      await answered('noor', made); // that answers priya
      expect(await author.next()).toEqual({
        action: 'CREATED',
        entityId: made,
        changedFields: [],
        actor: { username: 'priya' },
        genjiAnnotation: { motivation, text: 'By priya.', replyTo: { id } },
      });
    }
    expect(await author.rest()).toEqual([]);
    author.close();
  });

  test('tells of a reply that is edited, deleted and restored', async () => {
    const id = await said('student');
    const reply = await answered('priya', id);
    const author = await hearing('student', id);
    const told = [];
    for (const deed of [
      `updateGenjiAnnotation(id: ${reply}, body: "Edited.")`,
      `deleteGenjiAnnotation(id: ${reply})`,
      `restoreGenjiAnnotation(id: ${reply})`,
    ]) {
      await genji.get('priya', `mutation { ${deed} { id } }`);
      told.push(await author.next());
    }
    const genjiAnnotation = { text: 'Edited.', motivation: 'replying', replyTo: { id } };
    expect(told).toMatchObject([
      { action: 'UPDATED', entityId: reply, changedFields: ['body'], genjiAnnotation },
      { action: 'DELETED', entityId: reply, changedFields: ['status'], genjiAnnotation: null },
      { action: 'UPDATED', entityId: reply, changedFields: ['status'], genjiAnnotation },
    ]);
    author.close();
  });

  test('is refused to whoever does not see the annotation', async () => {
    const id = await said('student', { classroomId: 1 });
    const [member, stranger] = [await hearing('jonas', id), await hearing('priya', id)];
    expect(await stranger.next()).toBe('NOT_FOUND');
    const reply = await answered('student', id);
    expect(await member.next()).toMatchObject({ action: 'CREATED', entityId: reply });
    member.close();
    stranger.close();
  });
});
