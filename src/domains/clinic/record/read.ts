import { type Context, query, refusal } from '../../../kernel/index.ts';
import { ClinicDocument } from '../document.ts';
import { ClinicPatient } from '../patient.ts';
import { ClinicPatientClinician } from '../patient-clinician.ts';
import { ClinicSession } from '../session.ts';
import { ClinicSessionNoteAmendment } from '../session-note/amendment.ts';
import { ClinicSessionNote } from '../session-note/type.ts';

export type Record = NonNullable<Awaited<ReturnType<typeof recordOf>>>;

/** The most bytes of text in a record that is answered at once. */
const mostBytes = 10_000_000;

const size = `
  select sum(octet_length(t))::float as bytes from (
    select t::text from clinic.patients t where id = $1
    union all select t::text from clinic.patient_clinicians t where patient_id = $1
    union all select t::text from clinic.sessions t where patient_id = $1
    union all select t::text from clinic.session_notes t where patient_id = $1
    union all select t::text from clinic.session_note_amendments t
      join clinic.session_notes n on n.id = t.session_note_id where n.patient_id = $1
    union all select t::text from clinic.documents t where patient_id = $1
  ) rows (t)`;

/** All that is known of a patient whom the viewer sees, in the order in which it happened. */
export const recordOf = async (ctx: Context, id: number) => {
  const [patient] = await query(ctx, ClinicPatient, { id: { eq: id } });
  if (!patient) return undefined;
  const [found] = await query<{ bytes: number }>(ctx, size, [id]);
  if (found && found.bytes > mostBytes) {
    throw refusal('TOO_EXPENSIVE', 'This record is too large for one answer: read it in pages.', {
      field: 'patientId',
    });
  }
  const ofPatient = { patientId: { eq: id } };
  const [assignments, sessions, notes, amendments, documents] = await Promise.all([
    query(ctx, ClinicPatientClinician, ofPatient),
    query(ctx, ClinicSession, ofPatient),
    query(ctx, ClinicSessionNote, ofPatient),
    query(ctx, ClinicSessionNoteAmendment, { sessionNote: ofPatient }),
    query(ctx, ClinicDocument, ofPatient),
  ]);
  const people = [...assignments, ...amendments].map(({ clinicianId }) => clinicianId);
  const therapists = [...sessions, ...documents].map(({ therapistId }) => therapistId);
  const clinicians = await query<{ id: number; name: string }>(
    ctx,
    'select id, name from clinic.clinicians where id = any($1::int[])',
    [`{${[...new Set([...people, ...therapists])].filter((key) => key !== null).join()}}`],
  );
  const names = new Map(clinicians.map(({ id: key, name }) => [key, name]));
  const nameOf = (key: number | null) => (key === null ? null : (names.get(key) ?? null));
  const byDate = <Row>(rows: readonly Row[], dateOf: (row: Row) => string) =>
    rows.toSorted((a, b) => dateOf(a).localeCompare(dateOf(b)));
  return {
    patient,
    clinicians: assignments.map(({ clinicianId, role, assignedDate, notes: remarks }) => ({
      name: nameOf(clinicianId),
      role,
      assignedDate,
      notes: remarks,
    })),
    sessions: byDate(sessions, ({ sessionDate }) => sessionDate).map((session) => ({
      ...session,
      therapist: nameOf(session.therapistId),
      sessionNotes: byDate(
        notes.filter(({ sessionId }) => sessionId === session.id),
        ({ date }) => date,
      ).map((note) => ({
        ...note,
        amendments: amendments
          .filter(({ sessionNoteId }) => sessionNoteId === note.id)
          .map((amendment) => ({ ...amendment, clinician: nameOf(amendment.clinicianId) })),
      })),
    })),
    documents: byDate(documents, ({ date }) => date).map((document) => ({
      ...document,
      therapist: nameOf(document.therapistId),
    })),
  };
};
