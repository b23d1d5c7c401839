import { nameOf, tags } from '../api/me.ts';
import { type Priority, priorityNames, type Status, statusNames } from '../ui/marks.tsx';
import { textOf } from '../ui/text.ts';
import { dayOf } from '../ui/time.tsx';

/* What the audit trail says, in words. */

/** `REPORTING_EFFORT_ITEM` as people say it; with an `s` where there are several. */
export const entityNames = (type: string, count = 1): string => {
  const names: Readonly<Record<string, string>> = {
    REPORTING_EFFORT_ITEM: 'item',
    TRACKER_COMMENT: 'comment',
    TRACKER_TAG: 'tag on it',
    REPORTING_EFFORT_ITEM_TEXT_ELEMENT: 'text on it',
    REPORTING_EFFORT_TLF_DETAILS: 'detail',
    REPORTING_EFFORT_DATASET_DETAILS: 'detail',
  };
  const name = names[type] ?? type.toLowerCase().replaceAll('_', ' ');
  if (count === 1) return name;
  return name.endsWith(' on it')
    ? name.replace(' on it', 's on it')
    : name.endsWith('y')
      ? `${name.slice(0, -1)}ies`
      : `${name}s`;
};

const fieldNames: Readonly<Record<string, string>> = {
  primary_programmer_id: 'Programmer',
  qc_programmer_id: 'Checker',
  primary_status: 'Programming',
  qc_status: 'Check',
  programmed_by_id: 'Programmed by',
  due_date: 'Due',
  priority: 'Priority',
  qc_level: 'Level of the check',
  in_production: 'In production',
  item_code: 'Code',
  item_description: 'Title',
  item_status: 'Status',
  item_type: 'Type',
};

export const fieldName = (field: string): string =>
  fieldNames[field] ?? field.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());

const isPerson = (field: string) =>
  /(programmer|programmed_by|user|resolved_by|completed_by)_id$/.test(field);

export const valueOf = (field: string, value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'nothing';
  if (isPerson(field)) return nameOf(textOf(value));
  if (field === 'tag_id') return tags.value.get(textOf(value))?.name ?? textOf(value);
  if (field.endsWith('_date')) return dayOf(textOf(value));
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'object') return JSON.stringify(value);
  const text = textOf(value);
  return statusNames[text as Status] ?? priorityNames[text as Priority] ?? text;
};

/** What nobody looks for: keys, and what follows from every change. */
const dull = new Set(['id', 'version', 'created_at', 'updated_at']);

export type Line = {
  readonly field: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
};

/** The fields of a record, with their values before and after. */
export const linesOf = (fields: readonly string[], before: unknown, after: unknown): Line[] => {
  const [was, is] = [before, after].map((side) => side as Record<string, unknown> | null);
  const named = fields.length > 0 ? fields : Object.keys(is ?? was ?? {});
  return named
    .filter((field) => !dull.has(field) && (fields.length > 0 || (is ?? was)?.[field] !== null))
    .map((field) => ({
      field: fieldName(field),
      before: was ? valueOf(field, was[field]) : undefined,
      after: is ? valueOf(field, is[field]) : undefined,
    }));
};
