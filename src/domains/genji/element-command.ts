import { columns, input, mutation, type Tx } from '../../kernel/index.ts';
import { everyone, may } from './access.ts';
import { anchorIn } from './annotation/anchor.ts';
import { movedTarget } from './annotation/shape.ts';
import { bringReplies } from './annotation/thread.ts';
import { contentOf, split } from './content.ts';
import { Document } from './document.ts';
import { Element } from './element.ts';
import { hierarchyOf } from './hierarchy.ts';
import { assertReach } from './reach.ts';
import { documentElements } from './tables.ts';

const NewElement = input('CreateGenjiElementInput', {
  description: 'The values of a new element.',
  fields: () => columns(Element, ['documentId', 'hierarchy', 'content'], { required: true }),
});

mutation(
  'createGenjiElement',
  {
    description: 'Adds an element to a document that one may edit.',
    allow: may('create_document_element'),
    args: (arg) => ({ input: arg(NewElement, 'Its values.') }),
    answers: Element,
  },
  async (tx, { input: { content, hierarchy, ...values } }) => {
    const document = await tx.lock(Document, values.documentId, { lock: 'key share' });
    await assertReach(tx, 'document', document.id, 'edit');
    return tx.insertOne(documentElements, {
      ...values,
      hierarchy: hierarchyOf(hierarchy),
      content: contentOf(content),
    });
  },
);

const ElementChanges = input('UpdateGenjiElementInput', {
  description: 'The changes of an element. A field that is left out stays as it is.',
  fields: () => columns(Element, ['hierarchy', 'content']),
});

/** An element of a document that one may edit, locked. */
const editable = async (tx: Tx, id: number, expectedVersion?: number | null) => {
  const element = await tx.lock(Element, id, { expectedVersion });
  await assertReach(tx, 'document', element.documentId, 'edit');
  return element;
};

mutation(
  'updateGenjiElement',
  {
    description:
      'Changes an element of a document that one may edit. `anchor` of its annotations says where their quotes are then.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the element.', { of: Element }),
      input: arg(ElementChanges, 'What to change.'),
      expectedVersion: arg.version(),
    }),
    answers: Element,
  },
  async (tx, { id, input: { content, hierarchy, ...changes }, expectedVersion }) => {
    const element = await editable(tx, id, expectedVersion);
    return tx.updateOne(documentElements, element, {
      ...changes,
      ...(hierarchy !== undefined && { hierarchy: hierarchyOf(hierarchy) }),
      ...(content !== undefined && { content: contentOf(content) }),
    });
  },
);

/** The same, with the order of its document, which others change before or after. */
const inOrder = async (tx: Tx, id: number, expectedVersion?: number | null) => {
  await tx.query(ordering, [id]);
  return editable(tx, id, expectedVersion);
};

const ordering = `
  select from app.documents where id = (select document_id from app.document_elements where id = $1) for no key update`;

/** What is said of an element; replies are of what they answer, even if they quote. */
const said = `
  select id, target from app.annotations where document_element_id = $1 and reply_to_id is null
    and jsonb_typeof(target) = 'object' for no key update`;

const moving = `
  update app.annotations a set document_element_id = $1, target = m.target
  from jsonb_to_recordset($2::jsonb) m (id int, target jsonb) where a.id = m.id`;

type Part = { readonly id: number; readonly text: string };

/** Takes annotations whose quote is in the second part of a text there, with their threads. */
const moveQuotes = async (tx: Tx, element: Part, second: Part) => {
  const from = element.text.length - second.text.length;
  const all = await tx.query<{ id: number; target: unknown }>(said, [element.id]);
  const places = await tx.mapInTurns(all, ({ target }) => anchorIn(target, element.text)?.start);
  const moved = all
    .filter((_each, at) => (places[at] ?? -1) >= from)
    .map(({ id, target }) => ({ id, target: movedTarget(target, second.id, from) }));
  await tx.query(moving, [second.id, JSON.stringify(moved)]);
  await bringReplies(
    tx,
    moved.map(({ id }) => id),
  );
};

/** Makes room for one more element after this one. */
const makingRoom = `
  update app.document_elements set hierarchy = jsonb_set(hierarchy, '{element_order}', to_jsonb(element_order + 1))
  where document_id = $1 and element_order > $2`;

mutation(
  'splitGenjiElement',
  {
    description:
      'Divides an element of a document that one may edit in two, and answers with the second one. Annotations go with the part that holds what they quote, and replies with what they answer.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the element.', { of: Element }),
      at: arg.int('Where the second part begins, in UTF-16 code units.', { min: 1 }),
      expectedVersion: arg.version(),
    }),
    answers: Element,
  },
  async (tx, { id, at, expectedVersion }) => {
    const element = await inOrder(tx, id, expectedVersion);
    const content = contentOf(element.content);
    const [first, second] = split(content, at);
    const { documentId, elementOrder, hierarchy } = element;
    if (elementOrder !== null) await tx.query(makingRoom, [documentId, elementOrder]);
    await tx.updateOne(documentElements, element, { content: first });
    const made = await tx.insertOne(documentElements, {
      documentId,
      hierarchy: placeAfter(hierarchy, elementOrder),
      content: second,
    });
    await moveQuotes(tx, { id, text: content.text }, { id: made.id, text: second.text });
    return made;
  },
);

const placeAfter = (hierarchy: unknown, order: number | null) =>
  typeof hierarchy === 'object' && hierarchy !== null && order !== null
    ? { ...hierarchy, element_order: order + 1 }
    : hierarchy;

mutation(
  'moveGenjiElement',
  {
    description:
      'Moves an element within its document, to the place before another one or to the end.',
    allow: everyone,
    args: (arg) => ({
      id: arg.id('The key of the element.', { of: Element }),
      beforeId: arg.id('The key of the element that comes after it; without it, the last one.', {
        of: Element,
        optional: true,
      }),
      expectedVersion: arg.version(),
    }),
    answers: Element,
  },
  async (tx, { id, beforeId, expectedVersion }) => {
    const { documentId } = await inOrder(tx, id, expectedVersion);
    if (beforeId) await tx.lock(Element, beforeId, { lock: 'key share' });
    await tx.query(renumbering, [documentId, id, beforeId ?? null]);
    return tx.lock(Element, id);
  },
);

/** Numbers the elements of a document from 1, with one of them ($2) before another ($3) or at the end. */
const renumbering = `
  with place as (
    select id, row_number() over (order by element_order nulls last, id) as nth
    from app.document_elements where document_id = $1
  ), numbered as (
    select id, row_number() over (order by case
      when id = $2 then coalesce((select nth - 0.5 from place where id = $3), 1e9) else nth end) as nth
    from place
  )
  update app.document_elements e set hierarchy = coalesce(e.hierarchy, '{}') || jsonb_build_object('element_order', n.nth)
  from numbered n where n.id = e.id and e.element_order is distinct from n.nth`;
