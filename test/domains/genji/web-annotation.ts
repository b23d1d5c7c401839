/*
 * What the W3C's Web Annotation Data Model (Recommendation of 23 February 2017) says that an annotation must be, as far as
 * ours can get: sections 3.1 to 3.3 (annotations, bodies, targets, life cycle), 4.2 (text selectors) and 5 (collections).
 */

type Json = { readonly [name: string]: unknown };

export const context = 'http://www.w3.org/ns/anno.jsonld';
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const isMoment = (value: unknown) => typeof value === 'string' && moment.test(value);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isIri = (value: unknown): value is string =>
  typeof value === 'string' && !/[\s<>"{}|\\^`]/.test(value);
const listOf = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());
const isAmong = (type: unknown, ...types: string[]) =>
  listOf(type).some((each) => types.includes(String(each)));

const agentFaults = (agent: unknown, place: string): string[] =>
  listOf(agent).flatMap((each) => {
    if (isIri(each)) return [];
    if (!isObject(each)) return [`${place} is neither an IRI nor an agent`];
    return [
      ...(each['type'] === undefined || isAmong(each['type'], 'Person', 'Organization', 'Software')
        ? []
        : [`${place} is of no type of agents`]),
      ...(each['id'] === undefined || isIri(each['id']) ? [] : [`the id of ${place} is no IRI`]),
    ];
  });

const lifeFaults = (of: Json): string[] => [
  ...['created', 'modified', 'generated'].flatMap((name) =>
    of[name] === undefined || isMoment(of[name]) ? [] : [`${name} is no xsd:dateTime with a zone`],
  ),
  ...agentFaults(of['creator'], 'the creator'),
  ...agentFaults(of['generator'], 'the generator'),
];

const selectorFaults = (selector: unknown): string[] =>
  listOf(selector).flatMap((each) => {
    if (isIri(each)) return [];
    if (!isObject(each) || typeof each['type'] !== 'string') return ['a selector has no type'];
    const isQuote = each['type'] === 'TextQuoteSelector';
    const isPosition = each['type'] === 'TextPositionSelector';
    return [
      ...(isQuote && typeof each['exact'] !== 'string' ? ['a TextQuoteSelector has no exact'] : []),
      ...(isQuote &&
      [each['prefix'], each['suffix']].some(
        (text) => text !== undefined && typeof text !== 'string',
      )
        ? ['a TextQuoteSelector has no texts around']
        : []),
      ...(isPosition && [each['start'], each['end']].some((at) => !Number.isInteger(at))
        ? ['a TextPositionSelector has no numbers']
        : []),
      ...selectorFaults(each['refinedBy']),
    ];
  });

/** A body or a target: an IRI, a resource of the web, an embedded text, or a part of a resource. */
const resourceFaults = (resource: unknown, place: string): string[] => {
  if (isIri(resource)) return [];
  if (!isObject(resource)) return [`${place} is neither an IRI nor a resource`];
  const { id, type, value, source, selector } = resource;
  const isText = isAmong(type, 'TextualBody');
  return [
    ...(id === undefined || isIri(id) ? [] : [`the id of ${place} is no IRI`]),
    ...(isText && typeof value !== 'string' ? [`${place} has no value`] : []),
    ...(source === undefined || isIri(source) || isObject(source)
      ? []
      : [`the source of ${place} is no IRI`]),
    ...(!isText && source === undefined && id === undefined ? [`${place} names nothing`] : []),
    ...selectorFaults(selector),
    ...lifeFaults(resource),
  ];
};

const annotationFaults = (annotation: unknown): string[] => {
  if (!isObject(annotation)) return ['it is no annotation'];
  const { id, type, body, bodyValue, target, motivation } = annotation;
  const targets = listOf(target);
  return [
    ...(isIri(id) ? [] : ['it has no IRI']),
    ...(isAmong(type, 'Annotation') ? [] : ['it is not of the type Annotation']),
    ...(targets.length > 0 ? [] : ['it has no target']),
    ...(bodyValue !== undefined && (body !== undefined || typeof bodyValue !== 'string')
      ? ['its bodyValue is not its only body']
      : []),
    ...listOf(body).flatMap((each) => resourceFaults(each, 'a body')),
    ...targets.flatMap((each) => resourceFaults(each, 'a target')),
    ...(motivation === undefined || listOf(motivation).every((each) => typeof each === 'string')
      ? []
      : ['its motivation is no name']),
    ...lifeFaults(annotation),
  ];
};

const collectionFaults = (collection: Json): string[] => {
  const { id, total, first } = collection;
  const pages = isObject(first) ? [first] : [];
  return [
    ...(isIri(id) ? [] : ['the collection has no IRI']),
    ...(Number.isInteger(total) && Number(total) >= 0 ? [] : ['the collection has no total']),
    ...(isIri(first) || pages.length > 0 ? [] : ['the collection has no first page']),
    ...pages.flatMap((page) => [
      ...(isIri(page['id']) ? [] : ['a page has no IRI']),
      ...(isAmong(page['type'], 'AnnotationPage')
        ? []
        : ['a page is not of the type AnnotationPage']),
      ...(Array.isArray(page['items'])
        ? page['items'].flatMap(annotationFaults)
        : ['a page has no items']),
    ]),
  ];
};

/** What is wrong with an annotation or a collection of some. */
export const faultsOf = (given: unknown): string[] => {
  if (!isObject(given)) return ['it is no object'];
  return [
    ...(listOf(given['@context']).includes(context) ? [] : ['its context is another one']),
    ...(isAmong(given['type'], 'AnnotationCollection')
      ? collectionFaults(given)
      : annotationFaults(given)),
  ];
};
