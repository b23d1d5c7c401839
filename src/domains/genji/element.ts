import { history, one, page } from '../../kernel/index.ts';
import { everyone, readers } from './access.ts';
import { Annotation, annotationCount } from './annotation/type.ts';
import { Document } from './document.ts';
import { genji } from './domain.ts';
import { assertDeletes } from './reach.ts';
import { stamps } from './stamps.ts';
import { documentElements } from './tables.ts';
import { recalledDocument } from './visibility.ts';

export const Element = genji.entity('GenjiElement', documentElements);

Element.implement({
  description: 'A part of a document, such as a paragraph: what annotations are about.',
  called: ['element', 'elements'],
  label: 'text',
  groupBy: [],
  columns: {
    id: 'The key of the element.',
    documentId: 'The key of its document.',
    hierarchy: 'Its place in the document: chapter, section, paragraph, `element_order`.',
    content: 'Its text and the formatting of it.',
    text: 'Its text alone.',
    elementOrder: 'Its place among the elements of its document, which come in this order.',
    ...stamps,
  },
  orderBy: [
    { field: 'documentId', direction: 'ASC' },
    { field: 'elementOrder', direction: 'ASC' },
  ],
  fields: () => ({
    document: one(Document, 'documentId', 'The document that it is a part of.'),
    history: history(genji, 'GenjiElement'),
    annotations: page(Annotation, 'documentElementId', 'The annotations of it, oldest first.'),
    annotationCount: annotationCount('documentElementId'),
  }),
  visible: { asRowOf: 'documentId' },
  recalled: recalledDocument('documentId'),
  read: { one: 'genjiElement', many: 'genjiElements', allow: readers },
  search: { text: 'C' },
  delete: {
    allow: everyone,
    guard: (tx, { documentId }, by) => assertDeletes(tx, 'document', documentId, 'edit', by),
  },
});
