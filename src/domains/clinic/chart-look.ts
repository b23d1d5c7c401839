import { sql } from 'drizzle-orm';
import { one } from '../../kernel/index.ts';
import { clinicians } from './access.ts';
import { ClinicClinician } from './clinician.ts';
import { clinic } from './domain.ts';
import { ClinicPatient } from './patient.ts';
import { chartLooks } from './tables.ts';

export const ClinicChartLook = clinic.entity('ClinicChartLook', chartLooks);

ClinicChartLook.implement({
  description:
    'That somebody has read in the chart of a patient on a day: what is confidential of the patient, of a session, a note or a document. It is noted before it is shown.',
  called: ['look at a chart', 'looks at charts'],
  label: ['patientId', 'username', 'day'],
  // clinicians find their own
  visible: (viewer, look) =>
    viewer?.role === 'ADMIN' ? undefined : sql`${look.clinicianId} = ${viewer?.id ?? null}::int`,
  columns: {
    id: 'The key of the look.',
    patientId: 'The key of the patient, who may be gone by now.',
    clinicianId: 'The key of the clinician; null when there is none any more.',
    username: 'The e-mail address of the clinician at that time.',
    day: 'The day, in UTC.',
    createdAt: 'When the clinician looked for the first time on that day.',
  },
  fields: () => ({
    patient: one(
      ClinicPatient,
      'patientId',
      'The patient whose chart it is; null when they are gone.',
      { nullable: true },
    ),
    clinician: one(ClinicClinician, 'clinicianId', 'Who looked.', { nullable: true }),
  }),
  read: { many: 'clinicChartLooks', allow: clinicians },
});
