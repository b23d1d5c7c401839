/*
 * A record as a page that can be printed and needs nothing from elsewhere. All of its texts are escaped: they are people's.
 */

const entities: Readonly<{ [character: string]: string }> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** "sessionDate" as "Session date". */
const title = (name: string) => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What means nothing on paper. */
const left = /^(id|version|.+Id|createdAt|updatedAt|day|week)$/;

const isText = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) && value !== '';

type Values = { readonly [name: string]: unknown };

const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null;

/** A value with its name; lists of objects become parts of their own. */
const entry = (name: string, value: unknown, level: number): string => {
  if (left.test(name) || value === null || value === undefined || value === '') return '';
  if (isText(value)) return `<dt>${title(name)}</dt><dd>${escaped(String(value))}</dd>`;
  if (Array.isArray(value) && value.every(isText)) {
    return value.length === 0 ? '' : entry(name, value.join(', '), level);
  }
  if (!Array.isArray(value)) return entry(name, JSON.stringify(value), level);
  const parts = value.filter(isValues).map((each) => part(each, level));
  return parts.length === 0
    ? ''
    : `</dl><h${level}>${title(name)}</h${level}>${parts.join('')}<dl>`;
};

const part = (values: Values, level: number): string => {
  const entries = Object.entries(values).map(([name, value]) => entry(name, value, level + 1));
  return `<section><dl>${entries.join('')}</dl></section>`.replaceAll('<dl></dl>', '');
};

const style = `
  body { font: 11pt/1.4 sans-serif; max-width: 48em; margin: 2em auto; padding: 0 1em }
  section { border-left: 2px solid #ccc; padding-left: 1em; margin: 1em 0; break-inside: avoid }
  dt { color: #555; font-size: 9pt } dd { margin: 0 0 .5em; white-space: pre-wrap }`;

type Shown = { readonly patient: Values & { readonly name: string } } & Values;

export const toHtml = ({ patient, ...parts }: Shown): string => {
  const name = escaped(patient.name);
  const chapters = Object.entries(parts).map(([each, value]) => entry(each, value, 2));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${name}</title>
<style>${style}
</style>
<h1>${name}</h1>
${part(patient, 1)}
<dl>${chapters.join('\n')}</dl>
</html>
`.replaceAll('<dl></dl>', '');
};
