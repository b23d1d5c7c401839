import { refusal } from '../../kernel/index.ts';

/*
 * Pictures of the site, as base64. Their type is what their first bytes say, not what somebody says. SVG is none of them: it
 * can hold a script.
 */

/** The most bytes of a picture. */
const mostBytes = 256 * 1024;

const kinds: readonly (readonly [type: string, isOne: (bytes: Buffer) => boolean])[] = [
  ['image/png', (bytes) => bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', (bytes) => bytes.toString('latin1', 0, 3) === '\xff\xd8\xff'],
  ['image/gif', (bytes) => /^GIF8[79]a$/.test(bytes.toString('latin1', 0, 6))],
  ['image/webp', (bytes) => /^RIFF.{4}WEBP$/s.test(bytes.toString('latin1', 0, 12))],
  ['image/x-icon', (bytes) => bytes.toString('latin1', 0, 4) === '\0\0\x01\0'],
];

/** The type of a picture; a picture that is none, or is too large, is refused. */
export const imageTypeOf = (base64: string, field: string): string => {
  const wrong = (message: string) => refusal('BAD_USER_INPUT', message, { field });
  if (base64.length > Math.ceil(mostBytes / 3) * 4) {
    throw wrong(`A picture has at most ${mostBytes / 1024} KiB.`);
  }
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) throw wrong('A picture is given in base64.');
  const type = kinds.find(([, isOne]) => isOne(bytes))?.[0];
  if (!type) throw wrong('A picture is a PNG, JPEG, GIF, WebP or ICO file.');
  return type;
};
