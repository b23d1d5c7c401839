import { ask } from '../api/client.ts';
import { failureOf } from '../api/failure.ts';
import { UndoDeleteDocument } from '../gql/graphql.ts';
import { say, sayFailure } from '../ui/toast.tsx';
import { entityNames } from './words.ts';

const listOf = (rows: readonly { readonly entityType: string; readonly count: number }[]) =>
  rows.map(({ entityType, count }) => `${count} ${entityNames(entityType, count)}`).join(', ');

/** Brings back what a record of the trail says was deleted, with all that went with it. */
export const undoDelete = async (record: string): Promise<boolean> => {
  try {
    const { undoDelete: done } = await ask(UndoDeleteDocument, { id: record });
    if (!done) return false;
    const rest = done.left.length > 0 ? ` Not brought back: ${listOf(done.left)}.` : '';
    say({ kind: 'good', text: `Brought back: ${listOf(done.restored)}.${rest}` });
    return true;
  } catch (error) {
    sayFailure(failureOf(error));
    return false;
  }
};
