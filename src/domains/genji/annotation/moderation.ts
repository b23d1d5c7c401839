import { type Row, refusal, type Tx } from '../../../kernel/index.ts';
import { permissionsOf } from '../access.ts';
import { mayModerate } from '../permission.ts';
import { moderated } from '../reach.ts';
import type { annotations } from '../tables.ts';

/** Who has deleted an annotation last, and whether it went with its group. */
const deleting = `
  select user_id as "by", (changes->'after'->>'lost_group')::boolean as "withGroup" from app.audit_logs
  where entity_type = 'GenjiAnnotation' and entity_id = $1 and action = 'UPDATE'
    and changes->'changed_fields' ? 'status' and changes->'after'->>'status' = 'deleted'
  order by id desc limit 1`;

type Deleting = { readonly by: number | null; readonly withGroup: boolean | null };
type Deleted = Pick<Row<typeof annotations>, 'id' | 'creatorId' | 'ownerId'>;

/** Refuses to bring back what a moderator has deleted, unless one is one: the trail tells, as far as it reaches. */
export const assertRestores = async (
  tx: Tx,
  { id, creatorId, ownerId }: Deleted,
): Promise<void> => {
  if (mayModerate(permissionsOf(tx.viewer))) return;
  const [deleted] = await tx.query<Deleting>(deleting, [String(id)]);
  if (deleted?.withGroup || deleted?.by === creatorId || deleted?.by === ownerId) return;
  throw refusal('FORBIDDEN', moderated);
};
