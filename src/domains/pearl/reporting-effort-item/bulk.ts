import {
  Again,
  among,
  builder,
  bulk,
  bulkCost,
  bulkDelete,
  doneOf,
  foresee,
  type Given,
  happened,
  hasDependents,
  isAny,
  type OnError,
  onError,
  soundOf,
  transacted,
  tryEach,
} from '../../../kernel/index.ts';
import { admins } from '../access.ts';
import { pearl } from '../domain.ts';
import { itemParts } from '../parts.ts';
import { reportingEffortItems } from '../tables.ts';
import { ReportingEffortItem } from './type.ts';

type Args = { ids: Given<number>; cascade: boolean; onError: OnError };

builder.mutationField('deleteReportingEffortItems', (t) =>
  t.field({
    type: bulkDelete(ReportingEffortItem.generic),
    allow: admins,
    complexity: bulkCost,
    description:
      'What `deleteReportingEffortItem` does, for up to 5,000 items at once. Each can be brought back by itself.',
    args: {
      ids: t.arg.idList({
        required: true,
        description: 'The keys of the items.',
        extensions: bulk,
      }),
      cascade: t.arg.boolean({
        required: true,
        defaultValue: false,
        description: 'Whether to delete items that somebody works on, and their comments, too.',
      }),
      onError: onError(t),
    },
    resolve: transacted(async (tx, { ids, cascade, onError: mode }: Args) => {
      const items = await tx.lockAll(ReportingEffortItem, soundOf(ids), 'update');
      const foreseen = await foresee(
        tx,
        pearl.trail,
        reportingEffortItems,
        [...items.keys()],
        itemParts,
      );
      const gone = new Set<number>();
      const outcomes = tryEach(
        ids,
        (id) => id,
        mode,
        (id) => {
          among(gone.has(id) ? new Map() : items, 'ReportingEffortItem', id, 'ids');
          const dependents = foreseen.get(id)?.dependents ?? [];
          if (!cascade && dependents.length > 0)
            throw hasDependents(pearl.trail, ReportingEffortItem.generic, dependents);
          gone.add(id);
        },
      );
      const done = doneOf(outcomes);
      if (isAny(outcomes)) {
        await tx.remove(reportingEffortItems, { id: done });
        const { dependents } = await happened(
          tx,
          pearl.trail,
          pearl.trail.of(reportingEffortItems),
          done,
          itemParts,
        );
        // somebody was faster: look again
        if (!cascade && dependents.length > 0) {
          throw new Again('It has dependents by now.', {
            cause: hasDependents(pearl.trail, ReportingEffortItem.generic, dependents),
          });
        }
      }
      return outcomes;
    }) as never,
  }),
);
