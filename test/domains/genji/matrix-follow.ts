import {
  genji,
  isNobody,
  type Keys,
  keysOf,
  type Person,
  sees,
  type Thing,
} from './matrix-people.ts';

/** How each thing is followed, and what changes it. */
const following = (
  thing: Thing,
  keys: Keys,
): readonly [field: string, change: () => Promise<unknown>] => {
  const id = keys[thing];
  const fields: Record<Thing, readonly [field: string, change: () => Promise<unknown>]> = {
    collection: [
      `genjiCollectionChanged(id: ${id}`,
      () => genji.sql`update app.document_collections set language = 'fr' where id = ${id}`,
    ],
    document: [
      `genjiDocumentChanged(documentId: ${id}`,
      () => genji.sql`update app.documents set description = 'Followed.' where id = ${id}`,
    ],
    element: [
      `genjiAnnotationChanged(elementId: ${id}`,
      () =>
        genji.sql`update app.annotations set context = 'followed' where id = ${keys.annotation}`,
    ],
    annotation: [
      `genjiAnnotationChanged(replyToId: ${id}`,
      () => genji.sql`insert into app.annotations (creator_id, owner_id, motivation, document_element_id, target)
            select creator_id, owner_id, 'replying', document_element_id, ${genji.sql.json({ source: `annotation:${id}` })}
            from app.annotations where id = ${id}`,
    ],
    share: [
      'genjiSharedWithMeChanged(',
      () => genji.sql`update app.object_sharing set created_at = now() where id = ${id}`,
    ],
  };
  return fields[thing];
};

/** What somebody hears first who follows a thing that is changed then. */
export const followed = async (person: Person, thing: Thing): Promise<string> => {
  const keys = keysOf(person);
  const [field, change] = following(thing, keys);
  const since = (await genji.get('admin', '{ changeCursor }')).changeCursor;
  const subscription = `subscription { ${field} since: "${since}") { action entityId } }`;
  if (person.login === null) return genji.codeOf(null, subscription);
  const follower = await genji.follow(person.login, subscription);
  try {
    if (thing === 'share' || sees(person, thing)) await change();
    const other = thing === 'share' ? await shareAnother(person) : undefined;
    const first = JSON.stringify(await follower.next());
    const [, told] = /"entityId":"(\d+)"/.exec(first) ?? [];
    if (told === undefined) return first.includes('NOT_FOUND') ? 'NOT_FOUND' : first;
    if (thing !== 'share' || told === String(keys.share)) return 'told';
    return told === other ? 'told of another' : first;
  } finally {
    follower.socket.close();
  }
};

/** Shares something with them: who is given nothing hears of nothing, and this comes first. */
const shareAnother = async ({ login, isPublic }: Person): Promise<string> => {
  const [own] = await genji.sql`
    insert into app.object_sharing (object_type, object_id, shared_with_type, shared_with_id, access_level, created_by_id)
    select 'collection', ${isPublic ? 2 : 1}, 'user', id, 'view', 1 from app.users where username = ${login} returning id`;
  return String(own?.['id']);
};

/** What they have to hear. */
export const heard = (person: Person, thing: Thing): string => {
  if (isNobody(person)) return 'UNAUTHENTICATED';
  if (thing === 'share') return person.by === undefined ? 'told of another' : 'told';
  return sees(person, thing) ? 'told' : 'NOT_FOUND';
};
