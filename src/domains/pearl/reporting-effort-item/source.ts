import { builder, either } from '../../../kernel/index.ts';
import { Package } from '../package.ts';
import { PackageItem } from '../package-item.ts';
import { ReportingEffort } from '../reporting-effort.ts';
import { packageItems, packages, reportingEffortItems, reportingEfforts } from '../tables.ts';
import { ReportingEffortItem } from './type.ts';

/* What an item was copied from, alike for the items of efforts and those of packages. */

const ItemSource = builder.unionType('ItemSource', {
  description: 'An item of a package or of a reporting effort.',
  types: () => [PackageItem.ref, ReportingEffortItem.ref],
});

const ItemOrigin = builder.unionType('ItemOrigin', {
  description: 'What an item was copied from, as a whole.',
  types: () => [Package.ref, ReportingEffort.ref],
});

const gone = 'null when it was not copied, and when that is gone.';

/** An item of either kind: `type` is the column that says which, `of` the one that holds its key. */
export const eitherItem = <K extends string>(type: K, of: string, description: string) =>
  either(
    ItemSource,
    type,
    {
      PACKAGE: {
        to: PackageItem.generic,
        table: packageItems,
        key: 'id',
        of,
        path: 'sourcePackageItem',
      },
      REPORTING_EFFORT: {
        to: ReportingEffortItem.generic,
        table: reportingEffortItems,
        key: 'id',
        of,
        path: 'sourceItem',
      },
    },
    description,
  );

export const copiedFrom = () => ({
  source: eitherItem('sourceType', 'sourceItemId', `The item that it was copied from; ${gone}`),
  createdFrom: either(
    ItemOrigin,
    'sourceType',
    {
      PACKAGE: {
        to: Package.generic,
        table: packages,
        key: 'id',
        of: 'sourceId',
        path: 'createdFromPackage',
      },
      REPORTING_EFFORT: {
        to: ReportingEffort.generic,
        table: reportingEfforts,
        key: 'id',
        of: 'sourceId',
        path: 'createdFromEffort',
      },
    },
    `The package or the reporting effort that it was copied from; ${gone}`,
  ),
});
