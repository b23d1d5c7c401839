import { buildSchema, type ExecutionArgs, parse } from 'graphql';
import { expect, test } from 'vitest';
import { domains } from '../../src/domains/index.ts';
import type { Domain } from '../../src/kernel/schema/domain.ts';
import { sharingOf } from '../../src/live/sharing.ts';
import type { Topic } from '../../src/live/topic.ts';
import './yard-domain.ts';

/* Who may share what is told follows from the document: tasks are not for all, boards are. */

const schema = buildSchema(`
  type Query { a: Int }
  type Subscription { boardChanged: BoardChange, taskChanged: TaskChange }
  type BoardChange { cursor: String, yardBoard: YardBoard, about: YardTask }
  type TaskChange { cursor: String, yardTask: YardTask }
  interface Named { name: String }
  type YardBoard implements Named { name: String, either: Either, named: Named, tasks(filter: Int): Tasks, last: [YardTask!]! }
  type YardTask implements Named { name: String, title: String, board: YardBoard, next: YardTask }
  type Tasks { totalCount: Int, nodes: [YardTask!]! }
  union Either = YardBoard | YardTask
`);

const { domain } = (domains as unknown as Record<string, { domain: Domain }>)['yard'] as {
  domain: Domain;
};
const of = (type: string) => {
  const entity = domain.entities.get(type);
  if (!entity) throw new Error(`There is no ${type}.`);
  return new Map([[type, entity]]);
};

test.each([
  ['boardChanged { cursor yardBoard { name } }', 'role'],
  ['boardChanged { yardBoard { ... on YardBoard { name } } }', 'role'],
  ['boardChanged { about { title } }', 'none'],
  ['boardChanged { yardBoard { last { title } } }', 'none'],
  ['boardChanged { yardBoard { tasks { nodes { title } } } }', 'none'],
  ['boardChanged { yardBoard { tasks { totalCount } } }', 'none'],
  ['boardChanged { yardBoard { either { ... on YardTask { title } } } }', 'none'],
  ['boardChanged { yardBoard { either { __typename } } }', 'none'],
  ['boardChanged { yardBoard { named { name } } }', 'none'],
  ['taskChanged { cursor yardTask { title } }', 'seen'],
  ['taskChanged { cursor yardTask { board { name } } }', 'seen'],
  ['taskChanged { yardTask { ...T } } } fragment T on YardTask { next { title }', 'none'],
  ['taskChanged { yardTask { board { last { title } } } }', 'none'],
])('%s: %s', (selection, sharing) => {
  const name = selection.startsWith('task') ? 'taskChanged' : 'boardChanged';
  const told = of(name === 'taskChanged' ? 'YardTask' : 'YardBoard');
  const topic = {
    name,
    viewer: { realm: 'yard', role: 'VIEWER', id: 2, username: 'ben' },
    of: { domain, entities: told, shown: new Map() },
  } as unknown as Topic;
  const args = { schema, document: parse(`subscription { ${selection} }`) } as ExecutionArgs;
  expect(sharingOf(topic, args)).toBe(sharing);
});
