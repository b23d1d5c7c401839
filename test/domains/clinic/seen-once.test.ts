import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Viewer } from '../../../src/kernel/context.ts';
import { makeSchema } from '../../../src/schema.ts';
import { readingFrom } from '../../kernel/reading.ts';
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
