import { openDatabase } from '../../src/database/connect.ts';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { seedDemo } from '../../src/domains/pearl/demo/load.ts';

/** A home of one's own with demo data: on the Postgres of TEST_DATABASE_URL, or at 127.0.0.1, unless it is to be embedded. */
export const demoHome = async (items: number, { embedded = false } = {}) => {
  if (!embedded) process.env['TEST_DATABASE_URL'] ??= 'postgres://postgres@127.0.0.1:5432/postgres';
  const { freshHome } = await import('../support/homes.ts');
  const home = await freshHome();
  const { databaseUrl, dataDir } = home;
  const { sql, close } = await openDatabase({ databaseUrl, dataDir, connections: 1 });
  await migrate(sql);
  await seedDemo(sql, { items });
  await close();
  return home;
};
