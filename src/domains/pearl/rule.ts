import { pearl } from './domain.ts';

/** Refuses by one of PEARL's rules. Those that the database refuses by itself are among them (drizzle). */
export const invalid = pearl.refusalsBy({
  TWO_PEOPLE: 'Whoever programs an item, or completed its programming, does not check it.',
  ACTIVE_USER: 'A deactivated user is assigned to nothing and completes nothing.',
  PROGRAMMER_ROLE: 'A VIEWER is assigned to nothing and completes nothing.',
  NOBODY_ASSIGNED: 'Work is done by somebody who is assigned to it.',
  QC_AFTER_PRIMARY: 'The check begins when the programming is completed.',
  QC_HAS_BEGUN: 'The programming stays completed once the check has begun.',
  NOT_COMPLETED: 'Only completed programming can be returned.',
  PRODUCTION_AFTER_QC: 'An item goes to production when its check is completed.',
  IN_PRODUCTION: 'The check of an item in production stays completed.',
  ITEM_KIND: 'A TLF has TLF details, and a dataset has dataset details.',
  THREAD_CLOSED: 'Nothing is added to a resolved thread or changed in it.',
  NOT_A_THREAD: 'A thread is resolved and reopened by its first comment.',
  ONE_THREAD: 'A thread is resolved as a whole or open as a whole.',
  NOT_YOURSELF: 'Nobody deletes their own account.',
  LAST_ADMIN: 'One active administrator has to stay.',
});
