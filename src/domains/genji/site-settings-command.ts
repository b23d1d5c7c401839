import { input, mutation } from '../../kernel/index.ts';
import { may } from './access.ts';
import { genji } from './domain.ts';
import { imageTypeOf } from './image.ts';
import { SiteSettings } from './site-settings.ts';
import { siteSettings } from './tables.ts';

const picture = { optional: true, exact: true, max: 400_000 } as const;

const Changes = input('UpdateGenjiSiteSettingsInput', {
  description: 'How the site is to look. A field that is left out stays as it is.',
  fields: (arg) => ({
    siteTitle: arg.text('The title of the site.', { max: 50, optional: true, notNull: true }),
    siteLogoEnabled: arg.boolean('Whether the logo is shown.', { optional: true, notNull: true }),
    siteLogoData: arg.text(
      'The logo, as base64: a PNG, JPEG, GIF, WebP or ICO file of at most 256 KiB.',
      picture,
    ),
    siteFaviconData: arg.text('The icon of the site, in the same way.', picture),
  }),
});

/** The type of a picture goes with it. */
const typed = (data: string | null, field: string) =>
  data === null ? null : imageTypeOf(data, field);

mutation(
  'updateGenjiSiteSettings',
  {
    description: 'Changes how the site looks. The types of the pictures are found out.',
    allow: may('access_admin_dashboard'),
    args: (arg) => ({ input: arg(Changes, 'What to change.') }),
    answers: SiteSettings,
  },
  async (tx, { input: { siteTitle, siteLogoEnabled, siteLogoData, siteFaviconData } }) => {
    const values = {
      siteTitle,
      siteLogoEnabled,
      ...(siteLogoData !== undefined && {
        siteLogoData,
        siteLogoMimeType: typed(siteLogoData, 'siteLogoData'),
      }),
      ...(siteFaviconData !== undefined && {
        siteFaviconData,
        siteFaviconMimeType: typed(siteFaviconData, 'siteFaviconData'),
      }),
      updatedById: genji.idOf(tx.viewer),
    };
    await tx.query('lock table app.site_settings in share row exclusive mode');
    const [found] = await tx.query<{ id: number }>('select id from app.site_settings');
    if (!found) return tx.insertOne(siteSettings, { ...values, siteTitle: siteTitle ?? 'Genji' });
    return tx.updateOne(siteSettings, await tx.lock(SiteSettings, found.id), values);
  },
);
