import postgres from 'postgres';
import { authorizationOf, start } from './competitors.ts';
import { createDatabase } from './database.ts';
import type { Job, Measure } from './load.ts';
import type { Results } from './report.ts';

/*
 * What it costs to see a part of what there is: somebody who sees some rows beside somebody who sees all, who ask for the
 * same number of them, by turns. And what it costs that there is more.
 */

export type Options = {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
};
export type Load = (job: Job) => Promise<Measure>;
type Asked = Pick<Job, 'url' | 'headers' | 'bodies' | 'tokens'>;

const warmUpSeconds = 1;

/** Measures jobs in turn, in another order each round. */
export const inTurns = async (load: Load, jobs: Record<string, Asked>, options: Options) => {
  const { rounds, seconds, connections } = options;
  const measures = new Map(Object.keys(jobs).map((name) => [name, [] as Measure[]]));
  const order = Object.entries(jobs);
  for (let round = 0; round < rounds; round++) {
    for (const [name, asked] of order) {
      await load({ ...asked, connections, seconds: warmUpSeconds });
      measures.get(name)?.push(await load({ ...asked, connections, seconds }));
    }
    order.push(...order.splice(0, 1));
  }
  return measures;
};

/** Runs statements that fill tables, without triggers: what these would write is not measured. */
export const fill = async (databaseUrl: string, statements: readonly string[]) => {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  await sql`set session_replication_role = replica`;
  for (const statement of statements) await sql.unsafe(statement);
  await sql`vacuum analyze`;
  await sql.end();
};

export const body = (query: string, variables = {}) => JSON.stringify({ query, variables });

const clinicRows = [
  `insert into clinic.clinicians (id, name, email, role) values (1, 'All', 'all@clinic.example', 'ADMIN'), (2, 'Some', 'some@clinic.example', 'CLINICIAN'), (3, 'Few', 'few@clinic.example', 'CLINICIAN')`,
  // names that say nothing of where a row lies
  `insert into clinic.patients (id, name, date_of_birth) select n, 'Patient ' || left(md5(n::text), 8), '2015-01-01' from generate_series(1, 10000) n`,
  `insert into clinic.patient_clinicians (patient_id, clinician_id, role) select n * 500, 3, 'Primary Therapist' from generate_series(1, 20) n`,
  `insert into clinic.patient_clinicians (patient_id, clinician_id, role) select n * 20, 2, 'Primary Therapist' from generate_series(1, 500) n`,
  `insert into clinic.sessions (id, patient_id, title, session_date, duration, status)
   select n, 1 + n % 10000, 'Session ' || n, timestamp '2026-01-05 09:00' + n * interval '1 minute', 45, 'completed' from generate_series(1, 100000) n`,
  `insert into clinic.session_notes (session_id, patient_id, notes, mood_rating)
   select n, 1 + n % 10000, 'Told the story back with four pictures and one prompt.', n % 11 from generate_series(1, 100000) n`,
  `insert into clinic.documents (patient_id, title, name, type, date, allocated_units, contents)
   select 1 + n % 10000, 'Letter ' || n, 'letter-' || n, 'letter', '2026-01-05', 1, 'Goals of the last weeks.' from generate_series(1, 30000) n`,
];

const patientsPage = (
  rows: number,
) => `{ clinicPatients(first: ${rows}, orderBy: [{ field: NAME }]) {
  nodes { id name dateOfBirth onboardingStatus openDocumentCount openNoteCount } pageInfo { endCursor hasNextPage } } }`;
const chart = `query Chart($id: ID!) { clinicPatient(id: $id) {
  id name communicationNeeds
  sessions(first: 20) { nodes { id title sessionDate status therapist { name } sessionNotes { nodes { id notes moodRating status } } } }
  documents(first: 20) { nodes { id title type status dueDate contents } } } }`;

export const compareClinic = async (load: Load, options: Options): Promise<Results> => {
  const { url: database } = await createDatabase(1_350);
  await fill(database, clinicRows);
  const server = await start('pearl', database, { login: 'all@clinic.example', realm: 'clinic' });
  const { url, headers } = server;
  const as = (login: string, bodies: readonly string[]) => {
    const authorization = authorizationOf(database, `${login}@clinic.example`, 'clinic');
    return { url, headers: { ...headers, authorization }, bodies: [...bodies] };
  };
  const charts = Array.from({ length: 500 }, (_, at) => body(chart, { id: String(20 * (at + 1)) }));
  const results: Results = new Map();
  for (const [name, clinician, login, bodies] of [
    ['page of patients', 'a clinician of 500', 'some', [body(patientsPage(50))]],
    ['page of 20 patients', 'a clinician of 20', 'few', [body(patientsPage(20))]],
    ['one chart', 'a clinician of 500', 'some', charts],
  ] as const) {
    const jobs = { [clinician]: as(login, bodies), 'an ADMIN': as('all', bodies) };
    results.set(name, await inTurns(load, jobs, options));
    console.error(`${name} is measured.`);
  }
  return results;
};

/** Texts of so many documents, each with a hundred annotations on ten elements. */
const textsOf = (documents: number) => [
  `insert into app.users (id, username) select n, 'owner ' || n from generate_series(3, 102) n`,
  `insert into app.users (id, username) values (1, 'all'), (2, 'some'), (103, 'few')`,
  `insert into app.user_roles (user_id, role_id) values (1, 1), (2, 3), (103, 3)`,
  `insert into app.document_collections (id, title, created_by_id, modified_by_id, owner_id)
   select n, 'Collection ' || n, 1, 1, 3 + n % 100 from generate_series(1, ${documents} / 10) n`,
  `insert into app.documents (id, document_collection_id, owner_id, title)
   select n, 1 + n % (${documents} / 10), 3 + n % 100, 'Document ' || n from generate_series(1, ${documents}) n`,
  `insert into app.document_elements (id, document_id, hierarchy, content)
   select n, 1 + n % ${documents}, jsonb_build_object('element_order', n / ${documents}), '{"text": "So we beat on, boats against the current."}'
   from generate_series(0, ${documents} * 10 - 1) n`,
  `insert into app.annotations (document_collection_id, document_id, document_element_id, creator_id, owner_id, motivation, body, target)
   select 1 + d % (${documents} / 10), d, (d - 1) + ${documents} * (n % 10), 1, 1, 'commenting', '{"type": "TextualBody", "value": "Yes."}',
     jsonb_build_object('source', 'document_element:' || (d - 1) + ${documents} * (n % 10))
   from generate_series(1, ${documents}) d, generate_series(1, 100) n`,
  `insert into app.object_sharing (object_id, object_type, shared_with_id, shared_with_type, access_level, created_by_id)
   select n * (${documents} / 50), 'document', 2, 'user', 'view', 1 from generate_series(1, 50) n`,
  `insert into app.object_sharing (object_id, object_type, shared_with_id, shared_with_type, access_level, created_by_id)
   select n, 'collection', 103, 'user', 'view', 1 from generate_series(1, 5) n`,
];

const documentsPage = `{ genjiDocuments(first: 50) {
  nodes { id title description collection { title } elementCount } pageInfo { endCursor hasNextPage } } }`;
const firstPage = `query First($id: ID!) { genjiDocument(id: $id) {
  id title annotations(first: 50) { nodes { id motivation text status creator { username } element { id elementOrder } } } } }`;

export const compareGenji = async (load: Load, options: Options): Promise<Results> => {
  const serverOf = async (documents: number) => {
    const { url: database } = await createDatabase(1_350);
    await fill(database, textsOf(documents));
    return { ...(await start('pearl', database, { login: 'all', realm: 'genji' })), database };
  };
  const [large, small] = [await serverOf(10_000), await serverOf(100)];
  const readers = ['some', 'few'].map((login) => authorizationOf(large.database, login, 'genji'));
  const { url, headers } = large;
  const bodies = [body(documentsPage)];
  const as = (authorization = '') => ({ url, headers: { ...headers, authorization }, bodies });
  const results: Results = new Map();
  for (const [name, reader, authorization] of [
    ['page of documents', 'a reader with 50 shares', readers[0]],
    ['page out of collections', 'a reader of five', readers[1]],
  ] as const) {
    results.set(
      name,
      await inTurns(
        load,
        { [reader]: as(authorization), 'an admin': as(headers['authorization']) },
        options,
      ),
    );
  }
  const pages = (documents: number) =>
    Array.from({ length: 100 }, (_, at) =>
      body(firstPage, { id: String((at + 1) * (documents / 100)) }),
    );
  results.set(
    'annotations of a document',
    await inTurns(
      load,
      {
        'of 1,000,000': { url, headers, bodies: pages(10_000) },
        'of 10,000': { url: small.url, headers: small.headers, bodies: pages(100) },
      },
      options,
    ),
  );
  return results;
};
