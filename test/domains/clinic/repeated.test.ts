import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Data, type RealmApi, startRealm } from '../../support/realm.ts';

/* An answer that is kept for an Idempotency-Key is given again only to who may still see all that it shows. */

const admin = 'admin@clinic.example';
const marit = 'marit@clinic.example';

let clinic: RealmApi;
beforeAll(async () => {
  clinic = await startRealm('clinic', { SQL_REPORT: 'off' });
});
afterAll(() => clinic.stop());

let key = 0;
beforeEach(() => {
  key += 1;
});

const send = async (who: string, query: string): Promise<Data> => {
  const authorization = `Bearer ${await clinic.authority.sign(who, { realm: 'clinic' })}`;
  const response = await clinic.post({ query }, { authorization, 'idempotency-key': `k${key}` });
  return response.json();
};
const refused = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };

/** A patient of marit's, and how that begins and ends. */
const patient = async () => {
  const [row] = await clinic.sql`
    insert into clinic.patients (name, date_of_birth) values ('Ada Linde', '2016-03-01') returning id`;
  const id = Number(row?.['id']);
  const assign = () => clinic.sql`
    insert into clinic.patient_clinicians (patient_id, clinician_id, role)
    select ${id}, id, 'Primary Therapist' from clinic.clinicians where email = ${marit}`;
  await assign();
  const leave = () => clinic.sql`delete from clinic.patient_clinicians where patient_id = ${id}`;
  return { id, assign, leave };
};
const documentOf = (id: number, selection: string) => `mutation {
  createClinicDocument(input: { patientId: ${id}, title: "Letter ${key}", name: "letter-${key}", type: LETTER, allocatedUnits: 1, date: "2026-01-05T09:00:00Z" }) { ${selection} } }`;

describe('who is assigned to a patient no more', () => {
  test.each([
    ['the row', 'id title'],
    ['a row beside it', 'patient { name documents { nodes { title } } }'],
    [
      'a row in a fragment',
      '... on ClinicDocument { patient { ...P } } } } fragment P on ClinicPatient { sessions { nodes { title } ',
    ],
  ])('is not answered again with %s', async (_what, selection) => {
    const { id, assign, leave } = await patient();
    const query = documentOf(id, selection);
    const first = await send(marit, query);
    expect(first.errors).toBeUndefined();
    expect(JSON.stringify(first)).not.toContain('__node');
    expect(await send(marit, query)).toEqual(first);
    await leave();
    expect(await send(marit, query)).toMatchObject(refused);
    expect(JSON.stringify(await send(marit, query))).not.toContain('Letter');
    await assign();
    expect(await send(marit, query)).toEqual(first);
    const [made] =
      await clinic.sql`select count(*)::int from clinic.documents where patient_id = ${id}`;
    expect(made?.['count']).toBe(1);
  });
});

test('that a row is gone hides nothing of it: a delete is answered again', async () => {
  const { id } = await patient();
  const [row] = await clinic.sql`
    insert into clinic.documents (patient_id, title, name, type, date, allocated_units) values (${id}, 'Old', 'old', 'letter', '2026-01-05', 1) returning id`;
  const query = `mutation { deleteClinicDocument(id: ${row?.['id']}) { entityId } }`;
  const first = await send(admin, query);
  expect(first.errors).toBeUndefined();
  expect(await send(admin, query)).toEqual(first);
});

test('whose rights have changed is not answered again', async () => {
  const { id } = await patient();
  const query = documentOf(id, 'id patient { medicalHistory looks { totalCount } }');
  const first = await send(marit, query);
  expect(first.errors).toBeUndefined();
  await clinic.sql`update clinic.clinicians set role = 'ADMIN' where email = ${marit}`;
  await clinic.caughtUp();
  expect(await send(marit, query)).toMatchObject(refused);
  await clinic.sql`update clinic.clinicians set role = 'CLINICIAN' where email = ${marit}`;
  await clinic.caughtUp();
  expect(await send(marit, query)).toEqual(first);
});

test('a refusal for a role is not told of as done when the role has changed', async () => {
  const query = 'mutation { deleteClinicPatient(id: 999999) { entityId } }';
  const first = await send(marit, query);
  expect(first).toMatchObject(refused);
  await clinic.sql`update clinic.clinicians set role = 'ADMIN' where email = ${marit}`;
  await clinic.caughtUp();
  const again = await send(marit, query);
  await clinic.sql`update clinic.clinicians set role = 'CLINICIAN' where email = ${marit}`;
  await clinic.caughtUp();
  expect(again).toMatchObject(refused);
  expect(again.errors[0].message).toContain('This was refused');
});

test('nor is it told by `progress`', async () => {
  const { id, leave } = await patient();
  const first = await send(marit, documentOf(id, 'id patient { name }'));
  const progress = async () => {
    const socket = await clinic.follow(
      marit,
      `subscription { progress(id: "k${key}") { state answer } }`,
    );
    const { payload } = await socket.next();
    socket.socket.terminate();
    return payload;
  };
  expect(await progress()).toMatchObject({ data: { progress: { state: 'DONE', answer: first } } });
  await leave();
  expect(await progress()).toMatchObject({
    data: { progress: { state: 'DONE', answer: null } },
    ...refused,
  });
});
