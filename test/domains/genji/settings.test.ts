import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Data, type Genji, startGenji } from './api.ts';

let genji: Genji;
beforeAll(async () => {
  genji = await startGenji();
});
afterAll(() => genji.stop());

const update = `mutation ($input: UpdateGenjiSiteSettingsInput!) {
  updateGenjiSiteSettings(input: $input) { siteTitle updatedBy { username } } }`;

test('genjiSettingsChanged tells everybody how the site looks from now on, and by whom', async () => {
  const { changeCursor } = await genji.get('admin', '{ changeCursor }');
  const query = `subscription { genjiSettingsChanged(since: "${changeCursor}") {
    action changedFields actor { username } genjiSiteSettings { siteTitle siteLogoEnabled siteLogoMimeType } } }`;
  const socket = await genji.follow('student', query);
  const next = async () => ((await socket.next()) as Data).payload.data.genjiSettingsChanged;

  const refused = { siteTitle: 'Mine' };
  expect(await genji.codeOf('student', update, { input: refused })).toBe('FORBIDDEN');
  expect(await genji.codeOf('admin', update, { input: { siteTitle: ' ' } })).toBe('BAD_USER_INPUT');
  await genji.get('admin', update, { input: { siteTitle: 'The tale of Genji' } });
  expect(await next()).toEqual({
    action: 'UPDATED',
    changedFields: ['siteTitle'],
    actor: { username: 'admin' },
    genjiSiteSettings: {
      siteTitle: 'The tale of Genji',
      siteLogoEnabled: false,
      siteLogoMimeType: null,
    },
  });

  const siteLogoData = Buffer.from('GIF89a').toString('base64');
  await genji.get('admin', update, { input: { siteLogoEnabled: true, siteLogoData } });
  expect(await next()).toMatchObject({
    genjiSiteSettings: { siteLogoEnabled: true, siteLogoMimeType: 'image/gif' },
  });
  expect(await socket.rest(500)).toEqual([]);
  socket.socket.close();
});

test('a site without settings gets them when they are first changed, and has one row of them', async () => {
  await genji.sql`delete from app.site_settings`;
  const first = { siteLogoEnabled: false };
  const { updateGenjiSiteSettings } = await genji.get('admin', update, { input: first });
  expect(updateGenjiSiteSettings).toEqual({ siteTitle: 'Genji', updatedBy: { username: 'admin' } });
  await Promise.all(
    ['One', 'Other'].map((siteTitle) => genji.get('admin', update, { input: { siteTitle } })),
  );
  const { genjiSiteSettings } = await genji.get('student', '{ genjiSiteSettings { totalCount } }');
  expect(genjiSiteSettings.totalCount).toBe(1);
});
