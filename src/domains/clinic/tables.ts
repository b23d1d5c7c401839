import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgSchema,
  text,
  timestamp,
  unique,
  uniqueIndex,
  varchar,
} from 'drizzle-orm/pg-core';
import {
  id,
  isOneOf,
  keepAnAdmin,
  moment,
  notBlank,
  references,
  rule,
  sessionColumns,
  sessionRules,
  stamps,
  trailColumns,
  trailRules,
} from '../../database/columns.ts';

/*
 * Patients, documents and session notes, and the two foreign keys with their fixed names, are the specification's; sessions,
 * clinicians and their assignments are what these need. What goes beyond is marked "ours"; besides, every table has a
 * `version`, `created_at` and `updated_at`. Money for therapy is planned elsewhere: `documents.budget_item_id` is left out.
 */
export const clinic = pgSchema('clinic');

export const fundsManagements = ['Self-Managed', 'Advisor-Managed', 'Custodian-Managed'] as const;
export const onboardingStatuses = ['incomplete', 'complete'] as const;
export const documentTypes = ['progress-report', 'assessment-report', 'letter'] as const;
export const draftStatuses = ['draft', 'completed'] as const;
export const careRoles = [
  'Primary Therapist',
  'Secondary Therapist',
  'Supervisor',
  'Support Staff',
] as const;
export const roles = ['CLINICIAN', 'ADMIN'] as const;

/** A time on the clinic's own clock: it says nothing of a zone. */
const localTime = (name: string) => timestamp(name, { mode: 'string' });
const normal = (column: string) => sql.raw(`kernel.normal_label(${column})`);

export const clinicians = clinic.table(
  'clinicians',
  {
    id: id(),
    name: text('name').notNull(),
    title: text('title'),
    email: text('email').notNull(),
    specialization: text('specialization'),
    active: boolean('active').notNull().default(true),
    notes: text('notes'),
    role: varchar('role', { enum: roles }).notNull().default('CLINICIAN'), // ours
    ...stamps(),
  },
  (t) => [
    uniqueIndex('uq_clinicians_email_normal').on(normal('email')), // ours: they sign in with it
    isOneOf(t.role, roles),
    notBlank(t.name),
    notBlank(t.email),
  ],
);

/** Ours: no reader of clinicians comes across a hash. */
export const clinicianPasswords = clinic.table(
  'clinician_passwords',
  {
    id: id(),
    clinicianId: integer('clinician_id').notNull(),
    passwordHash: text('password_hash').notNull(),
    ...stamps(),
  },
  (t) => [
    references(t.clinicianId, clinicians.id, 'cascade'),
    uniqueIndex('uq_clinician_passwords_clinician').on(t.clinicianId),
  ],
);

/** Ours: who is signed in. The names of its columns are those that all domains use. */
export const clinicianSessions = clinic.table(
  'clinician_sessions',
  {
    id: id(),
    clinicianId: integer('clinician_id').notNull(),
    ...sessionColumns(),
  },
  (t) => [
    references(t.clinicianId, clinicians.id, 'cascade'),
    index('idx_clinician_sessions_clinician_id').on(t.clinicianId),
    ...sessionRules(t.clinicianId, t),
  ],
);

export const patients = clinic.table(
  'patients',
  {
    id: id(),
    name: text('name').notNull(),
    originalName: text('original_name'),
    uniqueIdentifier: text('unique_identifier'),
    dateOfBirth: date('date_of_birth').notNull(),
    gender: text('gender'),
    preferredLanguage: text('preferred_language'),
    contactEmail: text('contact_email'),
    contactPhone: text('contact_phone'),
    address: varchar('address'),
    medicalHistory: text('medical_history'),
    communicationNeeds: text('communication_needs'),
    therapyPreferences: text('therapy_preferences'),
    fundsManagement: text('funds_management', { enum: fundsManagements }),
    ndisFunds: numeric('ndis_funds').notNull().default('0'),
    onboardingStatus: text('onboarding_status', { enum: onboardingStatuses })
      .notNull()
      .default('incomplete'),
    ...stamps(),
  },
  (t) => [
    uniqueIndex('uq_patients_unique_identifier').on(t.uniqueIdentifier), // ours
    index('idx_patients_name').on(t.name, t.id),
    rule(t.uniqueIdentifier, `unique_identifier ~ '^[0-9]{6}$'`),
    rule(t.ndisFunds, 'ndis_funds >= 0'),
    isOneOf(t.fundsManagement, fundsManagements),
    isOneOf(t.onboardingStatus, onboardingStatuses),
    notBlank(t.name),
  ],
);

export const patientClinicians = clinic.table(
  'patient_clinicians',
  {
    id: id(),
    patientId: integer('patient_id').notNull(),
    clinicianId: integer('clinician_id').notNull(),
    role: text('role', { enum: careRoles }).notNull(),
    assignedDate: moment('assigned_date').notNull().default(sql`CURRENT_TIMESTAMP`),
    notes: text('notes'),
    ...stamps(),
  },
  (t) => [
    references(t.patientId, patients.id, 'cascade'),
    references(t.clinicianId, clinicians.id, 'cascade'),
    unique('uq_patient_clinicians_pair').on(t.clinicianId, t.patientId), // ours: assigned once
    index('idx_patient_clinicians_patient_id').on(t.patientId),
    isOneOf(t.role, careRoles),
  ],
);

export const sessions = clinic.table(
  'sessions',
  {
    id: id(),
    patientId: integer('patient_id').notNull(),
    therapistId: integer('therapist_id'),
    title: text('title').notNull(),
    description: text('description'),
    sessionDate: localTime('session_date').notNull(),
    day: date('day').generatedAlwaysAs(sql.raw('session_date::date')), // ours, as the next one
    week: date('week').generatedAlwaysAs(sql.raw(`date_trunc('week', session_date)::date`)),
    duration: integer('duration').notNull(),
    status: text('status', { enum: draftStatuses }).notNull().default('draft'),
    location: text('location'),
    notes: text('notes'),
    aiSummary: text('ai_summary'),
    ...stamps(),
  },
  (t) => [
    references(t.patientId, patients.id, 'cascade'),
    references(t.therapistId, clinicians.id, 'set null'),
    unique('uq_sessions_patient').on(t.id, t.patientId), // ours: a note names both
    index('idx_sessions_patient_id').on(t.patientId, t.sessionDate, t.id),
    index('idx_sessions_therapist_id').on(t.therapistId, t.sessionDate, t.id),
    index('idx_sessions_session_date').on(t.sessionDate, t.id),
    index('idx_sessions_day').on(t.day, t.sessionDate, t.id),
    index('idx_sessions_week').on(t.week, t.sessionDate, t.id),
    rule(t.duration, 'duration >= 1'),
    isOneOf(t.status, draftStatuses),
    notBlank(t.title),
  ],
);

const isRating = (column: Parameters<typeof rule>[0]) =>
  rule(column, `${column.name} between 0 and 10`);

export const sessionNotes = clinic.table(
  'session_notes',
  {
    id: id(),
    sessionId: integer('session_id').notNull(),
    patientId: integer('patient_id').notNull(),
    presentCaregivers: text('present_caregivers').array(),
    moodRating: integer('mood_rating'),
    physicalActivityRating: integer('physical_activity_rating'),
    focusRating: integer('focus_rating'),
    cooperationRating: integer('cooperation_rating'),
    notes: text('notes'),
    products: jsonb('products'),
    status: text('status', { enum: draftStatuses }).notNull().default('draft'),
    date: localTime('date').notNull().default(sql`CURRENT_TIMESTAMP`),
    ...stamps(),
  },
  (t) => [
    // ours: the note's patient is its session's
    foreignKey({
      name: 'session_notes_session_id_fkey',
      columns: [t.sessionId, t.patientId],
      foreignColumns: [sessions.id, sessions.patientId],
    }).onDelete('cascade'),
    foreignKey({
      name: 'fk_session_notes_patient',
      columns: [t.patientId],
      foreignColumns: [patients.id],
    }).onDelete('cascade'),
    index('idx_session_notes_session_id').on(t.sessionId, t.patientId),
    index('idx_session_notes_patient_id').on(t.patientId, t.date, t.id),
    index('idx_session_notes_date').on(t.date, t.id),
    isRating(t.moodRating),
    isRating(t.physicalActivityRating),
    isRating(t.focusRating),
    isRating(t.cooperationRating),
    isOneOf(t.status, draftStatuses),
  ],
);

/** Ours: what was found out about a completed note, which is not edited any more. */
export const sessionNoteAmendments = clinic.table(
  'session_note_amendments',
  {
    id: id(),
    sessionNoteId: integer('session_note_id').notNull(),
    clinicianId: integer('clinician_id'),
    text: text('text').notNull(),
    reason: text('reason').notNull(),
    ...stamps(),
  },
  (t) => [
    references(t.sessionNoteId, sessionNotes.id, 'cascade'),
    references(t.clinicianId, clinicians.id, 'set null'),
    index('idx_session_note_amendments_note_id').on(t.sessionNoteId, t.id),
    index('idx_session_note_amendments_clinician_id').on(t.clinicianId),
    notBlank(t.text),
    notBlank(t.reason),
  ],
);

export const documents = clinic.table(
  'documents',
  {
    id: id(),
    patientId: integer('patient_id').notNull(),
    therapistId: integer('therapist_id'),
    title: text('title').notNull(),
    name: text('name').notNull(),
    type: text('type', { enum: documentTypes }).notNull(),
    date: localTime('date').notNull(),
    dueDate: date('due_date'),
    allocatedUnits: integer('allocated_units').notNull(),
    contents: text('contents'),
    status: text('status', { enum: draftStatuses }).notNull().default('completed'),
    ...stamps(),
  },
  (t) => [
    foreignKey({
      name: 'fk_documents_patient',
      columns: [t.patientId],
      foreignColumns: [patients.id],
    }).onDelete('cascade'),
    references(t.therapistId, clinicians.id, 'set null'),
    index('idx_documents_patient_id').on(t.patientId, t.date, t.id),
    index('idx_documents_therapist_id').on(t.therapistId),
    index('idx_documents_date').on(t.date, t.id),
    index('idx_documents_due_date').on(t.dueDate, t.id),
    isOneOf(t.type, documentTypes),
    isOneOf(t.status, draftStatuses),
    rule(t.allocatedUnits, 'allocated_units >= 0'),
    notBlank(t.title),
    notBlank(t.name),
  ],
);

/** Ours: who looked at whose chart on which day (in UTC). It outlives the patient, and the clinician by the name. */
export const chartLooks = clinic.table(
  'chart_looks',
  {
    id: id(),
    patientId: integer('patient_id').notNull(),
    clinicianId: integer('clinician_id'),
    username: text('username').notNull(),
    day: date('day').notNull(),
    ...stamps(),
  },
  (t) => [
    references(t.clinicianId, clinicians.id, 'set null'),
    unique('uq_chart_looks_once').on(t.patientId, t.clinicianId, t.day),
    index('idx_chart_looks_clinician_id').on(t.clinicianId, t.id),
    index('idx_chart_looks_patient_id').on(t.patientId, t.id),
    index('idx_chart_looks_day').on(t.day, t.id),
  ],
);

/** Ours: what was done to whom, by whom. */
export const auditLogs = clinic.table(
  'audit_logs',
  { ...trailColumns(integer('user_id')), username: text('username') },
  (t) => trailRules(clinicians.id, t),
);

/** Triggers that keep what no constraint can: who leads a session is assigned to its patient, the last administrator stays, and sessions end with the right to them. */
export const guards = [
  'create trigger keep_assigned before insert or update of patient_id, therapist_id on clinic.sessions for each row when (new.therapist_id is not null) execute function clinic.keep_assigned()',
  ...keepAnAdmin('clinic', 'clinicians'),
  "create trigger end_sessions after update of active on clinic.clinicians for each row when (old.active and not new.active) execute function clinic.end_sessions('id')",
  "create trigger end_sessions after insert or update of password_hash on clinic.clinician_passwords for each row execute function clinic.end_sessions('clinician_id')",
];
