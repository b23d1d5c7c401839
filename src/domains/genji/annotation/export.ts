import { builder, query, refusal } from '../../../kernel/index.ts';
import { readers } from '../access.ts';
import { Document } from '../document.ts';
import { context, toJsonLd } from './json-ld.ts';
import { Annotation } from './type.ts';

/** The most bytes of annotations that are exchanged at once. */
const mostBytes = 10_000_000;

const size = `coalesce(sum(octet_length(coalesce(body::text, '')) + octet_length(coalesce(target::text, ''))), 0)::float`;

builder.queryField('genjiExportAnnotations', (t) =>
  t.field({
    type: 'JSON',
    nullable: true,
    allow: readers,
    complexity: 1000,
    description:
      'The annotations of a document that you see, as an AnnotationCollection of the W3C’s Web Annotation Data Model, in JSON-LD with relative IRIs. Null when there is no such document.',
    args: {
      documentId: t.arg.id({ required: true, description: 'The key of the document.' }),
    },
    resolve: async (_root, { documentId }, ctx) => {
      const id = Number(documentId);
      if (!Number.isInteger(id)) return null;
      const [document] = await query(ctx, Document, { id: { eq: id } });
      if (!document) return null;
      const asked = { documentId: { eq: id }, status: { ne: 'deleted' } };
      const [found] = await query<{ bytes: number }>(
        ctx,
        (is) =>
          `select ${size} as bytes from app.annotations a where ${is(Annotation, 'a', asked)}`,
        [],
      );
      if (found && found.bytes > mostBytes) {
        throw refusal(
          'TOO_EXPENSIVE',
          'These annotations are too many for one answer: read `jsonLd` of them in pages.',
          { field: 'documentId' },
        );
      }
      const annotations = await query(ctx, Annotation, asked);
      const collection = `document/${id}/annotations`;
      return {
        '@context': context,
        id: collection,
        type: 'AnnotationCollection',
        label: document.title,
        total: annotations.length,
        first: {
          id: `${collection}/1`,
          type: 'AnnotationPage',
          startIndex: 0,
          items: annotations.map(toJsonLd),
        },
      };
    },
  }),
);
