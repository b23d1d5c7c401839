import { can, type Viewer } from '../../kernel/index.ts';
import type { Permission } from './permission.ts';

/** Whoever has an account that is active. */
export const everyone = {
  lets: ({ realm }: Viewer) => realm === 'genji',
  needs: 'an account in genji',
  realm: 'genji',
};

/** The same, and guests where the site is open to them. */
export const readers = { ...everyone, guests: true } as const;

/** Those whose roles have this permission. */
export const may = (permission: Permission) => can(`genji:${permission}`);

/** Who reads the trail sees all that is in it: that needs both. */
export const auditors = {
  lets: (viewer: Viewer) =>
    may('access_admin_dashboard').lets(viewer) && may('view_all_content').lets(viewer),
  needs: 'the permission genji:access_admin_dashboard, and genji:view_all_content',
  realm: 'genji',
};

/** Permissions by their bare names, as the rules know them. */
export const permissionsOf = ({ permissions = [] }: Pick<Viewer, 'permissions'>) =>
  new Set(permissions.map((name) => name.replace(/^genji:/, '')));
