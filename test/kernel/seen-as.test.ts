import { sql } from 'drizzle-orm';
import { foreignKey, integer, pgSchema, serial, unique } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import { isSeenAs } from '../../src/kernel/read/visibility.ts';
import { toyDomain } from '../support/toy-domain.ts';

/* A house has rooms, in which things are. All are seen as their house is. */
const schema = pgSchema('houses');
const houses = schema.table('houses', { id: serial('id').primaryKey() });
const house = () => integer('house_id').notNull();
const rooms = schema.table(
  'rooms',
  {
    id: serial('id').primaryKey(),
    houseId: house().references(() => houses.id),
    builtById: integer('built_by_id').notNull(),
  },
  (t) => [unique().on(t.id, t.houseId), unique().on(t.id, t.builtById)],
);
const things = schema.table(
  'things',
  {
    id: serial('id').primaryKey(),
    roomId: integer('room_id').notNull(),
    oldRoomId: integer('old_room_id'),
    builtRoomId: integer('built_room_id').notNull(),
    anyRoomId: integer('any_room_id')
      .notNull()
      .references(() => rooms.id),
    houseId: house().references(() => houses.id),
  },
  (t) => [
    foreignKey({ columns: [t.houseId, t.roomId], foreignColumns: [rooms.houseId, rooms.id] }),
    foreignKey({ columns: [t.oldRoomId, t.houseId], foreignColumns: [rooms.id, rooms.houseId] }),
    foreignKey({
      columns: [t.builtRoomId, t.houseId],
      foreignColumns: [rooms.id, rooms.builtById],
    }),
  ],
);

const world = toyDomain(schema, '', { House: houses, Room: rooms, Thing: things });
const columns = { id: 'Key.' };
const [House, Room, Thing] = [
  world.entity('House', houses),
  world.entity('Room', rooms),
  world.entity('Thing', things),
];
House.implement({ description: 'A house.', columns, visible: () => sql`true` });
Room.implement({ description: 'A room.', columns, visible: { asRowOf: 'houseId' } });
Thing.implement({ description: 'A thing.', columns, visible: { asRowOf: 'houseId' } });

test.each([
  ['the house as which it is seen', 'houseId', true],
  ['a room, and in the same key the house of the room', 'roomId', true],
  ['a room that there need not be: then the house may be any', 'oldRoomId', false],
  ['a room, with another key of the room than its house', 'builtRoomId', false],
  ['a room, whose house may be another', 'anyRoomId', false],
])('who comes to a thing from %s', (_what, key, isSeen) => {
  expect(isSeenAs(Thing.generic, key)).toBe(isSeen);
});
