import { refusal } from '../../../kernel/index.ts';
import type { Quote } from './quote.ts';

/*
 * Bodies and targets of annotations. Clients send the specification's own shapes, those of the W3C's model (a text or an IRI
 * for an object, one or several targets), or those of earlier clients ("DocumentElements/42", `refined_by`). One form
 * is stored, and answered: an object with an `id` from its sequence, "document_element:42" or "annotation:7" as the source
 * of a target, and a list only of several targets.
 */

type Json = { readonly [name: string]: unknown };

export type Source = { readonly type: 'document_element' | 'annotation'; readonly id: number };
export type Target = Json & { readonly source: string };

const wrong = (field: string, message: string) => refusal('BAD_USER_INPUT', message, { field });

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The most targets of one annotation. */
const mostTargets = 50;

const prefixes: Readonly<Record<string, Source['type']>> = {
  'document_element:': 'document_element',
  'DocumentElements/': 'document_element',
  'annotation:': 'annotation',
  'Annotation/': 'annotation',
};

/** What the source of a target names. */
export const sourceOf = (source: string, field = 'target'): Source => {
  const [, prefix = '', id] = /^([A-Za-z_]+[:/])([1-9]\d{0,8})$/.exec(source) ?? [];
  const type = prefixes[prefix];
  if (!type) {
    throw wrong(
      field,
      'The source of a target is such as "document_element:42" or "annotation:7".',
    );
  }
  return { type, id: Number(id) };
};

const selectorOf = (selector: unknown): Json | undefined => {
  if (selector === undefined || selector === null) return undefined;
  if (!isObject(selector))
    throw wrong('target', 'A selector is an object, such as a TextQuoteSelector.');
  const { value, refined_by, ...rest } = selector;
  const refinedBy = refined_by ?? rest['refinedBy'];
  const exact = rest['exact'] ?? (rest['type'] === undefined ? value : undefined);
  return {
    ...rest,
    ...(exact === undefined && value !== undefined && { value }),
    type: rest['type'] ?? 'TextQuoteSelector',
    ...(exact !== undefined && { exact }),
    ...(isObject(refinedBy) && { refinedBy: { type: 'TextPositionSelector', ...refinedBy } }),
  };
};

/** One target in the form that is stored, still without an id. */
const targetOf = (given: unknown): Target => {
  const target = typeof given === 'string' ? { source: given } : given;
  if (!isObject(target) || typeof target['source'] !== 'string') {
    throw wrong('target', 'A target is an object with a `source`, or the source alone.');
  }
  const { type, id } = sourceOf(target['source']);
  const selector = selectorOf(target['selector']);
  const { selector: _selector, ...rest } = target;
  return { ...rest, source: `${type}:${id}`, ...(selector && { selector }) };
};

/** Targets as they are stored; lists within the list are of one level. */
export const targetsOf = (given: unknown): readonly Target[] => {
  const targets = (Array.isArray(given) ? given.flat() : [given]).map(targetOf);
  if (targets.length === 0) throw wrong('target', 'An annotation has at least one target.');
  if (targets.length > mostTargets) {
    throw wrong('target', `An annotation has at most ${mostTargets} targets.`);
  }
  return targets;
};

/** How many ids the targets need: one that has been given one keeps it. */
export const idless = (targets: readonly Json[]): number =>
  targets.filter(({ id }) => typeof id !== 'number').length;

/** Gives ids to those that have none. */
export const withIds = <Each extends Json>(
  each: readonly Each[],
  ids: readonly number[],
): readonly (Each & { readonly id: number })[] => {
  const rest = ids.values();
  return each.map((one) => ({
    ...one,
    id: typeof one['id'] === 'number' ? one['id'] : Number(rest.next().value),
  }));
};

/** One object, or a list of several. */
export const compact = <Each>(each: readonly Each[]): Each | readonly Each[] | undefined =>
  each.length === 1 ? each[0] : each;

/** The texts that an object holds under these names. */
const textsOf = <Name extends string>(object: Json, names: readonly Name[], field: string) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = object[name];
      if (value === undefined || value === null) return [];
      if (typeof value !== 'string') throw wrong(field, `The ${name} of a ${field} is a text.`);
      return [[name, value]];
    }),
  );

/** The body in the form that is stored, still without an id; a text stands for a body of that text. */
export const bodyOf = (given: unknown): Json | null => {
  if (given === undefined || given === null) return null;
  const body = typeof given === 'string' ? { value: given, format: 'text/plain' } : given;
  if (!isObject(body)) throw wrong('body', 'A body is a text or an object such as a TextualBody.');
  const named = ['type', 'value', 'format', 'language', 'purpose'];
  const { type = 'TextualBody', ...texts } = textsOf(body, named, 'body');
  if (type === 'TextualBody' && !texts['value']?.trim()) {
    throw wrong('body', 'A TextualBody has a `value` that is not blank.');
  }
  return { ...body, type };
};

/** The most characters of what a quote says to stand before or after it. */
const mostAround = 200;

/** What a stored target quotes, whoever has stored it. */
export const storedQuote = (target: unknown): ReturnType<typeof quoteOf> => {
  try {
    return isObject(target) ? quoteOf(target) : undefined;
  } catch {
    return undefined;
  }
};

/** A target whose quote is in another element by now, and stands so much earlier there. */
export const movedTarget = (target: unknown, elementId: number, earlier: number): unknown => {
  if (!isObject(target)) return target;
  const { selector } = target;
  const source = `document_element:${elementId}`;
  const place = isObject(selector) ? selector['refinedBy'] : undefined;
  if (!isObject(selector) || !isObject(place)) return { ...target, source };
  const moved = Object.entries(place).map(([name, value]) =>
    typeof value === 'number' ? [name, value - earlier] : [name, value],
  );
  return { ...target, source, selector: { ...selector, refinedBy: Object.fromEntries(moved) } };
};

/** What a target quotes; undefined when it is about the whole. */
export const quoteOf = ({ selector }: Json): (Quote & { readonly at?: number }) | undefined => {
  if (!isObject(selector) || selector['type'] !== 'TextQuoteSelector') return undefined;
  const { exact, ...around } = textsOf(selector, ['exact', 'prefix', 'suffix'], 'target');
  if (!exact) throw wrong('target', 'A TextQuoteSelector has an `exact` text.');
  if (Object.values(around).some((text) => text.length > mostAround)) {
    throw wrong('target', `A prefix and a suffix have at most ${mostAround} characters.`);
  }
  const { refinedBy } = selector;
  const at = isObject(refinedBy) ? refinedBy['start'] : undefined;
  return { exact, ...around, ...(typeof at === 'number' && { at }) };
};
