import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const join = 'mutation ($id: ID!) { joinGenjiGroup(id: $id) { memberCount } }';
const leave = 'mutation ($id: ID!) { leaveGenjiGroup(id: $id) { memberCount } }';
const make = `mutation ($input: CreateGenjiGroupInput!) { createGenjiGroup(input: $input) {
  id name createdBy { username } members { username } startDate endDate } }`;

const created = async (who: string, input: object) =>
  (await genji.get(who, make, { input })).createGenjiGroup;

test('whoever makes a group leads it, and is its first member', async () => {
  const group = await created('instructor', { name: 'Poems', startDate: day(0), endDate: day(90) });
  expect(group).toMatchObject({
    createdBy: { username: 'instructor' },
    members: [{ username: 'instructor' }],
  });
  expect(await genji.codeOf('student', make, { input: { name: 'Mine' } })).toBe('FORBIDDEN');
  expect(await genji.codeOf('instructor', make, { input: { name: ' POEMS' } })).toBe('CONFLICT');
  const wrong = { name: 'Backwards', startDate: day(1), endDate: day(0) };
  expect(await genji.codeOf('instructor', make, { input: wrong })).toBe('CHECK_FAILED');
});

test('students join within two weeks of the first day, and nobody after the last one', async () => {
  const open = await created('instructor', { name: 'Open', startDate: day(-14) });
  const late = await created('instructor', { name: 'Late', startDate: day(-15) });
  const over = await created('instructor', { name: 'Over', startDate: day(-9), endDate: day(-1) });
  expect(await genji.codeOf('student', join, { id: open.id })).toBe('done');
  expect(await genji.codeOf('student', join, { id: late.id })).toBe('JOIN_PERIOD_OVER');
  expect(await genji.codeOf('admin', join, { id: late.id })).toBe('done');
  expect(await genji.codeOf('admin', join, { id: over.id })).toBe('GROUP_ENDED');

  const add = `mutation ($id: ID!) { addGenjiGroupMember(groupId: $id, userId: 3) { members { username } } }`;
  expect(await genji.codeOf('student', add, { id: late.id })).toBe('FORBIDDEN');
  const { addGenjiGroupMember } = await genji.get('instructor', add, { id: late.id });
  expect(addGenjiGroupMember.members).toContainEqual({ username: 'student' });
});

test('joining twice is joining once, and leaving ends it', async () => {
  const { id } = await created('instructor', { name: 'Twice' });
  expect((await genji.get('student', join, { id })).joinGenjiGroup.memberCount).toBe(2);
  expect((await genji.get('student', join, { id })).joinGenjiGroup.memberCount).toBe(2);
  expect(await genji.codeOf('student', leave, { id })).toBe('done');
  const count = `{ genjiGroup(id: ${id}) { memberCount } }`;
  expect((await genji.get('instructor', count)).genjiGroup.memberCount).toBe(1);
});

test('only members, and who manages people, see who else is one', async () => {
  const members = '{ genjiGroup(id: 1) { members { username } memberships { totalCount } } }';
  const four = { memberships: { totalCount: 4 } };
  expect((await genji.get('student', members)).genjiGroup).toMatchObject(four);
  expect((await genji.get('admin', members)).genjiGroup).toMatchObject(four);
  expect((await genji.get('priya', members)).genjiGroup).toEqual({
    members: [],
    memberships: { totalCount: 0 },
  });
});

test('only members read what is said in a classroom', async () => {
  const inside = '{ genjiAnnotations(filter: { classroomId: { eq: 1 } }) { totalCount } }';
  const countFor = async (who: string) =>
    (await genji.get(who, inside)).genjiAnnotations.totalCount;
  expect(await countFor('student')).toBe(await countFor('admin'));
  expect(await countFor('priya')).toBe(0);
});
