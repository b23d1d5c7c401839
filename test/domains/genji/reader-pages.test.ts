import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
  await genji.sql`
    insert into app.document_collections (title, visibility, created_by_id, modified_by_id, owner_id)
    select 'Shelf ' || lpad(n::text, 3, '0'), 'private', 1, 1, 1 from generate_series(1, 120) n`;
  await genji.sql`
    insert into app.documents (document_collection_id, owner_id, title)
    select c.id, case when copy = 2 then 3 else 1 end, (1000 - c.id) || '.' || copy
    from app.document_collections c, generate_series(1, 3) copy where c.title like 'Shelf %'`;
});
afterAll(() => genji.stop());

type Page = {
  nodes: { id: string; title: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
};

/** Everything that somebody reads page by page. */
const readBy = async (who: string, orderBy: string) => {
  const ids: number[] = [];
  for (let after: string | null = null; ; ) {
    const { genjiDocuments } = (await genji.get(
      who,
      `query Pages($after: String) { genjiDocuments(first: 7, after: $after, orderBy: ${orderBy}) {
        nodes { id } pageInfo { hasNextPage endCursor } } }`,
      { after },
    )) as { genjiDocuments: Page };
    ids.push(...genjiDocuments.nodes.map(({ id }) => Number(id)));
    if (!genjiDocuments.pageInfo.hasNextPage) return ids;
    after = genjiDocuments.pageInfo.endCursor;
  }
};

// key by key for at most a hundred of them, in the order of the page for more
describe.each([0, 1, 99, 120])('a reader of %i shelves', (count) => {
  beforeAll(async () => {
    await genji.sql`delete from app.object_sharing where shared_with_id = 4 and object_type = 'collection'`;
    await genji.sql`
      insert into app.object_sharing (object_type, object_id, shared_with_type, shared_with_id, access_level, created_by_id)
      select 'collection', id, 'user', 4, 'view', 1 from app.document_collections
      where title like 'Shelf %' order by id limit ${count}`;
    // also seen another way: each is there once
    await genji.sql`
      insert into app.object_sharing (object_type, object_id, shared_with_type, shared_with_id, access_level, created_by_id)
      select 'document', d.id, 'user', 4, 'view', 1 from app.documents d
      join app.document_collections c on c.id = d.document_collection_id where c.title = 'Shelf 001'
      on conflict do nothing`;
  });

  test.each([
    ['[]', 'd.id'],
    ['[{ field: TITLE, direction: DESC }]', 'd.title desc, d.id'],
  ])('has on the pages by %s what is theirs, each once', async (orderBy, order) => {
    const expected = await genji.sql.unsafe(`
      select d.id from app.documents d join app.document_collections c on c.id = d.document_collection_id
      where c.visibility = 'public' or c.owner_id = 4 or d.owner_id = 4
        or exists (select from app.object_sharing s where s.document_id = d.id and s.user_id = 4)
        or exists (select from app.object_sharing s where s.collection_id = c.id and (s.user_id = 4
          or s.group_id in (select group_id from app.group_members where user_id = 4)))
        or exists (select from app.object_sharing s where s.document_id = d.id
          and s.group_id in (select group_id from app.group_members where user_id = 4))
      order by ${order}`);
    expect(await readBy('noor', orderBy)).toEqual(expected.map(({ id }) => Number(id)));
  });
});
