import { demoOf } from '../../../kernel/index.ts';
import { clinic } from '../domain.ts';
import * as tables from '../tables.ts';
import { demoRows } from './rows.ts';

const { clinicians, patients, patientClinicians, sessions, sessionNotes, documents } = tables;

export const seedDemo = demoOf(
  clinic,
  { clinicians, patients, patientClinicians, sessions, sessionNotes, documents },
  (_items, today) => demoRows(today),
);
