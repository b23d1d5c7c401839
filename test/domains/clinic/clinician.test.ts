import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { nodeIdOf } from '../../../src/kernel/schema/node.ts';
import { type Data, type RealmApi, startRealm } from '../../support/realm.ts';

/* What of a clinician is for administrators alone, what ends sessions, and that there always is an administrator. */

const admin = 'admin@clinic.example';
const marit = 'marit@clinic.example';

let clinic: RealmApi;
beforeAll(async () => {
  clinic = await startRealm('clinic');
  await clinic.sql`update clinic.clinicians set notes = 'On probation.'`;
});
afterAll(() => clinic.stop());

describe('notes on a clinician are for administrators', () => {
  const node = nodeIdOf('ClinicClinician', 2);
  const ways: readonly (readonly [string, string])[] = [
    ['by id', '{ clinicClinician(id: 2) { notes } }'],
    ['in a list', '{ clinicClinicians { nodes { notes } edges { node { notes } } } }'],
    ['by nodeId', `{ node(nodeId: "${node}") { ... on ClinicClinician { notes } } }`],
    ['as whoever leads a session', '{ clinicSessions { nodes { therapist { notes } } } }'],
    [
      'as whoever is assigned',
      '{ clinicPatients { nodes { clinicians { nodes { clinician { ...N } } } } } } fragment N on ClinicClinician { notes }',
    ],
    ['of oneself', '{ clinicMe { notes } }'],
  ];
  test.each(ways)('%s', async (_way, query) => {
    expect(JSON.stringify(await clinic.get(admin, query))).toContain('On probation.');
    const others = JSON.stringify(await clinic.get(marit, query));
    expect(others).toContain('"notes":null');
    expect(others).not.toContain('On probation.');
  });

  test('and nobody else filters or sorts by them, or finds them in the trail', async () => {
    for (const query of [
      '{ clinicClinicians(filter: { notes: { startsWith: "On" } }) { totalCount } }',
      '{ clinicSessions(filter: { therapist: { notes: { isNull: false } } }) { totalCount } }',
      '{ clinicClinicians(orderBy: [{ field: NOTES }]) { nodes { id } } }',
    ]) {
      expect(await clinic.codeOf(marit, query)).toBe('GRAPHQL_VALIDATION_FAILED');
    }
    const trail = '{ clinicAuditLogs(first: 1) { nodes { after } } }';
    expect(await clinic.codeOf(marit, trail)).toBe('FORBIDDEN');
  });

  test('nor are they told to who follows with others', async () => {
    const { changeCursor } = await clinic.get(admin, '{ changeCursor }');
    const query = `subscription { clinicPatientsChanged(since: "${changeCursor}") { clinicPatientClinician { clinician { notes } } } }`;
    const sockets = [await clinic.follow(admin, query), await clinic.follow(marit, query)];
    await clinic.sql`update clinic.patient_clinicians set notes = 'Anew.' where patient_id = 1`;
    const told = await Promise.all(sockets.map(async (socket) => (await socket.next()).payload));
    for (const { socket } of sockets) socket.close();
    const [toAdmin, toMarit] = told.map((each: Data) => each.data.clinicPatientsChanged);
    expect(toAdmin.clinicPatientClinician.clinician).toEqual({ notes: 'On probation.' });
    expect(toMarit.clinicPatientClinician.clinician).toEqual({ notes: null });
  });

  test('who keep them, and are told when somebody was faster', async () => {
    const update = (version: number) =>
      `mutation { updateClinicClinician(id: 3, expectedVersion: ${version}, input: { notes: "Back." }) { notes version } }`;
    const { clinicClinician } = await clinic.get(admin, '{ clinicClinician(id: 3) { version } }');
    const { updateClinicClinician } = await clinic.get(admin, update(clinicClinician.version));
    expect(updateClinicClinician.notes).toBe('Back.');
    expect(await clinic.codeOf(admin, update(clinicClinician.version))).toBe('STALE');
  });
});

describe('sessions end', () => {
  const login = 'ada@clinic.example';
  const password = 'a password that is long';
  const signIn = (word: string) =>
    `mutation { signIn(login: "${login}", password: "${word}", realm: CLINIC) { accessToken refreshToken } }`;
  const me = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await clinic.post({ query: '{ clinicMe { email } }' }, headers);
    return (await response.json()).data;
  };
  let id = '';
  beforeAll(async () => {
    const made = `createClinicClinician(input: { name: "Ada", email: "${login}", password: "${password}" }) { id }`;
    ({ id } = (await clinic.get(admin, `mutation { ${made} }`)).createClinicClinician);
  });

  const update = (active: boolean) =>
    `updateClinicClinician(id: ${id}, input: { active: ${active} }) { id }`;
  test.each([
    [
      'who gets another password',
      () => [`setClinicPassword(id: ${id}, password: "${password}") { id }`],
    ],
    ['who is deactivated, also if that is undone', () => [update(false), update(true)]],
  ])('of %s', async (_who, fields) => {
    const { signIn: session } = await clinic.get(admin, signIn(password));
    expect(await me(session.accessToken)).toEqual({ clinicMe: { email: login } });
    for (const field of fields()) await clinic.get(admin, `mutation { ${field} }`);
    const refresh = `mutation { refreshSession(refreshToken: "${session.refreshToken}") { accessToken } }`;
    expect(await clinic.codeOf(null, refresh)).toBe('UNAUTHENTICATED');
    await expect.poll(() => me(session.accessToken)).toBeUndefined();
  });
});

describe('the last active administrator', () => {
  const second = 'second@clinic.example';
  let [firstId, secondId] = [0, 0];
  beforeEach(async () => {
    const rows = await clinic.sql`
      insert into clinic.clinicians (name, email, role) values ('First', ${admin}, 'ADMIN'), ('Second', ${second}, 'ADMIN')
      on conflict (kernel.normal_label(email)) do update set role = 'ADMIN', active = true returning id`;
    [firstId, secondId] = rows.map((row) => Number(row['id'])) as [number, number];
  });

  const commands: [what: string, field: (id: number) => string][] = [
    ['deactivated', (id) => `updateClinicClinician(id: ${id}, input: { active: false }) { id }`],
    ['demoted', (id) => `updateClinicClinician(id: ${id}, input: { role: CLINICIAN }) { id }`],
    ['deleted', (id) => `deleteClinicClinician(id: ${id}, cascade: true) { entityId }`],
  ];
  const attempt = (who: string, field: string) => clinic.codeOf(who, `mutation { ${field} }`);
  const admins = async () =>
    (await clinic.sql`select from clinic.clinicians where role = 'ADMIN' and active`).length;

  test.each(commands)('is not %s', async (_what, field) => {
    await clinic.sql`update clinic.clinicians set active = false where id = ${firstId}`;
    expect(await attempt(second, field(secondId))).toBe('LAST_ADMIN');
    expect(await admins()).toBe(1);
  });

  test.each([
    ['deactivated', 'update clinic.clinicians set active = false'],
    ['demoted', `update clinic.clinicians set role = 'CLINICIAN'`],
    ['deleted', 'delete from clinic.clinicians'],
  ])('is not %s by SQL', async (_what, statement) => {
    await expect(clinic.sql.unsafe(statement)).rejects.toMatchObject({
      code: '23514',
      constraint_name: 'clinicians_last_admin',
    });
    expect(await admins()).toBe(2);
  });

  test('is told so in words, and may be renamed', async () => {
    await clinic.sql`update clinic.clinicians set active = false where id = ${firstId}`;
    const demote = `updateClinicClinician(id: ${secondId}, input: { role: CLINICIAN }) { id }`;
    const { errors: [refused] = [] } = await clinic.ask(second, `mutation { ${demote} }`);
    expect(refused?.message).toContain('The last active administrator has to stay.');
    expect(refused?.extensions).toMatchObject({ code: 'INVALID_STATE', rule: 'LAST_ADMIN' });
    const rename = `updateClinicClinician(id: ${secondId}, input: { name: "Only" }) { id }`;
    expect(await attempt(second, rename)).toBe('done');
  });

  test.each(commands)('stays when two are %s at once by each other', async (_what, field) => {
    const ends = await Promise.all([
      attempt(admin, field(secondId)),
      attempt(second, field(firstId)),
    ]);
    expect(await admins()).toBe(1);
    const refused = ends.filter((end) => end !== 'done');
    expect(refused).toHaveLength(1);
    // the loser may be nobody, or no administrator, by then
    expect(['LAST_ADMIN', 'UNAUTHENTICATED', 'FORBIDDEN']).toContain(refused[0]);
  });
});
