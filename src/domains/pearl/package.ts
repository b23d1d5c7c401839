import { entity, page, root, writable } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { PackageItem } from './package-item.ts';
import { stamps } from './stamps.ts';
import { packages } from './tables.ts';

export const Package = entity('Package', packages);

Package.implement({
  description: 'A template: items that many reporting efforts need, ready to be copied.',
  columns: {
    id: 'The key of the package.',
    packageName: 'Its name, unique whatever its case and spaces.',
    studyIndication: 'The indication that it is made for.',
    therapeuticArea: 'The therapeutic area that it is made for.',
    ...stamps,
  },
  fields: () => ({
    items: page(PackageItem, 'packageId', 'Its items, in the natural order of the codes.', {
      orderBy: [{ field: 'itemCode', direction: 'ASC' }],
    }),
  }),
});

root(Package, { one: 'package', many: 'packages', allow: everyone });
writable(Package, {
  allow: admins,
  columns: ['packageName', 'studyIndication', 'therapeuticArea'],
});
