import type { Key } from '../schema/key.ts';
import type { Table } from '../schema/table.ts';
import type { Tx } from '../write/tx.ts';
import type { AuditTrail } from './audit-trail.ts';
import { owningKey, refers } from './key-sql.ts';

/** Takes a row from those that use it, which is a change of theirs. */
export const unlink = async (
  tx: Tx,
  trail: AuditTrail,
  used: Table,
  id: Key,
  uses: readonly Table[],
): Promise<void> => {
  for (const table of uses) {
    const use = trail.of(table);
    const owning = owningKey(use);
    const [naming] = use.foreignKeys
      .filter(({ target }) => target === used)
      .flatMap(({ columns }) => columns);
    if (!naming) throw new Error(`${use.entity} is no use of ${trail.of(used).entity}.`);
    await tx.query(
      `update ${trail.of(owning.target).from} o set "version" = o."version" + 1
       from ${use.from} u where ${naming.of('u')} = $1::${naming.cast} and ${refers(owning, (column) => column.of('u'), 'o')}`,
      [id],
    );
    await tx.remove(table, { [naming.name]: [id] });
  }
};
