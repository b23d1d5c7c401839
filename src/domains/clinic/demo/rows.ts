import { after } from '../day.ts';
import type * as tables from '../tables.ts';

/*
 * Invented people, and a few weeks of their therapy. Days are counted from today, so that some documents are always due.
 */

type New<T extends { $inferInsert: object }> = Readonly<T['$inferInsert']>;

const clinicians: readonly New<typeof tables.clinicians>[] = [
  {
    name: 'Odile Brandvold',
    email: 'admin@clinic.example',
    role: 'ADMIN',
    title: 'Practice manager',
  },
  {
    name: 'Marit Sandoval',
    email: 'marit@clinic.example',
    title: 'Speech pathologist',
    specialization: 'Fluency',
  },
  {
    name: 'Tobias Achterberg',
    email: 'tobias@clinic.example',
    title: 'Speech pathologist',
    specialization: 'Augmentative communication',
  },
  {
    name: 'Ines Valtonen',
    email: 'ines@clinic.example',
    title: 'Therapy assistant',
    active: false,
    notes: 'On leave.',
  },
];

type Child = readonly [name: string, born: string, needs: string, therapist: 2 | 3];

const children: readonly Child[] = [
  ['Juniper Oakes', '2017-03-14', 'Stammers when excited; speaks freely with pets.', 2],
  ['Mattias Fell', '2015-11-02', 'Uses a picture board; first words at five.', 3],
  ['Soraya Lindqvist', '2018-06-21', 'Swaps k and t; reads lips well.', 2],
  ['Emrys Calloway', '2014-01-30', 'Hoarse voice after games.', 2],
  ['Noor Vanterpool', '2019-09-09', 'Two languages at home, few words in either.', 3],
  ['Casimir Thorne', '2016-04-17', 'Follows one step at a time.', 3],
  ['Wilhelmina Abara', '2013-12-05', 'Finds turns in a conversation hard.', 2],
  ['Ruben Estevao', '2017-08-28', 'Speaks in single words; sings whole verses.', 3],
];

const titles = ['First talk', 'Sounds and games', 'Story of the week', 'Turns at the table'];
const told = [
  'Warmed up quickly. Repeated the target sounds in words, not yet in sentences.',
  'Tired today; we stayed with one game and stopped early.',
  'Told the story back with four pictures and one prompt.',
  'Asked a question without being asked to. Worth keeping the seat by the window.',
];

/** The rows of each table, in the order in which they can be made; their keys are their places, from 1. */
export const demoRows = (today: string) => {
  const patients = children.map(
    ([name, dateOfBirth, communicationNeeds], at): New<typeof tables.patients> => ({
      name,
      dateOfBirth,
      communicationNeeds,
      uniqueIdentifier: String(310_482 + at * 7_919),
      preferredLanguage: at % 3 === 0 ? 'English' : null,
      fundsManagement: at % 2 === 0 ? 'Self-Managed' : 'Advisor-Managed',
      ndisFunds: String(4_000 + at * 750),
      onboardingStatus: at === 7 ? 'incomplete' : 'complete',
    }),
  );
  const patientClinicians = children.flatMap(
    ([, , , therapist], at): New<typeof tables.patientClinicians>[] => [
      { patientId: at + 1, clinicianId: therapist, role: 'Primary Therapist' },
      ...(at % 4 === 0
        ? [{ patientId: at + 1, clinicianId: 5 - therapist, role: 'Supervisor' } as const]
        : []),
    ],
  );
  const sessions = children.flatMap(([, , , therapistId], at) =>
    titles.map(
      (title, week): New<typeof tables.sessions> => ({
        patientId: at + 1,
        therapistId,
        title,
        sessionDate: `${after(today, 7 * (week - 2) + (at % 5))} ${9 + (at % 6)}:30:00`,
        duration: 45,
        status: week < 2 ? 'completed' : 'draft',
        location: 'Room 2',
      }),
    ),
  );
  const sessionNotes = sessions.flatMap((session, at): New<typeof tables.sessionNotes>[] =>
    session.status === 'completed'
      ? [
          {
            sessionId: at + 1,
            patientId: session.patientId,
            presentCaregivers: at % 2 === 0 ? ['Mother'] : ['Father', 'Grandmother'],
            moodRating: 4 + (at % 6),
            focusRating: 3 + (at % 7),
            notes: told[at % told.length],
            status: at % 5 === 0 ? 'draft' : 'completed',
            date: session.sessionDate,
          },
        ]
      : [],
  );
  const documents = children.map(
    ([, , , therapistId], at): New<typeof tables.documents> => ({
      patientId: at + 1,
      therapistId,
      title: at % 2 === 0 ? 'Progress report' : 'Letter to the school',
      name: `report-${at + 1}`,
      type: at % 2 === 0 ? 'progress-report' : 'letter',
      date: `${after(today, -14)} 12:00:00`,
      dueDate: after(today, at * 3 - 6),
      allocatedUnits: 2,
      contents: at % 2 === 0 ? 'Goals of the last weeks, and what comes next.' : null,
      status: at % 3 === 0 ? 'completed' : 'draft',
    }),
  );
  const people = clinicians.map((each) => ({ active: true, role: 'CLINICIAN', ...each }));
  return { clinicians: people, patients, patientClinicians, sessions, sessionNotes, documents };
};
