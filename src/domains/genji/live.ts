import { type Change, type Locate, live } from '../../live/index.ts';
import { everyone } from './access.ts';
import { Annotation } from './annotation/type.ts';
import { Collection } from './collection.ts';
import { Document } from './document.ts';
import { genji } from './domain.ts';
import { Element } from './element.ts';
import { Group } from './group.ts';
import { Share } from './share.ts';
import { SiteSettings } from './site-settings.ts';

/** What a changed row and the row that it was name: the columns with a key, each with the keys before and after. */
type Named = ReadonlyMap<string, ReadonlySet<number>>;

const namedBy = ({ before, after }: Change): Named => {
  const named = new Map<string, Set<number>>();
  for (const [column, value] of [before, after].flatMap((row) => Object.entries(row ?? {}))) {
    if (typeof value !== 'number') continue;
    named.set(column, (named.get(column) ?? new Set()).add(value));
  }
  return named;
};

/** What other rows call the key of a row. */
const keys: Readonly<Record<string, string>> = {
  GenjiDocument: 'document_id',
  GenjiGroup: 'group_id',
};

/** The rows say themselves where they are. */
const locate: Locate<Named> = (_sql, changes) =>
  Promise.resolve(
    new Map(
      changes.map((change) => {
        const named = namedBy(change);
        const key = keys[change.entityType];
        const own = named.get('id');
        return [change.id, key && own ? new Map([...named, [key, own]]) : named];
      }),
    ),
  );

type Args = { readonly [name: string]: unknown };

/** Tells of rows that have the value of each argument in its column, before or after. */
const tellsBy =
  (columns: { readonly [arg: string]: readonly string[] }) =>
  (named: Named | undefined, args: Args): boolean =>
    Object.entries(columns).every(([arg, own]) => {
      const wanted = args[arg];
      return typeof wanted !== 'number' || own.some((column) => named?.get(column)?.has(wanted));
    });

live(genji, 'genjiAnnotationChanged', {
  allow: everyone,
  description:
    'Tells of every change of an annotation: new ones, replies, edits, deleted and restored ones.',
  of: [Annotation],
  args: {
    documentId: {
      of: Document,
      description: 'Only annotations of the document with this key.',
    },
    elementId: {
      of: Element,
      description: 'Only annotations of the element with this key.',
    },
    groupId: { of: Group, description: 'Only annotations in the group with this key.' },
    replyToId: {
      of: Annotation,
      description: 'Only what answers the annotation with this key.',
    },
  },
  locate,
  tells: tellsBy({
    documentId: ['document_id'],
    elementId: ['document_element_id'],
    groupId: ['classroom_id'],
    replyToId: ['reply_to_id'],
  }),
});

live(genji, 'genjiDocumentChanged', {
  allow: everyone,
  description: 'Tells of every change of a document or of one of its elements.',
  of: [Document, Element],
  args: {
    documentId: { of: Document, description: 'Only the document with this key.' },
    collectionId: {
      of: Collection,
      description: 'Only documents of the collection with this key, without their elements.',
    },
  },
  locate,
  tells: tellsBy({
    documentId: ['document_id'],
    collectionId: ['document_collection_id'],
  }),
});

live(genji, 'genjiCollectionChanged', {
  allow: everyone,
  description: 'Tells of every change of a collection.',
  of: [Collection],
  args: { id: { of: Collection, description: 'Only the collection with this key.' } },
  locate,
  tells: tellsBy({ id: ['id'] }),
});

live(genji, 'genjiGroupChanged', {
  allow: everyone,
  description: 'Tells of every change of a group, its members included.',
  of: [Group],
  parts: {
    GenjiGroupMember: {
      of: 'GenjiGroup',
      key: 'group_id',
      fields: { members: null, memberships: null, member_count: [] },
    },
  },
  args: { groupId: { of: Group, description: 'Only the group with this key.' } },
  locate,
  tells: tellsBy({ groupId: ['group_id'] }),
});

/** The same, and the members of groups with which something is shared. */
const locateShares: Locate<Named> = async (sql, changes) => {
  const places = await locate(sql, changes);
  const groups = changes.flatMap((change) => [...(places.get(change.id)?.get('group_id') ?? [])]);
  if (groups.length === 0) return places;
  const members = await sql.unsafe<{ group: number; user: number }[]>(
    'select group_id as "group", user_id as "user" from app.group_members where group_id = any($1::int[])',
    [`{${groups.join()}}`],
    { prepare: true },
  );
  return new Map(
    [...places].map(([id, named]) => {
      const of = members.filter(({ group }) => named.get('group_id')?.has(group));
      const users = new Set([...(named.get('user_id') ?? []), ...of.map(({ user }) => user)]);
      return [id, new Map([...named, ['user_id', users]])];
    }),
  );
};

live(genji, 'genjiSharedWithMeChanged', {
  allow: everyone,
  description:
    'Tells whoever asks what others share with them, directly or with a group that they are in, and of what they share no more.',
  of: [Share],
  locate: locateShares,
  tellsTo: (viewer, named) => Boolean(named?.get('user_id')?.has(genji.idOf(viewer))),
});

live(genji, 'genjiSettingsChanged', {
  allow: everyone,
  description: 'Tells of every change of how the site looks.',
  of: [SiteSettings],
});
