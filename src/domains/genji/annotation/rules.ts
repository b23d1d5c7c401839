import type { Row } from '../../../kernel/index.ts';
import { mayModerate } from '../permission.ts';
import { invalid } from '../rule.ts';
import type { annotations } from '../tables.ts';

/*
 * What may happen to an annotation. Each step takes it as it is and gives what to change of it, or refuses.
 */

type Annotation = Row<typeof annotations>;
export type State = Pick<
  Annotation,
  'status' | 'replyToId' | 'creatorId' | 'ownerId' | 'classroomId' | 'lostGroup'
>;
export type Editor = { readonly id: number; readonly permissions: ReadonlySet<string> };

/** Whether somebody may change an annotation: who has made it, who owns it, and who may edit all content. */
export const mayEdit = ({ creatorId, ownerId }: State, { id, permissions }: Editor): boolean =>
  id === creatorId || id === ownerId || permissions.has('edit_any_content');

export const mayDelete = (annotation: State, editor: Editor): boolean =>
  mayEdit(annotation, editor) || mayModerate(editor.permissions);

export const assertThere = ({ status }: Pick<State, 'status'>): void => {
  if (status === 'deleted') {
    throw invalid('ANNOTATION_DELETED', 'This annotation has been deleted: restore it first.');
  }
};

/** Refuses a reply to what is deleted or resolved. */
export const assertOpen = ({ status }: Pick<State, 'status'>): void => {
  assertThere({ status });
  if (status === 'resolved') {
    throw invalid('THREAD_RESOLVED', 'This thread is resolved: reopen it before you reply.');
  }
};

/** Refuses to resolve or reopen anything but the first annotation of a thread. */
export const assertFirst = ({ replyToId }: Pick<State, 'replyToId'>): void => {
  if (replyToId !== null) {
    throw invalid(
      'NOT_A_THREAD',
      'This is a reply: resolve the annotation that its thread begins with.',
    );
  }
};

export const resolve = (annotation: State): Partial<State> => {
  assertThere(annotation);
  return { status: 'resolved' };
};

export const reopen = (annotation: State): Partial<State> => {
  assertThere(annotation);
  return { status: 'active' };
};

/** A deleted annotation stays, for whose it is and those who may bring it back. */
export const remove = (): Partial<State> => ({ status: 'deleted' });

export const restore = ({ status, classroomId, lostGroup }: State): Partial<State> => {
  if (status !== 'deleted') return {};
  if (lostGroup && classroomId === null) {
    throw invalid(
      'GROUP_DELETED',
      'The group that this was said in has been deleted: it comes back with that (undoDelete), or is said anew.',
    );
  }
  return { status: 'active' };
};
