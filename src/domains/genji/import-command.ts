import { mutation } from '../../kernel/index.ts';
import { may } from './access.ts';
import { Collection } from './collection.ts';
import { Document } from './document.ts';
import { genji } from './domain.ts';
import { assertReach } from './reach.ts';
import { documentElements, documents } from './tables.ts';
import { elementsOf } from './text-import.ts';

const TextFormat = genji.enum(
  'GenjiTextFormat',
  ['plain', 'markdown', 'html'],
  'What a text is written in.',
  {
    plain: 'Paragraphs with empty lines between them.',
    markdown: 'Markdown: headings, paragraphs, bold and italic text.',
    html: 'HTML: headings, paragraphs, bold, italic and underlined text.',
  },
);

mutation(
  'importGenjiDocument',
  {
    description:
      'Makes a document of a text, with an element for each heading and paragraph, in a collection that one may edit.',
    allow: may('create_document'),
    args: (arg) => ({
      documentCollectionId: arg.id('The key of the collection.', { of: Collection }),
      title: arg.text('The title of the document, unique in its collection.'),
      format: arg(TextFormat, 'What the text is written in.', { default: 'plain' }),
      text: arg.text('What is to be read in it.', { max: 2_000_000, lines: true }),
    }),
    answers: Document,
  },
  async (tx, { documentCollectionId, title, format, text }) => {
    const elements = elementsOf(text, format);
    await tx.lock(Collection, documentCollectionId, { lock: 'key share' });
    await assertReach(tx, 'collection', documentCollectionId, 'edit');
    const document = await tx.insertOne(documents, {
      documentCollectionId,
      title,
      ownerId: genji.idOf(tx.viewer),
    });
    await tx.insert(
      documentElements,
      elements.map((element) => ({ ...element, documentId: document.id })),
    );
    return document;
  },
);
