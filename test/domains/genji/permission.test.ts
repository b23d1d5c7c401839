import { describe, expect, test } from 'vitest';
import {
  classroomOf,
  permissionsFor,
  readsIn,
} from '../../../src/domains/genji/annotation/motivation.ts';
import { everyPermission, firstRoles } from '../../../src/domains/genji/permission.ts';
import { motivations } from '../../../src/domains/genji/tables.ts';

describe('the first roles', () => {
  test('are admin, instructor and student', () => {
    expect(Object.keys(firstRoles)).toEqual(['admin', 'instructor', 'student']);
  });

  test('let an admin do everything', () => {
    expect(firstRoles['admin']?.may).toEqual(everyPermission);
    expect(everyPermission).toHaveLength(14);
  });

  test.each([
    ['student', ['create_commenting_annotation', 'comment_on_commenting_annotation']],
    [
      'instructor',
      [
        'create_commenting_annotation',
        'comment_on_commenting_annotation',
        'create_document_collection',
        'create_document',
        'create_document_element',
        'create_group',
      ],
    ],
  ])('let a %s do %j', (role, may) => expect(firstRoles[role]?.may).toEqual(may));

  test.each(motivations)('let a student do what is called %s', (motivation) => {
    expect(firstRoles['student']?.may).toEqual(
      expect.arrayContaining([...permissionsFor(motivation, 'commenting')]),
    );
  });
});

describe('a motivation', () => {
  test.each([
    ['scholarly', undefined, ['create_scholarly_annotation']],
    ['bookmarking', undefined, ['create_commenting_annotation']],
    ['replying', 'scholarly', ['comment_on_scholarly_annotation']],
    ['replying', 'questioning', ['comment_on_commenting_annotation']],
    ['flagging', 'scholarly', ['comment_on_scholarly_annotation']],
    ['upvoting', 'commenting', ['comment_on_commenting_annotation']],
    [
      'commenting',
      'scholarly',
      ['comment_on_scholarly_annotation', 'create_commenting_annotation'],
    ],
    ['scholarly', 'linking', ['comment_on_commenting_annotation', 'create_scholarly_annotation']],
  ])('%s, in a thread that begins by %s, needs %j', (motivation, first, permissions) => {
    expect(permissionsFor(motivation, first)).toEqual(permissions);
  });

  test.each([
    ['commenting', 7, undefined, 7],
    ['commenting', null, undefined, null],
    ['questioning', 7, undefined, 7],
    ['scholarly', 7, undefined, null],
    ['linking', 7, undefined, null],
    ['tagging', 7, undefined, null],
    ['replying', 7, { classroomId: null }, null],
    ['replying', null, { classroomId: 8 }, 8],
    ['flagging', 7, { classroomId: 8 }, 8],
  ])(
    '%s in classroom %s, of an answer to %j, belongs to %s',
    (motivation, wanted, parent, classroom) => {
      expect(classroomOf(motivation, wanted, parent)).toBe(classroom);
    },
  );

  test.each([
    [null, [], [], true],
    [7, [7], [], true],
    [7, [8], [], false],
    [7, [], ['view_all_content'], true],
    [7, [], ['create_group'], false],
  ])('in classroom %s is read by members of %j with %j: %s', (classroom, memberOf, may, reads) => {
    expect(readsIn(classroom, new Set(memberOf), new Set(may))).toBe(reads);
  });
});
