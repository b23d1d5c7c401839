import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Viewer } from '../../../src/kernel/context.ts';
import { makeSchema } from '../../../src/schema.ts';
import { nodesOf, planOf, touched } from '../../kernel/query-plan.ts';
import { readingFrom, type Statement } from '../../kernel/reading.ts';
import { type RealmApi, startRealm } from '../../support/realm.ts';

/* Who sees a patient sees what hangs on the patient: that is asked where one comes in, and not at each step from there on. */

let clinic: RealmApi;
let read: ReturnType<typeof readingFrom>;
let viewer: Viewer;
beforeAll(async () => {
  clinic = await startRealm('clinic');
  read = readingFrom(clinic.sql, await makeSchema(['pearl', 'clinic']));
  const [marit] = await clinic.sql<{ id: number }[]>`
    select id from clinic.clinicians where email = 'marit@clinic.example'`;
  viewer = { realm: 'clinic', id: marit?.id ?? 0, username: 'marit', role: 'CLINICIAN' };
});
afterAll(() => clinic.stop());

const amendments = 'amendments(first: 2) { nodes { id } }';
const notes = `sessionNotes(first: 5) { nodes { id ${amendments} } }`;
const sessions = `sessions(first: 5) { nodes { id ${notes} } }`;
const documents = 'documents(first: 5) { nodes { id } }';
test.each([
  ['a patient', `clinicPatients(first: 9) { nodes { id ${sessions} ${notes} ${documents} } }`],
  ['a session', `clinicSessions(first: 9) { nodes { id ${notes} } }`],
  ['a note', `clinicSessionNotes(first: 9) { nodes { id ${amendments} } }`],
])('who has come from %s is not asked again', async (_what, query) => {
  const { statements, errors } = await read(`{ ${query} }`, {}, { viewer });
  const asking = statements.filter(({ text }) => text.includes('clinic.patient_clinicians a'));
  expect([errors, asking.length, statements.length > 1]).toEqual([undefined, 1, true]);
});

test('of a patient who is asked for, one assignment is looked at of the hundreds that somebody has', async () => {
  const [patient] = await assignedTo(viewer.id);
  const query = `{ clinicPatient(id: ${patient?.id}) { id name } }`;
  const { statements, data } = await read(query, {}, { viewer });
  expect(data).toEqual({ clinicPatient: patient });
  for (const mode of ['custom', 'generic'] as const) {
    const nodes = nodesOf(await planOf(statements[0] as Statement, mode, clinic.sql));
    const looks = nodes.filter((node) => node['Relation Name'] === 'patient_clinicians');
    expect(
      looks.reduce((sum, node) => sum + touched(node), 0),
      mode,
    ).toBe(1);
  }
});

/** Patients, of whom each tenth has a clinician, and the one after it has all others. */
const assignedTo = async (clinician: Viewer['id']) => {
  await clinic.sql`insert into clinic.patients (name, date_of_birth)
    select 'Patient ' || n, '2015-01-01' from generate_series(1, 3000) n`;
  await clinic.sql`insert into clinic.patient_clinicians (patient_id, clinician_id, role)
    select p.id, c.id, 'Support Staff' from clinic.patients p, clinic.clinicians c
    where p.name like case when c.id = ${clinician} then 'Patient %0' else 'Patient %1' end`;
  await clinic.sql`vacuum analyze clinic.patients, clinic.patient_clinicians`;
  const patients = await clinic.sql<{ id: string; name: string }[]>`
    select id::text, name from clinic.patients where name like 'Patient %0' limit 1`;
  return [...patients];
};
