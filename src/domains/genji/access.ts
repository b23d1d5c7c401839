import { can, type Tx } from '../../kernel/index.ts';
import type { Permission } from './permission.ts';

export type Viewer = Tx['viewer'];

/** Whoever has an account that is active. */
export const everyone = {
  lets: ({ realm }: Viewer) => realm === 'genji',
  needs: 'an account in genji',
  realm: 'genji',
};

/** Those whose roles have this permission. */
export const may = (permission: Permission) => can(`genji:${permission}`);

/** Permissions by their bare names, as the rules know them. */
export const permissionsOf = ({ permissions = [] }: Pick<Viewer, 'permissions'>) =>
  new Set(permissions.map((name) => name.replace(/^genji:/, '')));
