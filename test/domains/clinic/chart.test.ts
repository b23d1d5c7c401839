import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDemo } from '../../../src/domains/clinic/demo/load.ts';
import { type Api, startApi } from '../../support/api.ts';
import { openSocket, type Socket, subscribe } from '../../support/live.ts';

/* The clinic with its demo data: Marit is assigned to patient 1, Tobias to patient 2; neither to the other's. */

const marit = 'marit@clinic.example';
const tobias = 'tobias@clinic.example';
const admin = 'admin@clinic.example';
const [hers, his] = ['3', '2'];

type Answer = {
  readonly data: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions: Record<string, unknown>;
  }[];
};

let api: Api;
beforeAll(async () => {
  api = await startApi({ DOMAINS: 'pearl,clinic' });
  await seedDemo(api.sql, { today: '2026-11-02' });
});
afterAll(() => api.stop());

const tokenOf = (email: string) => api.authority.sign(email, { realm: 'clinic' });

const ask = async (email: string, query: string, variables: object = {}): Promise<Answer> => {
  const headers = { authorization: `Bearer ${await tokenOf(email)}` };
  return (await api.post({ query, variables }, headers)).json();
};

const found = <Value>({ data }: Answer, field: string) => (data ?? {})[field] as Value;
const refusalOf = ({ errors }: Answer) => errors?.[0]?.extensions['code'];

describe('a clinician sees assigned patients and what hangs on them:', () => {
  const lists = [
    ['clinicPatients', 'id'],
    ['clinicDocuments', 'patientId'],
    ['clinicSessions', 'patientId'],
    ['clinicSessionNotes', 'patientId'],
    ['clinicPatientClinicians', 'patientId'],
  ] as const;

  test.each(lists)('in the list %s, and in its count', async (list, key) => {
    const query = `{ ${list}(first: 100) { totalCount nodes { patient: ${key} } } }`;
    const [own, all] = await Promise.all([ask(marit, query), ask(admin, query)]);
    const rowsOf = (answer: Answer) =>
      found<{ totalCount: number; nodes: { patient: string }[] }>(answer, list);
    const patients = rowsOf(own).nodes.map(({ patient }) => patient);
    expect(patients).toContain(hers);
    expect(patients).not.toContain(his);
    expect(rowsOf(own).totalCount).toBe(patients.length);
    expect(rowsOf(all).totalCount).toBeGreaterThan(patients.length);
  });

  test('by its key, through a relation, and by a filter through one', async () => {
    const answer = await ask(
      marit,
      `query ($his: ID!) {
        clinicPatient(id: $his) { name }
        clinicClinicians(filter: { email: { eq: "${tobias}" } }) {
          nodes { assignments { totalCount } documents { totalCount } }
        }
        clinicDocuments(filter: { patient: { id: { eq: $his } } }) { totalCount }
      }`,
      { his },
    );
    expect(answer.data).toMatchObject({ clinicPatient: null, clinicDocuments: { totalCount: 0 } });
    const { nodes } = found<{ nodes: object[] }>(answer, 'clinicClinicians');
    expect(nodes).toMatchObject([{ documents: { totalCount: 1 } }]); // of the one whom both care for
  });

  test('whose patient it is not is told what nobody’s patient would be', async () => {
    const create = (patientId: string) =>
      ask(
        marit,
        `mutation ($patientId: ID!) { createClinicDocument(input: { patientId: $patientId, title: "A", name: "a", type: LETTER, date: "2026-11-01T10:00:00Z", allocatedUnits: 1 }) { id } }`,
        { patientId },
      );
    const [hidden, missing] = await Promise.all([create(his), create('999999')]);
    expect(refusalOf(hidden)).toBe('PARENT_MISSING');
    expect(hidden.errors?.[0]?.message).toBe(missing.errors?.[0]?.message);
  });

  test('from the moment of the assignment to the moment of its end', async () => {
    const patient = `{ clinicPatient(id: "${his}") { name } }`;
    const assigned = await ask(
      admin,
      `mutation { createClinicPatientClinician(input: { patientId: "${his}", clinicianId: "2", role: SUPPORT_STAFF }) { id } }`,
    );
    const { id } = found<{ id: string }>(assigned, 'createClinicPatientClinician');
    expect((await ask(marit, patient)).data?.['clinicPatient']).not.toBeNull();
    await ask(admin, 'mutation ($id: ID!) { deleteClinicPatientClinician(id: $id) { entityId } }', {
      id,
    });
    expect((await ask(marit, patient)).data?.['clinicPatient']).toBeNull();
  });
});

describe('a note', () => {
  const create = (values: string) =>
    ask(
      marit,
      `mutation { createClinicSessionNote(input: { sessionId: "9", ${values} }) { id patientId status } }`,
    );

  test('is about the patient of its session; completed, it is amended and not edited', async () => {
    const { data } = await create('notes: "Hummed along.", moodRating: 7, status: COMPLETED');
    const note = data?.['createClinicSessionNote'] as { id: string };
    expect(note).toMatchObject({ patientId: hers, status: 'COMPLETED' });
    const edited = await ask(
      marit,
      'mutation ($id: ID!) { updateClinicSessionNote(id: $id, input: { notes: "Sang." }) { id } }',
      note,
    );
    expect(edited.errors?.[0]?.extensions).toMatchObject({
      code: 'INVALID_STATE',
      rule: 'NOTE_COMPLETED',
    });
    const amended = await ask(
      marit,
      'mutation ($id: ID!) { amendClinicSessionNote(id: $id, text: "She sang.", reason: "Heard the tape.") { notes amendments { nodes { text reason clinician { name } } } } }',
      note,
    );
    expect(amended.data?.['amendClinicSessionNote']).toEqual({
      notes: 'Hummed along.',
      amendments: {
        nodes: [
          {
            text: 'She sang.',
            reason: 'Heard the tape.',
            clinician: { name: 'Marit Sandoval' },
          },
        ],
      },
    });
  });

  test('has ratings from 0 to 10', async () => {
    expect(refusalOf(await create('moodRating: 11'))).toBe('BAD_USER_INPUT');
  });

  test('of a draft is not amended', async () => {
    const { data } = await create('notes: "A draft."');
    const amended = await ask(
      marit,
      'mutation ($id: ID!) { amendClinicSessionNote(id: $id, text: "x", reason: "y") { id } }',
      data?.['createClinicSessionNote'] as object,
    );
    expect(amended.errors?.[0]?.extensions).toMatchObject({ rule: 'NOTE_NOT_COMPLETED' });
  });
});

test('whoever leads a session is assigned to its patient', async () => {
  const create = (therapistId: number) =>
    ask(
      admin,
      `mutation ($id: ID) { createClinicSession(input: { patientId: "${hers}", therapistId: $id, title: "Talk", sessionDate: "2026-12-01T09:00:00Z", duration: 30 }) { therapist { name } } }`,
      { id: therapistId },
    );
  expect((await create(2)).data).toEqual({
    createClinicSession: { therapist: { name: 'Marit Sandoval' } },
  });
  expect((await create(4)).errors?.[0]?.extensions).toMatchObject({
    rule: 'THERAPIST_NOT_ASSIGNED',
  });
});

test('a patient goes with documents, sessions and notes, as the preview says, and comes back with them', async () => {
  const preview = await ask(
    admin,
    '{ deletePreview(type: CLINIC_PATIENT, id: "8") { token impacts { entityType count } } }',
  );
  const { token, impacts } = found<{ token: string; impacts: object[] }>(preview, 'deletePreview');
  expect(impacts).toContainEqual({ entityType: 'CLINIC_DOCUMENT', count: 1 });
  expect(impacts).toContainEqual({ entityType: 'CLINIC_SESSION', count: 4 });
  const gone = await ask(
    admin,
    'mutation ($token: String) { deleteClinicPatient(id: "8", cascade: true, previewToken: $token) { auditLogId } }',
    { token },
  );
  const sessions = '{ clinicSessions(filter: { patientId: { eq: "8" } }) { totalCount } }';
  expect((await ask(admin, sessions)).data).toEqual({ clinicSessions: { totalCount: 0 } });
  const undone = await ask(
    admin,
    'mutation ($auditLogId: ID!) { undoDelete(auditLogId: $auditLogId) { restored { entityType count } } }',
    gone.data?.['deleteClinicPatient'] as object,
  );
  expect(undone.errors).toBeUndefined();
  expect((await ask(admin, sessions)).data).toEqual({ clinicSessions: { totalCount: 4 } });
});

describe('the chart that is followed', () => {
  const follow = async (email: string, query: string): Promise<Socket> => {
    const socket = await openSocket(api);
    socket.send({
      type: 'connection_init',
      payload: { authorization: `Bearer ${await tokenOf(email)}` },
    });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    socket.send(subscribe('1', query));
    return socket;
  };

  test('is told to those who see the patient, each their own, though they ask for the same', async () => {
    const everything = async (email: string) => {
      const since = found<string>(await ask(email, '{ changeCursor }'), 'changeCursor');
      return `subscription { clinicChartChanged(since: "${since}") { clinicPatient { name } } }`;
    };
    const own = await follow(marit, await everything(marit));
    const other = await follow(tobias, await everything(tobias));
    const rename = (id: string, name: string) =>
      ask(
        admin,
        'mutation ($id: ID!, $name: String) { updateClinicPatient(id: $id, input: { name: $name }) { id } }',
        { id, name },
      );
    await rename(hers, 'Soraya the First');
    await rename(his, 'Mattias the First');
    /** All that is told up to this name: the cursor may be a moment old. */
    const toldUntil = async (socket: Socket, name: string) => {
      const told: string[] = [];
      while (!told.at(-1)?.includes(name)) told.push(JSON.stringify((await socket.next()).payload));
      return told.join();
    };
    expect(await toldUntil(own, 'Soraya the First')).not.toContain('Mattias');
    expect(await toldUntil(other, 'Mattias the First')).not.toContain('Soraya');
    for (const { socket } of [own, other]) socket.close();
  });

  test('of a patient whom somebody does not see is that of a patient who does not exist', async () => {
    const socket = await follow(
      marit,
      `subscription { clinicChartChanged(patientId: "${his}") { action } }`,
    );
    expect(JSON.stringify(await socket.next())).toContain('NOT_FOUND');
    socket.socket.close();
  });
});

test('a token of another realm reads nothing of the clinic, and a clinician’s nothing of PEARL', async () => {
  const studies = await ask(marit, '{ studies { totalCount } }');
  expect(refusalOf(studies)).toBe('FORBIDDEN');
  const headers = { authorization: `Bearer ${await api.authority.sign('admin')}` };
  const response = await api.post({ query: '{ clinicPatients { totalCount } }' }, headers);
  expect(refusalOf(await response.json())).toBe('FORBIDDEN');
});
