import { computed, count, history, one, page, type Row } from '../../../kernel/index.ts';
import { may, readers } from '../access.ts';
import { Collection } from '../collection.ts';
import { Document } from '../document.ts';
import { genji } from '../domain.ts';
import { Element } from '../element.ts';
import { Group } from '../group.ts';
import { stamps } from '../stamps.ts';
import { annotations } from '../tables.ts';
import { User } from '../user.ts';
import { recalledAnnotation, seenAnnotation } from '../visibility.ts';
import { AnchorType, anchorIn } from './anchor.ts';
import { toJsonLd } from './json-ld.ts';

export const Annotation = genji.entity('GenjiAnnotation', annotations);

Annotation.implement({
  description:
    'What somebody says of a text: a comment, a highlight, a tag, a question, a reply or a link. Bodies and targets are those of the Web Annotation Data Model of the W3C.',
  called: ['annotation', 'annotations'],
  label: 'text',
  groupBy: ['type', 'generator', 'motivation', 'annotationType', 'context'],
  columns: {
    id: 'The key of the annotation.',
    documentCollectionId: 'The key of the collection that it is in.',
    documentId: 'The key of the document that it is about.',
    documentElementId: 'The key of the element that it is about; null for a whole document.',
    creatorId: 'The key of the user who made it.',
    ownerId: 'The key of the user who owns it.',
    classroomId:
      'The key of the group whose members read it, and who has made it; null when it belongs to none.',
    type: 'What it is, as the client says.',
    generator: 'The program that made it.',
    generated: 'When that program made it.',
    motivation:
      'Its purpose: `commenting`, `highlighting`, `tagging`, `questioning`, `replying`, `linking` or any other.',
    body: 'What it says, such as a TextualBody.',
    text: 'The text of its body.',
    target:
      'What it is about: an object with a `source` (`document_element:42`, `annotation:7`) and a `selector`, or a list of several.',
    status: 'Whether it is there, resolved or deleted.',
    annotationType: 'What else its type says.',
    context: 'Where it was made.',
    replyToId: 'The key of the annotation that it answers.',
    ...stamps,
  },
  fields: () => ({
    collection: one(Collection, 'documentCollectionId', 'The collection that it is in.', {
      nullable: true,
    }),
    document: one(Document, 'documentId', 'The document that it is about.', { nullable: true }),
    element: one(Element, 'documentElementId', 'The element that it is about.', {
      nullable: true,
    }),
    creator: one(User, 'creatorId', 'The user who made it; null for guests.', { nullable: true }),
    owner: one(User, 'ownerId', 'The user who owns it; null for guests.', { nullable: true }),
    classroom: one(Group, 'classroomId', 'The group whose members read it, and who has made it.', {
      nullable: true,
    }),
    replyTo: one(Annotation, 'replyToId', 'The annotation that it answers.', { nullable: true }),
    history: history(genji, 'GenjiAnnotation'),
    anchor: computed(
      AnchorType,
      ['target', 'documentElementId'],
      'Where the quoted text stands in the element by now; null for who quotes nothing. Of several targets it is the first.',
      ({ target }, element) => anchorIn(target, element?.text),
      { nullable: true, beside: { key: 'documentElementId', row: Element, needs: ['text'] } },
    ),
    jsonLd: computed(
      'JSON',
      [
        'id',
        'motivation',
        'body',
        'target',
        'documentId',
        'creatorId',
        'created',
        'modified',
        'generator',
        'generated',
      ],
      'The annotation as the W3C’s Web Annotation Data Model exchanges it, with relative IRIs.',
      toJsonLd,
    ),
    replies: page(
      Annotation,
      'replyToId',
      'What answers it, oldest first: replies, flags, upvotes.',
    ),
    replyCount: count(Annotation, 'replyToId', 'How many replies it has.', {
      status: { ne: 'deleted' },
      motivation: { eq: 'replying' },
    }),
    flagCount: count(
      Annotation,
      'replyToId',
      'How many flags it has. Who flags it again is counted again.',
      {
        status: { ne: 'deleted' },
        motivation: { eq: 'flagging' },
      },
    ),
    upvoteCount: count(
      Annotation,
      'replyToId',
      'How many upvotes it has. Who votes for it again is counted again.',
      {
        status: { ne: 'deleted' },
        motivation: { eq: 'upvoting' },
      },
    ),
  }),
  visible: seenAnnotation,
  recalled: recalledAnnotation,
  read: { one: 'genjiAnnotation', many: 'genjiAnnotations', allow: readers },
  search: { text: 'C' },
  delete: { allow: may('delete_any_content'), command: 'purgeGenjiAnnotation' },
});

/** How many annotations there are that nobody has deleted. */
export const annotationCount = (key: keyof Row<typeof annotations>) =>
  count(Annotation, key, 'How many annotations there are, replies included.', {
    status: { ne: 'deleted' },
  });
