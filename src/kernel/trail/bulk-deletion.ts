import type { Key } from '../schema/key.ts';
import { arg } from '../write/argument.ts';
import { doneOf, type Rows, soundOf, tryEach } from '../write/bulk-outcome.ts';
import { bulkCost, bulkDelete, bulkList, onError } from '../write/bulk-result.ts';
import { Found } from '../write/found.ts';
import { mutation } from '../write/mutation.ts';
import { namingRows } from '../write/refusal-label.ts';
import { inSteps } from '../write/step.ts';
import { Again } from '../write/transaction.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Deletable } from './deletable.ts';
import { foresee, happened, removedBy } from './delete-impact.ts';
import { hasDependents } from './delete-refusal.ts';

/** The command that deletes many rows, in a bounded number of statements. */
export const bulkDeletion = (
  trail: AuditTrail,
  name: string,
  { allow, entity, parts = {} }: Deletable,
): void =>
  mutation(
    name,
    {
      description: `What \`delete${entity.name}\` does, for up to 5,000 rows at once. Each can be brought back by itself.`,
      allow,
      takesLong: true,
      complexity: bulkCost,
      args: () => ({
        ids: bulkList(arg.id('The keys of the rows to delete.', { list: true, of: entity })),
        cascade: arg.boolean('Whether to delete what depends on them, too.', { default: false }),
        onError,
      }),
      answers: bulkDelete(entity),
    },
    async (tx, { ids, cascade, onError: mode }) => {
      const keys: Rows<Key> = ids;
      const locked = await tx.lockAll(entity, soundOf(keys), 'update');
      const foreseen = await foresee(tx, trail, entity.table, [...locked.keys()], parts);
      const left = new Found(entity, locked);
      const refuse = (dependents: Parameters<typeof hasDependents>[2]) =>
        hasDependents(trail, entity, dependents);
      const outcomes = tryEach(
        keys,
        (key) => key,
        mode,
        (key) => {
          left.named(key, 'ids');
          const dependents = foreseen.get(key)?.dependents ?? [];
          if (!cascade && dependents.length > 0) throw refuse(dependents);
          left.delete(key);
        },
      );
      const done = doneOf(outcomes);
      if (done.length === 0) return namingRows(tx.ctx, entity, outcomes);
      await inSteps(
        tx,
        done,
        (some) => tx.remove(entity.table, { id: some }),
        (key) => removedBy(foreseen.get(key)),
      );
      const { dependents } = await happened(tx, trail, trail.of(entity.table), done, parts);
      // somebody was faster: look again
      if (!cascade && dependents.length > 0) {
        throw new Again('They have dependents by now.', { cause: refuse(dependents) });
      }
      return namingRows(tx.ctx, entity, outcomes);
    },
  );
