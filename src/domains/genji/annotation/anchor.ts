import { builder } from '../../../kernel/index.ts';
import { type Anchor, anchorOf } from './quote.ts';
import { storedQuote } from './shape.ts';

const states = {
  FOUND: 'It stands where it was quoted.',
  MOVED: 'It stands elsewhere by now, or among other words.',
  LOST: 'It is not there any more.',
} as const;

const AnchorState = builder.enumType('GenjiAnchorState', {
  description: 'Whether a quoted text still stands in its element.',
  values: Object.fromEntries(
    Object.entries(states).map(([value, description]) => [value, { value, description }]),
  ),
});

export const AnchorType = builder.objectRef<Anchor>('GenjiAnchor').implement({
  description: 'Where a quoted text stands by now. Places are counted in UTF-16 code units.',
  fields: (t) => ({
    state: t.field({
      type: AnchorState,
      description: 'Whether it is still there.',
      resolve: ({ state }) => state,
    }),
    start: t.exposeInt('start', { nullable: true, description: 'Where it begins, unless lost.' }),
    end: t.exposeInt('end', { nullable: true, description: 'Where it ends, unless lost.' }),
  }),
});

/** Where the quote of an annotation is in the text of its element: of the first, if it has several targets. */
export const anchorIn = (target: unknown, text: string | null | undefined): Anchor | null => {
  const quote = storedQuote([target].flat()[0]);
  return quote && text != null ? anchorOf(text, quote, quote.at) : null;
};
