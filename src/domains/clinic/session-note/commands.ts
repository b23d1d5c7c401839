import { columns, input, mutation, optimistic } from '../../../kernel/index.ts';
import { clinicians } from '../access.ts';
import { ClinicSession } from '../session.ts';
import { sessionNoteAmendments, sessionNotes } from '../tables.ts';
import { assertCompleted, assertDraft } from './rule.ts';
import { ClinicSessionNote } from './type.ts';

const written = [
  'presentCaregivers',
  'moodRating',
  'physicalActivityRating',
  'focusRating',
  'cooperationRating',
  'notes',
  'products',
  'status',
  'date',
] as const;

const rating = { min: 0, max: 10 };
const rules = {
  moodRating: rating,
  physicalActivityRating: rating,
  focusRating: rating,
  cooperationRating: rating,
  notes: { max: 100_000, lines: true },
};

const NewNote = input('CreateClinicSessionNoteInput', {
  description: 'The values of a new note. Its patient is that of the session.',
  fields: (arg) => ({
    sessionId: arg.id('The key of the session.', { of: ClinicSession }),
    ...columns(ClinicSessionNote, written, { rules }),
  }),
});

mutation(
  'createClinicSessionNote',
  {
    description: 'Creates a note on a session.',
    allow: clinicians,
    args: (arg) => ({ input: arg(NewNote, 'Its values.') }),
    answers: ClinicSessionNote,
  },
  async (tx, { input: { sessionId, ...values } }) => {
    const { patientId } = await tx.lock(ClinicSession, sessionId, { lock: 'key share' });
    return tx.insertOne(sessionNotes, { sessionId, patientId, ...values });
  },
);

const NoteChanges = input('UpdateClinicSessionNoteInput', {
  description: 'The changes of a note. A field that is left out stays as it is.',
  fields: () => columns(ClinicSessionNote, written, { rules }),
});

optimistic(
  'updateClinicSessionNote',
  {
    description: 'Changes a note that is still being written.',
    allow: clinicians,
    on: ClinicSessionNote,
    key: 'id',
    args: (arg) => ({
      id: arg.id('The key of the note.', { of: ClinicSessionNote }),
      input: arg(NoteChanges, 'What to change.'),
    }),
  },
  (note, { input: changes }) => {
    assertDraft(note);
    return changes;
  },
);

mutation(
  'amendClinicSessionNote',
  {
    description: 'Adds to a completed note, which itself stays as it is.',
    allow: clinicians,
    args: (arg) => ({
      id: arg.id('The key of the note.', { of: ClinicSessionNote }),
      text: arg.text('What to add.', { max: 100_000, lines: true }),
      reason: arg.text('Why.', { max: 1000 }),
    }),
    answers: ClinicSessionNote,
  },
  async (tx, { id, text, reason }) => {
    const note = await tx.lock(ClinicSessionNote, id);
    assertCompleted(note);
    await tx.insert(sessionNoteAmendments, [
      { sessionNoteId: id, clinicianId: Number(tx.viewer.id), text, reason },
    ]);
    return note;
  },
);
