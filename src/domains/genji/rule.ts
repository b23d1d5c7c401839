import { genji } from './domain.ts';

/** Refuses by one of Genji's rules. */
export const invalid = genji.refusalsBy({
  LAST_MANAGER: 'Somebody active has to stay who manages users, and somebody who manages roles.',
  ACTIVE_PERSON: 'Only somebody who is active is given a role, a group, a share or a thing to own.',
  ANNOTATION_DELETED: 'A deleted annotation is not changed, and nobody answers it.',
  ANSWERED_THERE:
    'What others have answered stays in its collection: it has other readers elsewhere.',
  GROUP_DELETED: 'What was said in a group that is deleted comes back with the group only.',
  THREAD_RESOLVED: 'Nobody answers in a thread that is resolved: reopen it first.',
  NOT_A_THREAD: 'A thread is resolved and reopened by its first annotation.',
  GROUP_ENDED: 'Nobody joins a group after its last day.',
  JOIN_PERIOD_OVER: 'Students join a group within two weeks of its first day.',
  OWNER_NEEDS_NO_SHARE: 'Nothing is shared with its owner.',
  QUOTE_MISSING: 'The quoted text must stand in the element.',
  QUOTE_AMBIGUOUS: 'A quoted text that stands there more than once needs what stands before it.',
});
