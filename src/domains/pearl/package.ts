import { page } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { pearl } from './domain.ts';
import { PackageItem } from './package-item.ts';
import { packageItemParts } from './parts.ts';
import { packages } from './tables.ts';

export const Package = pearl.entity('Package', packages);

Package.implement({
  description: 'A template: items that many reporting efforts need, ready to be copied.',
  called: ['package', 'packages'],
  label: 'packageName',
  isFew: true,
  columns: {
    id: 'The key of the package.',
    packageName: 'Its name, unique whatever its case and spaces.',
    studyIndication: 'The indication that it is made for.',
    therapeuticArea: 'The therapeutic area that it is made for.',
    ...pearl.stamps,
  },
  fields: () => ({
    items: page(PackageItem, 'packageId', 'Its items, in the natural order of the codes.', {
      orderBy: [{ field: 'itemCode', direction: 'ASC' }],
    }),
  }),
  read: { one: 'package', many: 'packages', allow: everyone },
  search: { packageName: 'A', studyIndication: 'B', therapeuticArea: 'B' },
  write: {
    allow: admins,
    columns: ['packageName', 'studyIndication', 'therapeuticArea'],
  },
  delete: { allow: admins, parts: packageItemParts },
});
