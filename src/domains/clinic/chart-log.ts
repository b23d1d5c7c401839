import { type Context, query } from '../../kernel/index.ts';
import { today } from './day.ts';

/** Notes, once a day, that whoever asks looks at these charts. */
const log = (from: string) => ({
  period: today,
  note: (inside: Context, keys: readonly (string | number)[]) =>
    query(
      inside,
      `insert into clinic.chart_looks (patient_id, clinician_id, username, day)
       select distinct k.patient_id, c.id, c.email, $3::date
       from ${from} as k (patient_id), clinic.clinicians c where c.id = $2
       on conflict do nothing`,
      [`{${keys.join()}}`, inside.viewer?.id, today()],
    ),
});

/** Columns of a patient, and of what names the patient. */
export const chartLog = log('unnest($1::int[])');

/** Columns of what names a note, which may be gone: then the trail knows whose it was. */
export const noteLog = log(
  `(select n.patient_id from clinic.session_notes n where n.id = any($1::int[])
    union select (l.changes->'before'->>'patient_id')::int from clinic.audit_logs l
      where l.entity_type = 'ClinicSessionNote' and l.action = 'DELETE' and l.entity_id = any($1::int[]::text[]))`,
);
