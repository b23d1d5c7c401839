import { describe, expect, test } from 'vitest';
import {
  assertFirst,
  assertOpen,
  mayDelete,
  mayEdit,
  remove,
  reopen,
  resolve,
  restore,
  type State,
} from '../../../src/domains/genji/annotation/rules.ts';
import { ruleOf } from './rule-of.ts';

const steps = { remove, reopen, resolve, restore };

const state = (status: State['status'], replyToId: number | null = null): State => ({
  status,
  replyToId,
  creatorId: 1,
  ownerId: 2,
  classroomId: null,
  lostGroup: false,
});
const who = (id: number, ...permissions: string[]) => ({ id, permissions: new Set(permissions) });

describe('an annotation', () => {
  test.each([
    ['its creator', who(1), true, true],
    ['its owner', who(2), true, true],
    ['somebody else', who(3, 'view_all_content', 'manage_users'), false, false],
    ['whoever may edit everything', who(3, 'edit_any_content'), true, true],
    ['whoever may delete everything', who(3, 'delete_any_content'), false, true],
  ])('by %s is changed: %s', (_who, editor, edits, deletes) => {
    expect(mayEdit(state('active'), editor)).toBe(edits);
    expect(mayDelete(state('active'), editor)).toBe(deletes);
  });

  test.each([
    ['active', undefined],
    ['resolved', 'THREAD_RESOLVED'],
    ['deleted', 'ANNOTATION_DELETED'],
  ] as const)('that is %s refuses replies by %s', (status, rule) => {
    expect(ruleOf(() => assertOpen(state(status)))).toBe(rule);
  });

  test.each([
    ['active', 'resolve', 'resolved'],
    ['resolved', 'resolve', 'resolved'],
    ['resolved', 'reopen', 'active'],
    ['active', 'reopen', 'active'],
    ['active', 'remove', 'deleted'],
    ['resolved', 'remove', 'deleted'],
    ['deleted', 'restore', 'active'],
    ['resolved', 'restore', 'resolved'],
  ] as const)('that is %s and that somebody wants to %s is %s', (status, step, then) => {
    expect({ ...state(status), ...steps[step](state(status)) }.status).toBe(then);
  });

  test.each(['resolve', 'reopen'] as const)('that is deleted is nothing to %s', (step) => {
    expect(ruleOf(() => steps[step](state('deleted')))).toBe('ANNOTATION_DELETED');
  });

  test('that has lost its group stays deleted until it has it again', () => {
    const lost = { ...state('deleted'), lostGroup: true };
    expect(ruleOf(() => restore(lost))).toBe('GROUP_DELETED');
    expect(restore({ ...lost, classroomId: 3 })).toEqual({ status: 'active' });
  });

  test('begins a thread if it replies to nothing', () => {
    expect(ruleOf(() => assertFirst(state('active')))).toBeUndefined();
    expect(ruleOf(() => assertFirst(state('active', 4)))).toBe('NOT_A_THREAD');
  });
});
