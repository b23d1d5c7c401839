import type { Permission, Permissions } from '../permission.ts';

/*
 * Why somebody annotates. It is open text; what is decided by it is what one needs to be allowed, and whether the annotation
 * belongs to a classroom.
 */

const scholarly = 'scholarly';
/** Motivations that answer another annotation: they are seen where that one is. */
const answering: ReadonlySet<string> = new Set(['replying', 'flagging', 'upvoting']);
/** Motivations that belong to the text itself, and to no classroom. */
const everywhere: ReadonlySet<string> = new Set([scholarly, 'linking', 'tagging']);

export const answersAnother = (motivation: string): boolean => answering.has(motivation);

const toMake = (motivation: string): Permission =>
  motivation === scholarly ? 'create_scholarly_annotation' : 'create_commenting_annotation';

const toAnswer = (first: string): Permission =>
  first === scholarly ? 'comment_on_scholarly_annotation' : 'comment_on_commenting_annotation';

/**
 * What one needs to make an annotation; `first` is the motivation that its thread begins with, if it answers another one.
 * Whatever it calls itself, it is a reply then.
 */
export const permissionsFor = (motivation: string, first?: string): readonly Permission[] => [
  ...(first === undefined ? [] : [toAnswer(first)]),
  ...(answersAnother(motivation) ? [] : [toMake(motivation)]),
];

/** The classroom that an annotation belongs to; null for none. What answers another follows that one. */
export const classroomOf = (
  motivation: string,
  wanted: number | null,
  parent: { readonly classroomId: number | null } | undefined,
): number | null => {
  if (parent) return parent.classroomId;
  return everywhere.has(motivation) ? null : wanted;
};

/** Whether somebody may read in a classroom, which null is not. */
export const readsIn = (
  classroomId: number | null,
  memberOf: ReadonlySet<number>,
  permissions: Permissions,
): boolean =>
  classroomId === null || memberOf.has(classroomId) || permissions.has('view_all_content');
