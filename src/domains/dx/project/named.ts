import type { Tx } from '../../../kernel/index.ts';
import { DxProject } from './type.ts';

type Order = { readonly projectId: string };

/** The projects that orders name, locked: who else wants a version of one waits. */
export const projectsOf = async (tx: Tx, orders: readonly Order[]) => {
  const keys = [...new Set(orders.map(({ projectId }) => projectId))];
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) return [await tx.lock(DxProject, only)];
  return [...(await tx.lockAll(DxProject, keys)).values()];
};
