import { count, page } from '../../kernel/index.ts';
import { admins, everyone } from './access.ts';
import { pearl } from './domain.ts';
import { PackageItem } from './package-item.ts';
import { ReportingEffortItem } from './reporting-effort-item/type.ts';
import {
  packageItemTextElements,
  reportingEffortItemTextElements,
  textElements,
} from './tables.ts';

export const TextElement = pearl.entity('TextElement', textElements);

const byItems = {
  link: reportingEffortItemTextElements,
  near: 'textElementId',
  far: 'reportingEffortItemId',
} as const;
const byPackageItems = {
  link: packageItemTextElements,
  near: 'textElementId',
  far: 'packageItemId',
} as const;

TextElement.implement({
  description:
    'A text that many items use: a title, a footnote, a population or a set of acronyms.',
  called: ['text element', 'text elements'],
  label: 'label',
  isFew: true,
  columns: {
    id: 'The key of the text.',
    type: 'What it is used for.',
    label: 'Its name, unique within its type whatever its case and spaces.',
    content: 'The text itself.',
    ...pearl.stamps,
  },
  fields: () => {
    const itemCount = count(ReportingEffortItem, byItems, 'How many items of efforts use it.');
    const packageItemCount = count(PackageItem, byPackageItems, 'How many package items use it.');
    return {
      usageCount: count.together('How many items use it, of efforts and of packages.', [
        itemCount,
        packageItemCount,
      ]),
      itemCount,
      packageItemCount,
      items: page(ReportingEffortItem, byItems, 'The items of efforts that use it.'),
      packageItems: page(PackageItem, byPackageItems, 'The package items that use it.'),
    };
  },
  read: { one: 'textElement', many: 'textElements', allow: everyone },
  search: { label: 'A', content: 'B' },
  write: { allow: admins, columns: ['type', 'label', 'content'] },
  delete: { allow: admins, uses: [reportingEffortItemTextElements, packageItemTextElements] },
});
