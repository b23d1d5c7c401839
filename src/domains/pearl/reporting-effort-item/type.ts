import { history, inverse, one, through } from '../../../kernel/index.ts';
import { admins, everyone } from '../access.ts';
import { itemDetails } from '../details.ts';
import { pearl } from '../domain.ts';
import { itemParts } from '../parts.ts';
import { ReportingEffort } from '../reporting-effort.ts';
import {
  reportingEffortDatasetDetails,
  reportingEffortItems,
  reportingEffortItemTextElements,
  reportingEffortTlfDetails,
} from '../tables.ts';
import { TextElement } from '../text-element.ts';
import { Tracker } from '../tracker/type.ts';
import { copiedFrom } from './source.ts';

export const ReportingEffortItem = pearl.entity('ReportingEffortItem', reportingEffortItems);

ReportingEffortItem.implement({
  description: 'One table, listing, figure or dataset that a reporting effort has to deliver.',
  called: ['item', 'items'],
  label: 'itemCode',
  columns: {
    id: 'The key of the item.',
    reportingEffortId: 'The key of its reporting effort.',
    itemCode:
      'Its code, such as `t14.1.1`: unique everywhere, and sorted naturally (14.1.2 before 14.1.10).',
    itemDescription: 'What it shows.',
    itemType: 'What kind of thing it is.',
    itemStatus: 'How far it is as a whole.',
    runOrder: 'Its place in the order in which the programs run.',
    sourceType: 'What it was copied from; null if it was not.',
    ...pearl.stamps,
  },
  sortBy: { itemCode: 'itemCodeKey' },
  sortBeyond: () => ({
    dueDate: {
      key: 'id',
      to: Tracker.generic,
      by: 'reportingEffortItemId',
      field: 'dueDate',
      description: 'The day by which it is due, as its tracker says.',
    },
    priority: {
      key: 'id',
      to: Tracker.generic,
      by: 'reportingEffortItemId',
      field: 'priority',
      description: 'How urgent it is, as its tracker says.',
    },
  }),
  fields: () => ({
    reportingEffort: one(
      ReportingEffort,
      'reportingEffortId',
      'The effort that has to deliver it.',
    ),
    tracker: inverse(
      Tracker,
      'reportingEffortItemId',
      'Its tracker: who programs and who checks it, and the status of both.',
    ),
    details: itemDetails(
      'effort',
      'reportingEffortItemId',
      reportingEffortTlfDetails,
      reportingEffortDatasetDetails,
    ),
    textElements: through(
      TextElement,
      reportingEffortItemTextElements,
      'reportingEffortItemId',
      'textElementId',
      'Its titles, footnotes, populations and acronyms, in their order.',
      'sequenceNumber',
    ),
    ...copiedFrom(),
    history: history(pearl, 'ReportingEffortItem'),
  }),
  read: {
    one: 'reportingEffortItem',
    many: 'reportingEffortItems',
    allow: everyone,
  },
  search: { itemCode: 'A', itemDescription: 'B' },
  delete: { allow: admins, parts: itemParts, many: 'deleteReportingEffortItems' },
});
