import { Writable } from 'node:stream';
import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builder } from '../../../src/kernel/index.ts';
import { type RealmApi, startRealm } from '../../support/realm.ts';
import { everything, text as marker, smallest } from '../../support/smallest.ts';

/*
 * Text about patients is in no log, no metric, and in no error but where the document itself is wrong: there GraphQL
 * repeats to whoever sent it what was sent. Every text that these tests write is the same.
 */

const admin = 'admin@clinic.example';
const marit = 'marit@clinic.example';

let logged = '';
const logTo = new Writable({
  write(line, _encoding, done) {
    logged += String(line);
    done();
  },
});

let clinic: RealmApi;
beforeAll(async () => {
  clinic = await startRealm('clinic', { LOG_LEVEL: 'trace', METRICS: 'on' }, logTo);
});
afterAll(() => clinic.stop());

const commandsOf = (schema: GraphQLSchema) =>
  Object.values(schema.getMutationType()?.getFields() ?? {}).filter(
    ({ name }) => /^(create|update|amend|delete)Clinic(?!(Patient)?Clinician)/.test(name), // these are about who treats
  );

/** What is told of an attempt: the codes, and whether the text is in what is said of it. */
const attempt = async (who: string | null, document: string, variables = {}) => {
  const { errors = [] } = await clinic.ask(who, document, variables);
  expect(JSON.stringify(errors)).not.toContain(marker);
  return errors.map(({ extensions }) => extensions.code);
};

describe('no error says what a command was given:', () => {
  test('it is not that there are no commands', () => {
    expect(commandsOf(builder.toSchema()).length).toBeGreaterThan(12);
  });

  test('with all that each of them takes, by those who may, who may not, and again', async () => {
    const codes = new Set<string>();
    const schema = builder.toSchema();
    for (const field of commandsOf(schema)) {
      const document = smallest(schema, 'mutation', field, everything(field));
      for (const who of [null, marit, admin, admin]) {
        for (const code of await attempt(who, document)) codes.add(code);
      }
    }
    // so that it is about refusals of many kinds
    for (const code of ['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'STALE', 'NOT_FOUND']) {
      expect(codes).toContain(code);
    }
  });

  const patient = `name: "${marker}", dateOfBirth: "2018-01-01"`;
  const document = `title: "${marker}", name: "${marker}", contents: "${marker}", type: LETTER, date: "2026-11-01T10:00:00Z"`;
  const refusals: [code: string, field: string][] = [
    ['CONFLICT', `createClinicPatient(input: { ${patient}, uniqueIdentifier: "310482" }) { id }`],
    [
      'BAD_USER_INPUT',
      `createClinicPatient(input: { ${patient}, uniqueIdentifier: "${marker}" }) { id }`,
    ],
    [
      'BAD_USER_INPUT|CHECK_FAILED',
      `createClinicPatient(input: { ${patient}, ndisFunds: "-1" }) { id }`,
    ],
    [
      'PARENT_MISSING',
      `createClinicDocument(input: { patientId: 999, ${document}, allocatedUnits: 1 }) { id }`,
    ],
    [
      'BAD_USER_INPUT|CHECK_FAILED',
      `createClinicDocument(input: { patientId: 1, ${document}, allocatedUnits: -1 }) { id }`,
    ],
    [
      'BAD_USER_INPUT',
      `createClinicDocument(input: { patientId: 1, ${document.replace(marker, marker.repeat(9000))}, allocatedUnits: 1 }) { id }`,
    ],
    [
      'STALE',
      `updateClinicPatient(id: 1, expectedVersion: 99, input: { medicalHistory: "${marker}" }) { id }`,
    ],
    ['HAS_DEPENDENTS', 'deleteClinicPatient(id: 1) { entityId }'],
    ['INVALID_STATE', `updateClinicSessionNote(id: 2, input: { notes: "${marker}" }) { id }`],
    [
      'INVALID_STATE',
      `amendClinicSessionNote(id: 1, text: "${marker}", reason: "${marker}") { id }`,
    ],
    ['INVALID_STATE', 'deleteClinicSessionNote(id: 2) { entityId }'],
    [
      'INVALID_STATE',
      `updateClinicSession(id: 1, input: { therapistId: 4, notes: "${marker}" }) { id }`,
    ],
  ];
  test.each(refusals)('%s to %s', async (code, field) => {
    await clinic.sql`update clinic.patients set name = ${marker}, medical_history = ${marker} where id = 1`;
    await clinic.sql`update clinic.session_notes set notes = ${marker} where id in (1, 2)`;
    const codes = await attempt(admin, `mutation { ${field} }`);
    expect(codes).toEqual([expect.stringMatching(`^(${code})$`)]);
  });

  test('nor what the database says of a value that it refuses unexpectedly', async () => {
    await clinic.sql.unsafe(`
      create function clinic.refuse() returns trigger language plpgsql as $$
      begin raise exception 'no' using errcode = 'ZZ001', detail = 'It is ' || new.title; end $$;
      create trigger refuse before insert on clinic.documents for each row execute function clinic.refuse()`);
    const field = `createClinicDocument(input: { patientId: 1, ${document}, allocatedUnits: 1 }) { id }`;
    expect(await attempt(admin, `mutation { ${field} }`)).toEqual(['INTERNAL_SERVER_ERROR']);
    await clinic.sql`drop function clinic.refuse() cascade`;
    expect(logged).toContain('ZZ001');
  });

  test('nor what is asked for', async () => {
    const variables = { text: marker };
    const find = `query ($text: String) { clinicPatients(filter: { name: { contains: $text }, id: { in: [] } }, after: $text) { totalCount } }`;
    expect(await attempt(marit, find, variables)).toEqual(['BAD_USER_INPUT']);
  });
});

test('the log and the metrics say nothing of what was written and read', async () => {
  await clinic.get(marit, '{ clinicPatients { nodes { name medicalHistory } } }');
  const metrics = await (await fetch(`${clinic.url}/metrics`)).text();
  expect(metrics).toContain('pearl_sockets');
  expect(metrics).not.toContain(marker);
  expect(logged).toContain('/graphql');
  expect(logged).not.toContain(marker);
});

test('the trail is for administrators, who see all patients', async () => {
  const trail = '{ clinicAuditLogs(first: 1) { nodes { after } } }';
  expect(await clinic.codeOf(marit, trail)).toBe('FORBIDDEN');
  expect(await clinic.codeOf(admin, trail)).toBe('done');
});
