import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrate, rollback, status } from '../../../src/database/migrations/migrate.ts';
import { verify } from '../../../src/database/migrations/verify.ts';
import { type Genji, startGenji } from './api.ts';

/* What the migration that keeps groups' secrets makes of a database that was filled without it. */

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

/** As it was before that migration. */
beforeEach(async () => {
  const names = (await status(genji.sql)).map(({ name }) => name);
  const at = names.findIndex((name) => name.endsWith('_genji_lost_group'));
  await rollback(genji.sql, names.length - at);
});

const said = async (text: string) => {
  const [row] = await genji.sql`
    select id, status, lost_group from app.annotations where body ->> 'value' = ${text}`;
  return row;
};

test('what was restored without its group is deleted again; what never had one stays', async () => {
  const [group] = await genji.sql`
    insert into app.groups (name, created_by_id) values ('Gone', 2) returning id`;
  await genji.sql`
    insert into app.annotations (document_element_id, creator_id, owner_id, classroom_id, motivation, body)
    select 1, 3, 3, classroom, 'commenting', jsonb_build_object('value', text)
    from (values (${group?.['id'] ?? null}::int, 'Ours.'), (null, 'All.')) v (classroom, text)`;
  await genji.sql`delete from app.groups where id = ${group?.['id'] ?? null}`;
  await genji.sql`update app.annotations set status = 'active' where body ->> 'value' = 'Ours.'`;
  await migrate(genji.sql);
  expect(await said('Ours.')).toMatchObject({ status: 'deleted', lost_group: true });
  expect(await said('All.')).toMatchObject({ status: 'active', lost_group: false });
});

test('annotations are where their documents are, and what nobody is given is private', async () => {
  await genji.sql`alter table app.annotations disable trigger user`;
  await genji.sql`update app.annotations set document_id = 1, document_collection_id = 1`;
  await genji.sql`alter table app.annotations enable trigger user`;
  await genji.sql`alter table app.document_collections disable trigger user`;
  await genji.sql`update app.document_collections set visibility = case visibility
    when 'private' then 'shared' when 'shared' then 'private' else visibility end`;
  await genji.sql`alter table app.document_collections enable trigger user`;
  await migrate(genji.sql);
  expect(
    await genji.sql`
      select a.id from app.annotations a join app.document_elements e on e.id = document_element_id
      join app.documents d on d.id = e.document_id
      where (a.document_id, a.document_collection_id) is distinct from (d.id, d.document_collection_id)`,
  ).toEqual([]);
  expect(
    await genji.sql`
      select from app.document_collections where visibility in ('private', 'shared') and visibility <> app.visibility_of(id)`,
  ).toEqual([]);
  const { tables, trail, guards, sequences } = genji.domain;
  expect(await verify(genji.sql, tables, { trails: [trail], guards, sequences })).toEqual([]);
});
