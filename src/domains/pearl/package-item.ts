import { one, through } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { itemDetails } from './details.ts';
import { pearl } from './domain.ts';
import { Package } from './package.ts';
import { packageItemParts } from './parts.ts';
import { copiedFrom } from './reporting-effort-item/source.ts';
import {
  packageDatasetDetails,
  packageItems,
  packageItemTextElements,
  packageTlfDetails,
} from './tables.ts';
import { TextElement } from './text-element.ts';

export const PackageItem = pearl.entity('PackageItem', packageItems);

PackageItem.implement({
  description: 'One table, listing, figure or dataset of a package.',
  called: ['package item', 'package items'],
  label: 'itemCode',
  isFew: true,
  columns: {
    id: 'The key of the item.',
    packageId: 'The key of its package.',
    itemCode: 'Its code, such as `t14.1.1`: unique within its package, and sorted naturally.',
    itemDescription: 'What it shows.',
    itemType: 'What kind of thing it is.',
    runOrder: 'Its place in the order in which the programs run.',
    sourceType: 'What it was copied from; null if it was not.',
    ...pearl.stamps,
  },
  sortBy: { itemCode: 'itemCodeKey' },
  fields: () => ({
    package: one(Package, 'packageId', 'The package that it belongs to.'),
    details: itemDetails('package', 'packageItemId', packageTlfDetails, packageDatasetDetails),
    textElements: through(
      TextElement,
      packageItemTextElements,
      'packageItemId',
      'textElementId',
      'Its titles, footnotes, populations and acronyms, in their order.',
      'sequenceNumber',
    ),
    ...copiedFrom(),
  }),
  read: { one: 'packageItem', many: 'packageItems', allow: everyone },
  search: { itemCode: 'A', itemDescription: 'B' },
  delete: { allow: admins, parts: packageItemParts },
});
