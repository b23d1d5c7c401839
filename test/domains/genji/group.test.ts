import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

test('the last day to join, and the last of all, are days on which one joins', async () => {
  const codeOn = async (name: string, startDate: string | null, endDate: string | null) => {
    const { id } = await created('instructor', { name, startDate, endDate });
    return genji.codeOf('student', join, { id });
  };
  expect(await codeOn('Ahead', day(20), day(40))).toBe('done');
  expect(await codeOn('Ends today', day(-5), day(0))).toBe('done');
  expect(await codeOn('Ended', day(-5), day(-1))).toBe('GROUP_ENDED');
  expect(await codeOn('Has begun', day(-15), day(40))).toBe('JOIN_PERIOD_OVER');
  expect(await codeOn('Of no term', null, null)).toBe('done');
  expect(await genji.codeOf('student', join, { id: 9999 })).toBe('NOT_FOUND');
});

describe('who leads a group', () => {
  const update = `mutation ($id: ID!, $input: UpdateGenjiGroupInput!, $version: Int) {
    updateGenjiGroup(id: $id, input: $input, expectedVersion: $version) { name description startDate version } }`;
  const member = (verb: string) =>
    `mutation ($id: ID!, $userId: ID!) { ${verb}GenjiGroupMember(groupId: $id, userId: $userId) { members { username } } }`;
  const [add, take] = ['add', 'remove'].map(member) as [string, string];
  const namesIn = ({ members }: { members: readonly { username: string }[] }) =>
    members.map(({ username }) => username).toSorted();

  test('changes it, as who manages people does, and others do not', async () => {
    const { id } = await created('instructor', { name: 'Draft', startDate: day(-30) });
    expect(await genji.codeOf('student', join, { id })).toBe('JOIN_PERIOD_OVER');
    const input = { name: 'Fair copy', startDate: day(-1) };
    const { updateGenjiGroup } = await genji.get('instructor', update, { id, input, version: 1 });
    expect(updateGenjiGroup).toEqual({ ...input, description: null, version: 2 });
    expect(await genji.codeOf('student', join, { id })).toBe('done'); // it begins later by now
    expect(await genji.codeOf('instructor', update, { id, input, version: 1 })).toBe('STALE');
    expect(await genji.codeOf('student', update, { id, input })).toBe('FORBIDDEN');
    expect(await genji.codeOf('admin', update, { id, input: { description: 'Ours.' } })).toBe(
      'done',
    );
    const past = { endDate: day(-2) };
    expect(await genji.codeOf('instructor', update, { id, input: past })).toBe('CHECK_FAILED');
    expect(await genji.codeOf('instructor', update, { id, input: { name: 'Poems' } })).toBe(
      'CONFLICT',
    );
  });

  test('brings members until the last day, and takes them out on any', async () => {
    const input = { name: 'Late term', startDate: day(-60), endDate: day(0) };
    const { id } = await created('instructor', input);
    for (const userId of [3, 4, 4])
      expect(await genji.codeOf('instructor', add, { id, userId })).toBe('done');
    expect(await genji.codeOf('instructor', add, { id, userId: 7 })).toBe('ACTIVE_PERSON');
    expect(await genji.codeOf('instructor', add, { id, userId: 9999 })).toBe('NOT_FOUND');

    await genji.get('instructor', update, { id, input: { endDate: day(-1) } });
    expect(await genji.codeOf('instructor', add, { id, userId: 5 })).toBe('GROUP_ENDED');
    expect(await genji.codeOf('student', take, { id, userId: 4 })).toBe('FORBIDDEN');
    const { removeGenjiGroupMember } = await genji.get('instructor', take, { id, userId: 4 });
    expect(namesIn(removeGenjiGroupMember)).toEqual(['instructor', 'student']);
    const again = await genji.get('admin', take, { id, userId: 4 });
    expect(namesIn(again.removeGenjiGroupMember)).toEqual(['instructor', 'student']);
  });

  test('deletes it, and nobody else reads what was said in it; that comes back with it', async () => {
    const { id } = await created('instructor', { name: 'Passing' });
    await genji.get('student', join, { id });
    const { createGenjiAnnotation } = await genji.get(
      'student',
      `mutation { createGenjiAnnotation(input: { target: "document_element:1", body: "Said.", classroomId: ${id} }) { id } }`,
    );
    const remove = `mutation { deleteGenjiGroup(id: ${id}, cascade: true) { auditLogId } }`;
    const find = `{ genjiAnnotation(id: ${createGenjiAnnotation.id}) { text status classroom { id } } }`;
    const saidTo = async (who: string) => (await genji.get(who, find)).genjiAnnotation;
    const said = { text: 'Said.', status: 'ACTIVE', classroom: { id } };
    expect(await saidTo('student')).toEqual(said);
    expect(await saidTo('priya')).toBeNull();

    expect(await genji.codeOf('student', remove)).toBe('FORBIDDEN');
    const { deleteGenjiGroup } = await genji.get('instructor', remove);
    expect(await saidTo('student')).toEqual({ text: 'Said.', status: 'DELETED', classroom: null });
    expect(await saidTo('priya')).toBeNull();
    expect((await genji.ask(null, find)).data?.genjiAnnotation ?? null).toBeNull();
    // restored without its group, it would be for everybody
    const restore = `mutation { restoreGenjiAnnotation(id: ${createGenjiAnnotation.id}) { id } }`;
    for (const who of ['student', 'admin'])
      expect(await genji.codeOf(who, restore)).toBe('GROUP_DELETED');
    const bySql = genji.sql`update app.annotations set status = 'active' where id = ${createGenjiAnnotation.id}`;
    await expect(bySql).rejects.toMatchObject({ constraint_name: 'annotations_lost_group_check' });
    expect(await saidTo('priya')).toBeNull();

    const undo = `mutation { undoDelete(auditLogId: ${deleteGenjiGroup.auditLogId}) { entityType } }`;
    await genji.get('instructor', undo);
    expect(await saidTo('student')).toEqual(said);
    await genji.get('student', restore.replace('restore', 'delete'));
    expect(await genji.codeOf('student', restore)).toBe('done');
    expect(await saidTo('student')).toEqual(said);
    expect(await saidTo('priya')).toBeNull();
  });
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
