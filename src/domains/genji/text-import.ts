import { refusal } from '../../kernel/index.ts';
import type { Content } from './content.ts';

/*
 * A text as elements: headings and paragraphs, numbered by chapter, section and paragraph, with what is bold, italic or
 * underlined kept as ranges. Of Markdown and HTML it knows what running text consists of; everything else is text.
 */

export type Format = 'plain' | 'markdown' | 'html';
type Style = 'bold' | 'italic' | 'underline';
type Range = { readonly start: number; readonly end: number; readonly type: readonly Style[] };
/** A paragraph, or a heading of a level from 1. */
type Block = { readonly level: number; readonly text: string; readonly ranges: readonly Range[] };

export type ImportedElement = {
  readonly hierarchy: {
    readonly chapter: number;
    readonly section: number;
    readonly paragraph: number;
    readonly element_order: number;
    readonly heading?: number;
  };
  readonly content: Content;
};

const mostElements = 5000;

/** Collects the text of a block, and where its styles begin and end. White space in it counts as one blank. */
class BlockText {
  #text = '';
  #endsInBlank = true;
  readonly #open: Record<Style, number[]> = { bold: [], italic: [], underline: [] };
  readonly #ranges: Range[] = [];

  add(text: string): void {
    const blank = text.replace(/\s+/g, ' ');
    const added = this.#endsInBlank ? blank.trimStart() : blank;
    if (added === '') return;
    this.#text += added;
    this.#endsInBlank = added.endsWith(' ');
  }

  begin(style: Style): void {
    this.#open[style].push(this.#text.length);
  }

  end(style: Style): void {
    const start = this.#open[style].pop();
    if (start !== undefined) this.#ranges.push({ start, end: this.#text.length, type: [style] });
  }

  isIn(style: Style): boolean {
    return this.#open[style].length > 0;
  }

  toBlock(level: number): Block | undefined {
    for (const style of ['bold', 'italic', 'underline'] as const)
      while (this.isIn(style)) this.end(style);
    const text = this.#text.trimEnd();
    const ranges = this.#ranges
      .map((range) => ({ ...range, end: Math.min(range.end, text.length) }))
      .filter(({ start, end }) => start < end)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    return text === '' ? undefined : { level, text, ranges };
  }
}

const paragraphsOf = (text: string) => text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n+/);

const plain = (text: string): (Block | undefined)[] =>
  paragraphsOf(text).map((paragraph) => {
    const block = new BlockText();
    block.add(paragraph);
    return block.toBlock(0);
  });

const marks: Readonly<Record<string, Style>> = {
  '**': 'bold',
  __: 'bold',
  '*': 'italic',
  _: 'italic',
};

const markdown = (text: string): (Block | undefined)[] =>
  paragraphsOf(text.replace(/^(#{1,6} .*)$/gm, '\n\n$1\n\n')).map((paragraph) => {
    const [, signs = ''] = /^\s*(#{1,6})\s/.exec(paragraph) ?? [];
    const own = paragraph.replace(/^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+|\d+[.)]\s+)/, '');
    const block = new BlockText();
    // an underscore within a word is one
    for (const part of own.split(/(\\[\\*_]|\*\*|\*|(?<!\w)__?(?=\w)|(?<=\w|[.!?,])__?(?!\w))/)) {
      const style = marks[part];
      if (!style) block.add(part.replace(/^\\([\\*_])$/, '$1'));
      else if (block.isIn(style)) block.end(style);
      else block.begin(style);
    }
    return block.toBlock(signs.length);
  });

const styles: Readonly<Record<string, Style>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  cite: 'italic',
  u: 'underline',
};
const blocks = /^(?:h[1-6]|p|div|li|ul|ol|blockquote|section|article|tr|td|th|table|pre|body|hr)$/;
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
};

const characterOf = (code: number) =>
  code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';

const decoded = (text: string) =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{1,20}));/gi, (whole, decimal, hex, name) => {
    if (decimal) return characterOf(Number(decimal));
    if (hex) return characterOf(Number.parseInt(hex, 16));
    return entities[name] ?? whole;
  });

/** A text without what stands between two signs. It looks for no end behind the last one, so its time is linear. */
const withoutWhatIsIn = (text: string, begin: string, end: string): string => {
  const last = [...text.matchAll(new RegExp(end, 'gi'))].at(-1);
  const closed = last ? last.index + last[0].length : 0;
  return (
    text.slice(0, closed).replace(new RegExp(`${begin}.*?${end}`, 'gis'), '') + text.slice(closed)
  );
};

const html = (text: string): (Block | undefined)[] => {
  const found: (Block | undefined)[] = [];
  let [block, level] = [new BlockText(), 0];
  const cut = (next: number) => {
    found.push(block.toBlock(level));
    [block, level] = [new BlockText(), next];
  };
  const running = ['script', 'style', 'template', 'head'].reduce(
    (rest, tag) => withoutWhatIsIn(rest, `<${tag}\\b`, `</${tag}\\s*>`),
    withoutWhatIsIn(text, '<!--', '-->'),
  );
  for (const part of running.split(/(<[^<>]{1,2000}>)/)) {
    const [, slash, tag = ''] = /^<(\/?)([a-z][a-z0-9]*)\b/i.exec(part) ?? [];
    const name = tag.toLowerCase();
    const style = styles[name];
    if (blocks.test(name)) cut(slash ? 0 : Number(/^h([1-6])$/.exec(name)?.[1] ?? 0));
    else if (style && slash) block.end(style);
    else if (style) block.begin(style);
    else if (name === 'br') block.add(' ');
    else if (!/^<[/!?a-z]/i.test(part)) block.add(decoded(part));
  }
  cut(0);
  return found;
};

const readers = { plain, markdown, html };

/** The elements of a text. */
export const elementsOf = (text: string, format: Format): ImportedElement[] => {
  const found = readers[format](text).filter((block) => block !== undefined);
  if (found.length === 0) {
    throw refusal('BAD_USER_INPUT', 'There is no text in it.', { field: 'text' });
  }
  if (found.length > mostElements) {
    throw refusal('BAD_USER_INPUT', `A document has at most ${mostElements} elements.`, {
      field: 'text',
    });
  }
  const place = { chapter: 1, section: 1, paragraph: 0 };
  let hasChapter = false;
  return found.map(({ level, text: own, ranges }, at) => {
    if (level === 1)
      Object.assign(place, {
        chapter: place.chapter + Number(hasChapter),
        section: 1,
        paragraph: 0,
      });
    if (level > 1)
      Object.assign(place, { section: place.section + Number(place.paragraph > 0), paragraph: 0 });
    hasChapter ||= level === 1 || place.paragraph > 0;
    place.paragraph += Number(level === 0);
    return {
      hierarchy: { ...place, element_order: at + 1, ...(level > 0 && { heading: level }) },
      content: {
        text: own,
        formatting: {
          alignment: 'left',
          indent: 0,
          text_styles: { is_bold: level > 0, is_italic: false, formatting: ranges },
        },
      },
    };
  });
};
