import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { api, closeImports, counts, csv, homes, imported, openImports } from './importing.ts';
import { name, newName } from './new-name.ts';

/* What files say of the texts of items: which one is meant, and what a new one is called. */

beforeAll(openImports);
afterAll(closeImports);

beforeEach(newName);

type Text = { id: string; label: string; content: string };

describe.each(homes)('$command', ({ command, of, item }) => {
  const take = (...rows: readonly (readonly string[])[]) =>
    imported(command, { ...of, file: csv(['item_code', 'item_type', 'footnotes'], ...rows) });

  const textsOf = async (id: string | null | undefined): Promise<Text[]> => {
    const { data } = await api
      .as('viewer')
      .run<Record<string, { textElements: Text[] }>, never>(
        `{ ${item}(id: "${id}") { textElements { id label content } } }`,
      );
    return data[item]?.textElements ?? [];
  };

  /** Makes an item with these footnotes, and gives them as they were made. */
  const made = async (...footnotes: readonly string[]) => {
    const cell = footnotes.map((each) => `"${each.replaceAll('"', '""')}"`).join(';');
    const { changes, problems } = await take([name, 'TLF', cell]);
    expect(problems).toEqual([]);
    expect(await take([name, 'TLF', cell])).toMatchObject({ ...counts(0, 0, 1), changes: [] });
    return textsOf(changes[0]?.entityId);
  };

  test.each<[string, (name: string) => readonly [string, string]]>([
    [
      'begin with the same 255 characters',
      (own) => [0, 1].map((at) => `${own.padEnd(400, ' long')} ${at}`) as never,
    ],
    ['differ in what is not seen', (own) => [`${own} a-b`, `${own} a-\u00adb`]],
    ['differ in what is not seen alone', (own) => [`\u00ad${own}`, `\u00ad\u00ad${own}`]],
  ])('two new texts that %s are two', async (_how, make) => {
    const footnotes = make(name);
    const texts = await made(...footnotes);
    expect(texts.map(({ content }) => content)).toEqual(footnotes);
    for (const { label } of texts) expect(Array.from(label).length).toBeLessThanOrEqual(255);
  });

  test('a text of several lines is new where its label is that of one that says something else', async () => {
    await api.sql`insert into pearl.text_elements (type, label, content) values ('FOOTNOTE', ${`${name} a b`}, 'other')`;
    const texts = await made(`${name} a\nb`);
    expect(texts).toMatchObject([{ content: `${name} a\nb` }]);
  });

  test('a text that is called so is meant, and that it is has not changed when the file comes again', async () => {
    const [known] = await api.sql<[{ id: number }]>`
      insert into pearl.text_elements (type, label, content) values ('FOOTNOTE', ${`${name} SAF`}, 'Safety') returning id`;
    const texts = await made(`${name} saf`);
    expect(texts).toMatchObject([{ id: String(known.id), content: 'Safety' }]);
  });

  test('a text of nothing but what is not seen is none, among others and alone', async () => {
    const footnotes = ['\u200b\u200d', name, '\u2060'];
    expect(await take([name, 'TLF', footnotes.join(';')])).toMatchObject(counts(1, 0, 0));
    const again = await take([name, 'TLF', name]);
    expect(again).toMatchObject(counts(0, 0, 1));
    expect(await take([name, 'TLF', '\u200b'])).toMatchObject({
      ...counts(0, 1, 0),
      changes: [{ cells: [{ column: 'footnotes', before: name, after: '' }] }],
    });
  });

  test('of texts that say the same, each stays where it is', async () => {
    const ids = await api.sql<{ id: number }[]>`
      insert into pearl.text_elements (type, label, content)
      select 'FOOTNOTE', ${name} || n, ${`${name} same`} from generate_series(1, 2) n returning id`;
    const { changes } = await take([name, 'TLF', '']);
    const [{ entityId } = { entityId: null }] = changes;
    const { errors } = await api
      .as('admin')
      .run(
        `mutation { update${item.slice(0, 1).toUpperCase()}${item.slice(1)}(id: "${entityId}", input: { textElementIds: [${ids.map(({ id }) => id).join()}] }) { id } }`,
      );
    expect(errors).toBeUndefined();
    expect(await take([name, 'TLF', `${name} same;${name} same`])).toMatchObject(counts(0, 0, 1));
    expect(await take([name, 'TLF', `${name} new;${name} same;${name} same`])).toMatchObject(
      counts(0, 1, 0),
    );
    expect(
      (await textsOf(entityId))
        .map(({ id }) => id)
        .slice(1)
        .sort(),
    ).toEqual(ids.map(({ id }) => String(id)).sort());
  });
});
