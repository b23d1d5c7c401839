/*
 * Proves what holds although programs are killed, on the Postgres of TEST_DATABASE_URL:
 *
 *   npm run fault -- --seconds 60 --clients 20              nobody misses a change (fault/changes.ts)
 *   npm run fault -- crawl --chunks 10000 --workers 32      every chunk is done once, and credits add up (fault/crawl.ts)
 */
import { server } from './support/homes.ts';

if (!server) console.log('The fault test needs a Postgres: set TEST_DATABASE_URL.');
else if (process.argv[2] === 'crawl') await import('./fault/crawl.ts');
else await import('./fault/changes.ts');
