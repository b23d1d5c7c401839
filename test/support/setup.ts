import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/database/connect.ts';
import { migrate } from '../../src/database/migrations/migrate.ts';
import { seedDemo } from '../../src/domains/pearl/demo/load.ts';
import { freshHome, nameOf, server } from './homes.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A database with the demo data, for each test file to copy. */
    demo: string;
  }
}

/** The day on which the demo data of the tests were made. */
const today = '2026-06-15';

export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  console.log(`The tests run on ${server ? 'a Postgres server' : 'the embedded database'}.`);
  const home = await freshHome();
  const { sql, close } = await openDatabase(home);
  await migrate(sql);
  await seedDemo(sql, { today });
  await close();
  provide('demo', nameOf(home));
  return home.remove;
};
