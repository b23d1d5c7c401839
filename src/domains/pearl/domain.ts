import { domain } from '../../kernel/index.ts';
import { admins } from './access.ts';
import * as tables from './tables.ts';

/** PEARL. Its types, in the files beside this one, say the rest of themselves. */
export const pearl = domain({
  name: 'pearl',
  title: 'PEARL',
  prefix: '',
  tables,
  guards: tables.guards,
  people: {
    table: tables.users,
    login: ['username'],
    active: 'isActive',
    role: 'role',
    manage: admins,
    passwords: { table: tables.userPasswords, person: 'userId', hash: 'passwordHash' },
    sessions: { table: tables.sessions, person: 'userId' },
  },
  trail: {
    log: tables.auditLogs,
    allow: admins,
    digests: [tables.itemSteps],
    rows: {
      ReportingEffortTlfDetails: {
        table: tables.reportingEffortTlfDetails,
        about: 'The details of a table, listing or figure of an effort.',
        called: ['details of a TLF', 'details of TLFs'],
        label: 'reportingEffortItemId',
      },
      ReportingEffortDatasetDetails: {
        table: tables.reportingEffortDatasetDetails,
        about: 'The details of a dataset of an effort.',
        called: ['details of a dataset', 'details of datasets'],
        label: 'reportingEffortItemId',
      },
      ReportingEffortItemTextElement: {
        table: tables.reportingEffortItemTextElements,
        about: 'The use of a text by an item of an effort.',
        called: ['text element of an item', 'text elements of items'],
        label: 'reportingEffortItemId',
      },
      TrackerTag: {
        table: tables.trackerTags,
        about: 'The use of a tag on a tracker.',
        called: ['tag of a tracker', 'tags of trackers'],
        label: 'trackerId',
      },
      PackageTlfDetails: {
        table: tables.packageTlfDetails,
        about: 'The details of a table, listing or figure of a package.',
        called: ['details of a package TLF', 'details of package TLFs'],
        label: 'packageItemId',
      },
      PackageDatasetDetails: {
        table: tables.packageDatasetDetails,
        about: 'The details of a dataset of a package.',
        called: ['details of a package dataset', 'details of package datasets'],
        label: 'packageItemId',
      },
      PackageItemTextElement: {
        table: tables.packageItemTextElements,
        about: 'The use of a text by an item of a package.',
        called: ['text element of a package item', 'text elements of package items'],
        label: 'packageItemId',
      },
      UserPassword: {
        table: tables.userPasswords,
        about: 'The password of a user, which nothing shows.',
        called: ['password', 'passwords'],
        label: 'userId',
        hidden: ['password_hash'],
      },
      Session: {
        table: tables.sessions,
        about: 'A session that a user has signed in to.',
        called: ['session', 'sessions'],
        label: 'userId',
        ignored: ['turn'],
      },
    },
  },
});
