import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { openDatabase } from '../database/connect.ts';
import { migrate } from '../database/migrations/migrate.ts';
import { seedDemo } from '../domains/pearl/demo/load.ts';
import { explain } from './explain.ts';

const usage = `npm run seed                 fill an empty database with demo data
npm run seed -- --items n    the same with n items (default: 1350)`;

/** The number of items asked for, or undefined when nothing is; false when that makes no sense. */
const wanted = (): number | undefined | false => {
  try {
    const { items } = parseArgs({ options: { items: { type: 'string' } } }).values;
    if (items === undefined) return undefined;
    return /^[1-9]\d{0,6}$/.test(items) && Number(items);
  } catch {
    return false;
  }
};

const run = async (items: number | undefined) => {
  const began = performance.now();
  const config = readConfig(process.env);
  const { sql, close } = await openDatabase({
    ...config,
    connections: 1,
    statementSeconds: 0,
    shared: true,
  });
  try {
    await migrate(sql, config);
    const counts = await seedDemo(sql, items === undefined ? {} : { items });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const list = Object.entries(counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(', ');
    console.log(`Added ${list.replace('textElements', 'text elements')} in ${seconds} s.`);
  } finally {
    await close();
  }
};

const items = wanted();
if (items === false) {
  console.error(usage);
  process.exit(2);
}
try {
  await run(items);
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
