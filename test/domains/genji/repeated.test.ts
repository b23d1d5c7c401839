import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Data, type Genji, startGenji } from './api.ts';

/* A refusal that is kept for an Idempotency-Key is given again only to who may still see the row that it tells of. */

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji({ SQL_REPORT: 'off' });
});
afterAll(() => genji.stop());

/** A private collection of the instructor's with two documents, and a share of it with noor that can be ended. */
const shared = async (title: string) => {
  const [collection] = await genji.sql`
    insert into app.document_collections (title, created_by_id, modified_by_id, owner_id)
    values (${title}, 2, 2, 2) returning id`;
  const id = Number(collection?.['id']);
  const documents = await genji.sql`
    insert into app.documents (document_collection_id, owner_id, title)
    select ${id}, 2, unnest(array['Secret', 'Other']) returning id`;
  const [secret, other] = documents.map((row) => Number(row['id']));
  const share = () => genji.sql`
    insert into app.object_sharing (object_type, object_id, shared_with_type, shared_with_id, access_level, created_by_id)
    values ('collection', ${id}, 'user', 4, 'edit', 2)`;
  const end = () => genji.sql`delete from app.object_sharing where collection_id = ${id}`;
  await share();
  return { id, secret, other, share, end };
};
type Shared = Awaited<ReturnType<typeof shared>>;

test.each<[string, string, (shared: Shared) => string]>([
  [
    'the row as it is now',
    'STALE',
    ({ secret }) =>
      `updateGenjiDocument(id: ${secret}, expectedVersion: 77, input: { title: "Mine" }) { id }`,
  ],
  [
    'the label of the row in the way',
    'CONFLICT',
    ({ other }) => `updateGenjiDocument(id: ${other}, input: { title: "SECRET" }) { id }`,
  ],
])('%s is not told again to whom it is shared with no more', async (what, code, command) => {
  const all = await shared(what);
  const authorization = `Bearer ${await genji.authority.sign('noor', { realm: 'genji' })}`;
  const send = async (): Promise<Data> => {
    const body = { query: `mutation { ${command(all)} }` };
    const response = await genji.post(body, { authorization, 'idempotency-key': code });
    return response.json();
  };
  const first = await send();
  expect(first).toMatchObject({ errors: [{ extensions: { code } }] });
  expect(JSON.stringify(first)).toContain('Secret');
  expect(await send()).toEqual(first);
  await all.end();
  const again = await send();
  expect(again).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  expect(JSON.stringify(again)).not.toContain('Secret');
  await all.share();
  expect(await send()).toEqual(first);
});
