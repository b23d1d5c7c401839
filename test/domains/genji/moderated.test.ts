import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Genji, startGenji } from './api.ts';

/* What a moderator has deleted is brought back by those who might have decided that: not by whose it was. */

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

describe('an annotation', () => {
  const said = async (who: string) => {
    const { createGenjiAnnotation } = await genji.get(
      who,
      'mutation { createGenjiAnnotation(input: { target: "document_element:1", body: "Rude." }) { id } }',
    );
    const of = (verb: string) =>
      `mutation { ${verb}GenjiAnnotation(id: ${createGenjiAnnotation.id}) { status } }`;
    return { remove: of('delete'), restore: of('restore') };
  };

  test('that a moderator has deleted is not restored by who made it', async () => {
    const { remove, restore } = await said('priya');
    await genji.get('admin', remove);
    expect(await genji.codeOf('priya', restore)).toBe('FORBIDDEN');
    // to delete it once more changes nothing of that
    await genji.get('priya', remove);
    expect(await genji.codeOf('priya', restore)).toBe('FORBIDDEN');
    expect(await genji.codeOf('admin', restore)).toBe('done');
    await genji.get('priya', remove);
    expect(await genji.codeOf('priya', restore)).toBe('done');
  });

  test('is restored by who made it no more once nobody knows who has deleted it', async () => {
    const { remove, restore } = await said('priya');
    await genji.get('priya', remove);
    await genji.sql`alter table app.audit_logs disable trigger user`;
    await genji.sql`delete from app.audit_logs where entity_type = 'GenjiAnnotation'`;
    await genji.sql`alter table app.audit_logs enable trigger user`;
    expect(await genji.codeOf('priya', restore)).toBe('FORBIDDEN');
    expect(await genji.codeOf('admin', restore)).toBe('done');
  });
});

describe.each([
  ['collection', 'GenjiCollection', 'document_collections', 1],
  ['document', 'GenjiDocument', 'documents', 2],
  ['part of a document', 'GenjiElement', 'document_elements', 11],
])('a %s', (_what, type, table, id) => {
  const remove = async (who: string): Promise<string> => {
    const command = `mutation { delete${type}(id: ${id}, cascade: true) { auditLogId } }`;
    const { auditLogId } = (await genji.get(who, command))[`delete${type}`];
    return `mutation { undoDelete(auditLogId: ${auditLogId}) { entityId } }`;
  };
  const isThere = async () =>
    (await genji.sql`select from app.${genji.sql(table)} where id = ${id}`).length === 1;

  test('that a moderator has deleted is not brought back by its owner', async () => {
    const undo = await remove('admin');
    expect(await genji.codeOf('instructor', undo)).toBe('FORBIDDEN');
    expect(await isThere()).toBe(false);
    expect(await genji.codeOf('admin', undo)).toBe('done');
    expect(await isThere()).toBe(true);
  });

  test('that the owner, or somebody it was shared with, has deleted is', async () => {
    expect(await genji.codeOf('instructor', await remove('instructor'))).toBe('done');
    const [share] = await genji.sql`
      insert into app.object_sharing (object_type, object_id, shared_with_type, shared_with_id, access_level, created_by_id)
      select 'collection', c.id, 'user', 4, 'manage', 2 from app.document_collections c where c.owner_id = 2
      on conflict (object_type, object_id, shared_with_type, shared_with_id) do update set access_level = 'manage'
      returning id`;
    expect(share).toBeDefined();
    const undo = await remove('noor');
    await genji.sql`delete from app.object_sharing where user_id = 4`;
    expect(await genji.codeOf('instructor', undo)).toBe('done');
  });
});
