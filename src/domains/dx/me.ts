import type { Tx } from '../../kernel/index.ts';

/** The key of the user who asks. */
export const me = ({ viewer }: Tx): string => String(viewer.id);
