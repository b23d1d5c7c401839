import { input, mutation, refusal, type Tx } from '../../../kernel/index.ts';
import { everyone, permissionsOf } from '../access.ts';
import { Document } from '../document.ts';
import { genji } from '../domain.ts';
import { Group } from '../group.ts';
import { readerOf } from '../reader.ts';
import { annotations } from '../tables.ts';
import { assertRestores } from './moderation.ts';
import { answersAnother, classroomOf, permissionsFor, readsIn } from './motivation.ts';
import { nextIds, numbered, type Placed, place, placeInDocument } from './place.ts';
import { assertOpen, assertThere, mayDelete, mayEdit, remove, restore } from './rules.ts';
import { bodyOf } from './shape.ts';
import { assertAlone, bringReplies } from './thread.ts';
import { Annotation } from './type.ts';

const ofAnnotation = { of: Annotation };
const theAnnotation = 'The key of the annotation.';
const body = 'What it says: a text, or an object such as a TextualBody.';
const target =
  'What it is about: the source (`document_element:42`, `annotation:7`), an object with a source and a selector, or a list of these.';
const motivation = 'Its purpose, such as `commenting`.';

/** Refuses whoever may not annotate for this purpose, or not in a thread that begins with that one. */
const assertMay = (tx: Tx, purpose: string, first: string | undefined): void => {
  const permissions = permissionsOf(tx.viewer);
  const missing = permissionsFor(purpose, first).find((needed) => !permissions.has(needed));
  if (missing) throw refusal('FORBIDDEN', `This needs the permission ${missing}.`);
};

/** The classroom of a new annotation; who is no member may not write there. */
const classroomFor = async (
  tx: Tx,
  purpose: string,
  wanted: number | null,
  parent: Placed['parent'],
): Promise<number | null> => {
  const classroomId = classroomOf(purpose, wanted, parent);
  if (parent || classroomId === null) return classroomId;
  await tx.lock(Group, classroomId, { field: 'classroomId', lock: 'key share' });
  const memberOf = await tx.query<{ id: number }>(
    'select group_id as id from app.group_members where user_id = $1',
    [tx.viewer.id],
  );
  const groups = new Set(memberOf.map(({ id }) => id));
  if (!readsIn(classroomId, groups, permissionsOf(tx.viewer))) {
    throw refusal('FORBIDDEN', 'Only members of a group annotate in it: join it first.');
  }
  return classroomId;
};

type Said = {
  readonly motivation: string;
  readonly body?: unknown;
  readonly classroomId?: number | null | undefined;
};

const annotate = async (tx: Tx, placed: Placed, { body: given, ...said }: Said) => {
  const { parent, first, documentId, documentElementId } = placed;
  assertMay(tx, said.motivation, first?.motivation);
  if (parent) assertOpen(parent);
  if (first) assertOpen(first);
  const classroomId = await classroomFor(tx, said.motivation, said.classroomId ?? null, parent);
  const stored = bodyOf(given);
  const [id] = await nextIds(tx, 'body', stored ? 1 : 0);
  return tx.insertOne(annotations, {
    ...said,
    classroomId,
    documentId,
    documentElementId,
    documentCollectionId: parent?.documentCollectionId ?? null,
    body: stored && { ...stored, id },
    target: await numbered(tx, placed.target),
    creatorId: genji.idOf(tx.viewer),
    ownerId: genji.idOf(tx.viewer),
  });
};

const NewAnnotation = input('CreateGenjiAnnotationInput', {
  description: 'The values of a new annotation.',
  fields: (arg) => ({
    target: arg.json(target, { optional: true }),
    documentId: arg.id('The key of the document, for an annotation of it as a whole.', {
      of: Document,
      optional: true,
    }),
    motivation: arg.text(motivation, { max: 100, default: 'commenting' }),
    body: arg.json(body, { optional: true }),
    classroomId: arg.id('The key of the group whose members read it. Tags and links have none.', {
      of: Group,
      optional: true,
    }),
    type: arg.text('What it is, as the client says.', { max: 100, optional: true }),
    generator: arg.text('The program that makes it.', { optional: true }),
    generated: arg.dateTime('When that program made it.', { optional: true }),
    annotationType: arg.text('What else its type says.', { max: 100, optional: true }),
    context: arg.text('Where it is made.', { optional: true }),
  }),
});

mutation(
  'createGenjiAnnotation',
  {
    description:
      'Annotates one element or several, or a whole document. A quote must stand in its element; one that stands there more than once needs a prefix.',
    allow: everyone,
    args: (arg) => ({ input: arg(NewAnnotation, 'Its values.') }),
    answers: Annotation,
  },
  async (tx, { input: { target: given, documentId, ...said } }) => {
    if ((given == null) === (documentId == null)) {
      throw refusal('BAD_USER_INPUT', 'An annotation has a target, or a document as a whole.', {
        field: 'target',
      });
    }
    const placed =
      documentId == null ? await place(tx, given) : await placeInDocument(tx, documentId);
    if (answersAnother(said.motivation) && !placed.parent) {
      throw refusal('BAD_USER_INPUT', `What is ${said.motivation} answers another annotation.`, {
        field: 'target',
      });
    }
    return annotate(tx, placed, said);
  },
);

mutation(
  'answerGenjiAnnotation',
  {
    description:
      'Replies to an annotation, flags it or votes for it: where that one is, and for those who see it.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the annotation to answer.', ofAnnotation),
      motivation: arg.text('The purpose: `replying`, `flagging` or `upvoting`.', {
        default: 'replying',
        pattern: /^(replying|flagging|upvoting)$/,
        meaning: 'replying, flagging or upvoting',
      }),
      body: arg.json(body, { optional: true }),
    }),
    answers: Annotation,
  },
  async (tx, { id, ...said }) => annotate(tx, await place(tx, `annotation:${id}`), said),
);

/** An annotation that whoever asks may change, locked. */
const editable = async (tx: Tx, id: number, may = mayEdit, expectedVersion?: number | null) => {
  const annotation = await tx.lock(Annotation, id, { expectedVersion });
  if (may(annotation, readerOf(tx.viewer))) return annotation;
  throw refusal(
    'FORBIDDEN',
    'Only who made it, who owns it, and who may edit any content may do this.',
  );
};

mutation(
  'updateGenjiAnnotation',
  {
    description:
      'Changes what an annotation says or what it is about; replies go with it, and where others have answered it stays in its collection. Only who made it, who owns it, and who may edit any content may do this.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id(theAnnotation, ofAnnotation),
      body: arg.json(body, { optional: true }),
      target: arg.json(target, { optional: true, notNull: true }),
      expectedVersion: arg.version(),
    }),
    answers: Annotation,
  },
  async (tx, { id, body: saying, target: given, expectedVersion }) => {
    const annotation = await editable(tx, id, mayEdit, expectedVersion);
    assertThere(annotation);
    const changed = await tx.updateOne(annotations, annotation, {
      ...(saying !== undefined && (await newBody(tx, annotation.body, saying))),
      ...(given !== undefined && (await newTarget(tx, annotation.replyToId, given))),
    });
    if (changed.documentCollectionId !== annotation.documentCollectionId)
      await assertAlone(tx, annotation);
    if (changed.documentElementId !== annotation.documentElementId) await bringReplies(tx, [id]);
    return changed;
  },
);

/** A body keeps its id. */
const newBody = async (tx: Tx, was: unknown, given: unknown) => {
  const stored = bodyOf(given);
  if (!stored) return { body: null };
  const kept = typeof was === 'object' && was !== null && 'id' in was ? was.id : undefined;
  const [id] = kept === undefined ? await nextIds(tx, 'body', 1) : [kept];
  return { body: { ...stored, id } };
};

const newTarget = async (tx: Tx, replyToId: number | null, given: unknown) => {
  const { target: targets, parent, documentId, documentElementId } = await place(tx, given);
  if ((parent?.id ?? null) !== replyToId) {
    throw refusal('BAD_USER_INPUT', 'A reply stays one, of the same annotation.', {
      field: 'target',
    });
  }
  return { target: await numbered(tx, targets), documentId, documentElementId };
};

mutation(
  'deleteGenjiAnnotation',
  {
    description:
      'Deletes an annotation. Whose it is, and those who may delete or edit any content, still see it; others see neither it nor how many there are.',
    allow: everyone,
    args: (arg) => ({ id: arg.id(theAnnotation, ofAnnotation), expectedVersion: arg.version() }),
    answers: Annotation,
  },
  async (tx, { id, expectedVersion }) =>
    tx.updateOne(annotations, await editable(tx, id, mayDelete, expectedVersion), remove()),
);

mutation(
  'restoreGenjiAnnotation',
  {
    description:
      'Brings a deleted annotation back; not one that was said in a group that has been deleted since. What a moderator has deleted is for those who may delete or edit any content, as is what nobody knows any more who has deleted.',
    allow: everyone,
    args: (arg) => ({ id: arg.id(theAnnotation, ofAnnotation), expectedVersion: arg.version() }),
    answers: Annotation,
  },
  async (tx, { id, expectedVersion }) => {
    const annotation = await editable(tx, id, mayDelete, expectedVersion);
    const restored = restore(annotation);
    if (restored.status) await assertRestores(tx, annotation);
    return tx.updateOne(annotations, annotation, restored);
  },
);
