import { one } from '../../kernel/index.ts';
import { everyone } from './access.ts';
import { genji } from './domain.ts';
import { siteSettings } from './tables.ts';
import { User } from './user.ts';

export const SiteSettings = genji.entity('GenjiSiteSettings', siteSettings);

SiteSettings.implement({
  description: 'How the site looks. There is one row of it at most.',
  called: ['site settings', 'site settings'],
  label: 'siteTitle',
  groupBy: false,
  isFew: true,
  columns: {
    id: 'The key of the settings.',
    siteTitle: 'The title of the site.',
    siteLogoEnabled: 'Whether the logo is shown.',
    updatedById: 'The key of the user who was the last to change them.',
    updatedAt: 'When they were last changed.',
    siteLogoData: 'The logo, as base64.',
    siteLogoMimeType: 'The type of the logo, such as `image/png`.',
    siteFaviconData: 'The icon of the site, as base64.',
    siteFaviconMimeType: 'The type of the icon.',
    version: genji.stamps.version,
  },
  fields: () => ({
    updatedBy: one(User, 'updatedById', 'The user who was the last to change them.'),
  }),
  read: { many: 'genjiSiteSettings', allow: everyone },
});
