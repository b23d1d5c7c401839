import { dx } from './domain.ts';

/** Refuses by one of the rules of dx. */
export const invalid = dx.refusalsBy({
  STATUS: 'A run, a config set, a build or a deployment does what its status allows.',
  ONLY_FAILED: 'Only an attempt that has failed is tried again.',
  COMPLETE_ANALYSIS: 'A config set is made from a complete analysis.',
  COMPLETE_CONFIG_SET: 'A complete config set is built and deployed, and no other.',
  COMPLETE_BUILD: 'A complete build is deployed, and no other.',
  SAME_PROJECT: 'What belongs together belongs to the same project.',
  SAME_CONFIG_SET: 'A build is deployed with the config set that it is made with.',
  NO_EARLIER_DEPLOYMENT: 'A rollback goes back to an earlier deployment.',
  TAKEN_BACK: 'What has been taken back is not taken back again.',
  LOG_CLOSED: 'The log of what is finished is closed.',
  LAST_ADMIN: 'One active administrator has to stay.',
  NOT_YOURSELF: 'Nobody deletes their own account.',
});
