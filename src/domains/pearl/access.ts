import { roles } from '../../kernel/index.ts';
import type * as tables from './tables.ts';

export type Role = (typeof tables.roles)[number];

const allow = (...names: readonly Role[]) => roles('pearl', ...names);

/** Reading, and taking part in the conversation. */
export const everyone = allow('VIEWER', 'ANALYST', 'ADMIN');
/** The work on single items. */
export const analysts = allow('ANALYST', 'ADMIN');
/** People, and what was done by whom. */
export const admins = allow('ADMIN');
