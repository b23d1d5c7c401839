import { inject } from 'vitest';
import { openDatabase } from '../../src/database/connect.ts';
import type { Sql } from '../../src/database/connection.ts';
import { freshHome } from './homes.ts';

/** The demo data without a server around them: a copy of one's own. */
export const openDemo = async (): Promise<{ sql: Sql; close(): Promise<void> }> => {
  const home = await freshHome(inject('demo'));
  const { sql, close } = await openDatabase(home);
  return {
    sql,
    close: async () => {
      await close();
      await home.remove();
    },
  };
};
