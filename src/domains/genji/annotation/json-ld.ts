import type { Row } from '../../../kernel/index.ts';
import type { annotations } from '../tables.ts';

/*
 * Annotations as the W3C's Web Annotation Data Model exchanges them, in JSON-LD. Keys of ours become IRIs: relative ones,
 * which whoever publishes the annotations resolves against an address of theirs.
 */

export const context = 'http://www.w3.org/ns/anno.jsonld';

type AnnotationRow = Row<typeof annotations>;
type Json = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** "document_element:42" as "document_element/42". */
const iri = (source: unknown) => (typeof source === 'string' ? source.replace(':', '/') : source);

const targetOf = (target: unknown): unknown => {
  if (Array.isArray(target)) return target.map(targetOf);
  if (!isObject(target)) return target;
  const { id, source, selector, ...rest } = target;
  if (selector === undefined) return iri(source);
  return {
    ...rest,
    type: 'SpecificResource',
    ...(typeof id === 'number' && { id: `target/${id}` }),
    source: iri(source),
    selector,
  };
};

const bodyOf = (body: unknown): unknown => {
  if (!isObject(body)) return undefined;
  const { id, ...rest } = body;
  return { ...rest, ...(typeof id === 'number' && { id: `body/${id}` }) };
};

/** Moments of ours are in UTC and say no zone; those of the model do. */
const moment = (text: string | null) => {
  if (text === null) return undefined;
  return /(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(' ', 'T')}Z`;
};

/** What of an annotation is exchanged. */
export type Exported = Pick<
  AnnotationRow,
  | 'id'
  | 'motivation'
  | 'body'
  | 'target'
  | 'documentId'
  | 'creatorId'
  | 'created'
  | 'modified'
  | 'generator'
  | 'generated'
>;

/** An annotation as JSON-LD; one of a whole document has that as its target. */
export const toJsonLd = (annotation: Exported): Json => {
  const { id, motivation, body, target, documentId, creatorId, generator, generated } = annotation;
  return Object.fromEntries(
    Object.entries({
      '@context': context,
      id: `annotation/${id}`,
      type: 'Annotation',
      motivation,
      creator: { id: `user/${creatorId}`, type: 'Person' },
      created: moment(annotation.created),
      modified: moment(annotation.modified),
      generator: generator === null ? undefined : { type: 'Software', name: generator },
      generated: moment(generated),
      body: bodyOf(body),
      target: target === null ? `document/${documentId}` : targetOf(target),
    }).filter(([, value]) => value !== undefined),
  );
};
