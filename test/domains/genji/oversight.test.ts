import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { annotate, answer, closeGenji, create, genji, openGenji } from './annotating.ts';
import type { Data } from './api.ts';

/* Who has made a group oversees it: they read what its members read, also when they are no member themselves. */

const keys = { group: 0, annotation: 0, reply: 0 };
const text = 'document_element:13'; // of a private collection of the admin's

beforeAll(async () => {
  await openGenji();
  const made = await genji.get(
    'instructor',
    'mutation { createGenjiGroup(input: { name: "Seminar" }) { id } }',
  );
  keys.group = Number(made.createGenjiGroup.id);
  await genji.get(
    'instructor',
    `mutation { addGenjiGroupMember(groupId: ${keys.group}, userId: 3) { id } }`,
  );
  await genji.get(
    'admin',
    `mutation { shareGenjiObject(objectType: COLLECTION, objectId: 3, sharedWithType: GROUP, sharedWithId: ${keys.group}, accessLevel: EDIT) { id } }`,
  );
  await genji.get('instructor', `mutation { leaveGenjiGroup(id: ${keys.group}) { id } }`);
  const said = { target: text, body: 'Seminal.', classroomId: keys.group };
  keys.annotation = Number((await annotate('student', said)).id);
  const { answerGenjiAnnotation } = await genji.get('student', answer, { id: keys.annotation });
  keys.reply = Number(answerGenjiAnnotation.id);
});
afterAll(closeGenji);

const group = (fields: string) => () => `{ genjiGroup(id: ${keys.group}) { ${fields} } }`;
const inClass = () => `filter: { classroomId: { eq: ${keys.group} } }`;

describe.each<readonly [way: string, query: () => string]>([
  ['by its key', () => `{ genjiAnnotation(id: ${keys.annotation}) { text } }`],
  ['in a list', () => `{ genjiAnnotations(${inClass()}) { nodes { id text } } }`],
  ['in a count', () => `{ genjiAnnotations(${inClass()}) { totalCount } }`],
  ['in groups', () => `{ genjiAnnotationGroups(by: [MOTIVATION], ${inClass()}) { count } }`],
  ['in the class', group('annotations { nodes { id } }')],
  ['in the count of the class', group('annotationCount annotationGroups { count }')],
  [
    'below what it answers',
    () => `{ genjiAnnotation(id: ${keys.annotation}) { replies { nodes { id } } } }`,
  ],
  [
    'by a search',
    () => '{ genjiSearch(text: "seminal", types: [GENJI_ANNOTATION]) { totalCount } }',
  ],
  [
    'through a filter',
    () =>
      `{ genjiGroups(filter: { annotations: { some: { id: { eq: ${keys.reply} } } } }) { totalCount } }`,
  ],
  [
    'in its text',
    () => `{ genjiElement(id: 13) { text annotations(${inClass()}) { nodes { id } } } }`,
  ],
  ['in an export', () => '{ genjiExportAnnotations(documentId: 5) }'],
])('what is said in a class, %s', (_way, query) => {
  test('is read by who made it as by its members, and by nobody else', async () => {
    const [member, leader, other] = await Promise.all(
      ['student', 'instructor', 'noor'].map((who) => genji.get(who, query())),
    );
    expect(leader).toEqual(member);
    expect(other).not.toEqual(member);
  });
});

test.each<readonly [way: string, query: () => string]>([
  ['the roster', group('memberCount members { username } memberships { totalCount }')],
  [
    'the roster in a list',
    () => `{ genjiGroupMembers(filter: { groupId: { eq: ${keys.group} } }) { totalCount } }`,
  ],
  ['the text', () => '{ genjiCollection(id: 3) { title } }'],
  ['the share of it', group('shares { nodes { accessLevel } }')],
])('%s of the class is read by who made it as by its members', async (_way, query) => {
  const [member, leader, other] = await Promise.all(
    ['student', 'instructor', 'noor'].map((who) => genji.get(who, query())),
  );
  expect(leader).toEqual(member);
  expect(other).not.toEqual(member);
});

test('who made it is told of what is said in it', async () => {
  await genji.caughtUp();
  const { changeCursor } = await genji.get('admin', '{ changeCursor }');
  const args = `groupId: ${keys.group}, since: "${changeCursor}"`;
  const changed = `subscription { genjiAnnotationChanged(${args}) { genjiAnnotation { text } } }`;
  const follower = await genji.follow('instructor', changed);
  await annotate('student', { target: text, body: 'Told.', classroomId: keys.group });
  const { payload } = (await follower.next()) as Data;
  expect(payload.data.genjiAnnotationChanged).toEqual({ genjiAnnotation: { text: 'Told.' } });
  follower.socket.close();
});

test('to oversee is to read, and to answer: who writes there is a member', async () => {
  const said = { target: text, classroomId: keys.group };
  expect(await genji.codeOf('instructor', create, { input: said })).toBe('FORBIDDEN');
  expect(await genji.codeOf('instructor', answer, { id: keys.annotation })).toBe('done');
  const edit = 'mutation { updateGenjiCollection(id: 3, input: { language: "en" }) { id } }';
  expect(await genji.codeOf('instructor', edit)).toBe('FORBIDDEN');
  expect(await genji.codeOf('student', edit)).toBe('done');
});
