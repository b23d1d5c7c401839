import { builder } from '../../../kernel/index.ts';
import { clinicians } from '../access.ts';
import { toHtml } from './html.ts';
import { type Record, recordOf } from './read.ts';

const formats = {
  HTML: {
    description: 'A page that can be read in any browser, and printed.',
    ending: 'html',
    contentType: 'text/html; charset=utf-8',
    write: toHtml,
  },
  JSON: {
    description: 'All values with their names, for another program.',
    ending: 'json',
    contentType: 'application/json; charset=utf-8',
    write: (record: Record) => `${JSON.stringify(record, null, 2)}\n`,
  },
} as const;

const ClinicRecordFormat = builder.enumType('ClinicRecordFormat', {
  description: 'What the record of a patient is written as.',
  values: {
    HTML: { value: 'HTML', description: formats.HTML.description },
    JSON: { value: 'JSON', description: formats.JSON.description },
  } as const,
});

type File = { readonly fileName: string; readonly contentType: string; readonly content: string };

const ClinicRecordFile = builder.objectRef<File>('ClinicRecordFile').implement({
  description: 'The whole record of a patient as a file.',
  fields: (t) => ({
    fileName: t.exposeString('fileName', { description: 'What to call the file.' }),
    contentType: t.exposeString('contentType', { description: 'What the file is.' }),
    content: t.exposeString('content', { description: 'What is in it.' }),
  }),
});

builder.queryField('clinicPatientRecord', (t) =>
  t.field({
    type: ClinicRecordFile,
    nullable: true,
    allow: clinicians,
    complexity: 1000,
    description:
      'The whole record of a patient as a file: the patient, who is assigned, sessions with their notes and what was added to these, documents. Null when there is no such patient.',
    args: {
      patientId: t.arg.id({ required: true, description: 'The key of the patient.' }),
      format: t.arg({
        type: ClinicRecordFormat,
        required: true,
        defaultValue: 'HTML',
        description: 'What to write it as.',
      }),
    },
    resolve: async (_root, { patientId, format }, ctx) => {
      const id = Number(patientId);
      const record = Number.isInteger(id) ? await recordOf(ctx, id) : undefined;
      if (!record) return null;
      const { ending, contentType, write } = formats[format];
      const { uniqueIdentifier } = record.patient;
      const fileName = `patient-${uniqueIdentifier ?? id}.${ending}`;
      return { fileName, contentType, content: write(record) };
    },
  }),
);
