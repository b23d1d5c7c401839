import { describe, expect, test } from 'vitest';
import { elementsOf, type Format } from '../../../src/domains/genji/text-import.ts';
import { fieldOf } from './rule-of.ts';

const shortly = (text: string, format: Format) =>
  elementsOf(text, format).map(({ hierarchy, content }) => {
    const { chapter, section, paragraph, heading } = hierarchy;
    return [`${chapter}.${section}.${paragraph}${heading ? ` h${heading}` : ''}`, content.text];
  });

const stylesOf = (text: string, format: Format) =>
  elementsOf(text, format).flatMap(({ content }) =>
    JSON.parse(JSON.stringify(content)).formatting.text_styles.formatting.map(
      ({ start, end, type }: { start: number; end: number; type: string[] }) => [
        content.text.slice(start, end),
        type.join(),
      ],
    ),
  );

describe('plain text', () => {
  test('is cut at empty lines', () => {
    expect(shortly('One\nand the same.\n\n \nTwo.\r\n\r\nThree.', 'plain')).toEqual([
      ['1.1.1', 'One and the same.'],
      ['1.1.2', 'Two.'],
      ['1.1.3', 'Three.'],
    ]);
  });

  test('has its order', () => {
    const orders = elementsOf('a\n\nb\n\nc', 'plain').map(
      ({ hierarchy }) => hierarchy.element_order,
    );
    expect(orders).toEqual([1, 2, 3]);
  });

  test.each(['', ' \n\n ', '\n'])('that is %j is none', (text) => {
    expect(fieldOf(() => elementsOf(text, 'plain'))).toBe('text');
  });
});

describe('Markdown', () => {
  test('is numbered by its headings', () => {
    const text =
      '# One\nFirst.\n\n## Part\nSecond.\n\nThird.\n\n## Other\nFourth.\n\n# Two\n\nFifth.';
    expect(shortly(text, 'markdown')).toEqual([
      ['1.1.0 h1', 'One'],
      ['1.1.1', 'First.'],
      ['1.2.0 h2', 'Part'],
      ['1.2.1', 'Second.'],
      ['1.2.2', 'Third.'],
      ['1.3.0 h2', 'Other'],
      ['1.3.1', 'Fourth.'],
      ['2.1.0 h1', 'Two'],
      ['2.1.1', 'Fifth.'],
    ]);
  });

  test('keeps what is bold and italic', () => {
    expect(stylesOf('A **bold word** and *one in **both*** and _so_.', 'markdown')).toEqual([
      ['bold word', 'bold'],
      ['one in both', 'italic'],
      ['both', 'bold'],
      ['so', 'italic'],
    ]);
    expect(shortly('snake_case_name and 2 \\* 3', 'markdown')).toEqual([
      ['1.1.1', 'snake_case_name and 2 * 3'],
    ]);
  });

  test('loses the signs of lists and quotations', () => {
    expect(
      shortly('> Quoted.\n\n- Item.\n\n1. First.', 'markdown').map(([, text]) => text),
    ).toEqual(['Quoted.', 'Item.', 'First.']);
  });
});

describe('HTML', () => {
  test('is cut at its blocks', () => {
    const text =
      '<head><title>No</title></head><body><h1>One</h1><p>First &amp; <b>bold</b>.</p><script>no()</script><!-- no --><ul><li>Item</li></ul>Rest<br>of it</body>';
    expect(shortly(text, 'html')).toEqual([
      ['1.1.0 h1', 'One'],
      ['1.1.1', 'First & bold.'],
      ['1.1.2', 'Item'],
      ['1.1.3', 'Rest of it'],
    ]);
  });

  test('keeps what is bold, italic and underlined', () => {
    expect(
      stylesOf('<p>a <em>b <strong>c</strong></em> <u>d</u> <i>open</p><p>e</p>', 'html'),
    ).toEqual([
      ['b c', 'italic'],
      ['c', 'bold'],
      ['d', 'underline'],
      ['open', 'italic'],
    ]);
  });

  test('that is broken is text', () => {
    expect(shortly('1 < 2 &unknown; &#x41;&#65; <unknown>x</unknown>', 'html')).toEqual([
      ['1.1.1', '1 < 2 &unknown; AA x'],
    ]);
  });
});

describe('a text of 600 KB takes no more than seconds, whatever it repeats', () => {
  test.for<[string, Format]>([
    ['<', 'html'],
    ['<!--', 'html'],
    ['<script ', 'html'],
    ['<head></head ', 'html'],
    ['<i>x</b>', 'html'],
    ['<i><b>x', 'html'],
    ['&#1', 'html'],
    ['\\*a', 'markdown'],
    ['\\', 'markdown'],
    ['**a*b', 'markdown'],
    ['_a ', 'markdown'],
    ['# ', 'markdown'],
    ['\n \t', 'markdown'],
    ['a   ', 'plain'],
  ])('%j as %s', ([part, format]) => {
    const before = process.cpuUsage();
    elementsOf(`${part.repeat(600_000 / part.length)}<p>end`, format);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(10_000_000); // 0.5 s; those that were quadratic took minutes
  });
});
