import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { openDatabase } from '../database/connect.ts';
import { migrate } from '../database/migrations/migrate.ts';
import { domainMeant, domainOption, domainUsage, mayBeMeant } from './domain.ts';
import { explain } from './explain.ts';

const usage = `npm run seed                 fill an empty database with demo data
npm run seed -- --items n    the same with n items (default: 1350)${domainUsage && `\nnpm run seed --${domainUsage}`}`;

/** What is asked for; undefined when that makes no sense. */
const wanted = () => {
  try {
    const { domain, items } = parseArgs({
      options: { ...domainOption, items: { type: 'string' } },
    }).values;
    if (!mayBeMeant(domain) || !(items === undefined || /^[1-9]\d{0,6}$/.test(items)))
      return undefined;
    return { domain, options: items === undefined ? {} : { items: Number(items) } };
  } catch {
    return undefined;
  }
};

const run = async ({ domain, options }: NonNullable<ReturnType<typeof wanted>>) => {
  const began = performance.now();
  const config = readConfig(process.env);
  const { demo } = domainMeant(config, domain);
  const { sql, close } = await openDatabase({
    ...config,
    connections: 1,
    statementSeconds: 0,
    shared: true,
  });
  try {
    await migrate(sql, config);
    const { seedDemo } = await demo.load();
    const counts = await seedDemo(sql, options);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const list = Object.entries(counts)
      .map(([what, count]) => `${count} ${what.replace(/[A-Z]/g, ' $&').toLowerCase()}`)
      .join(', ');
    console.log(`Added ${list} in ${seconds} s.`);
  } finally {
    await close();
  }
};

const asked = wanted();
if (!asked) {
  console.error(usage);
  process.exit(2);
}
try {
  await run(asked);
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
