/** What a domain may use to tell of changes. */
export { type Change } from './feed.ts';
export { live } from './subscription.ts';
export { type Locate } from './topic.ts';
