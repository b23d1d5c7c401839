import { describe, expect, test } from 'vitest';
import { imageTypeOf } from '../../../src/domains/genji/image.ts';
import { fieldOf } from './rule-of.ts';

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');

describe('a picture', () => {
  test.each([
    ['\x89PNG\r\n\x1a\n…', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['GIF89a', 'image/gif'],
    ['RIFF\x01\x02\x03\x04WEBPVP8 ', 'image/webp'],
    ['\0\0\x01\0\x01\0', 'image/x-icon'],
  ])('that begins with %j is of type %s', (bytes, type) => {
    expect(imageTypeOf(base64(bytes), 'siteLogoData')).toBe(type);
  });

  test.each([
    ['a text', base64('PNG')],
    ['an SVG', base64('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['nothing', ''],
    ['no base64', '\x89PNG\r\n\x1a\n'],
    ['too large', base64(`GIF89a${'.'.repeat(256 * 1024)}`)],
  ])('is not %s', (_what, data) => {
    expect(fieldOf(() => imageTypeOf(data, 'siteLogoData'))).toBe('siteLogoData');
  });
});
