import { roles } from '../../kernel/index.ts';
import type * as tables from './tables.ts';

type Role = (typeof tables.roles)[number];

const allow = (...names: readonly Role[]) => roles('dx', ...names);

/** One's own projects, and all below them. */
export const everyone = allow('user', 'admin');
/** People, and the state of the database. */
export const admins = allow('admin');
