import { domain } from '../../kernel/index.ts';
import { admins, permissionsSql } from './access.ts';
import * as tables from './tables.ts';

/** Image crawling: the ledger, the queue and the window. Its types, in the files beside this one, say the rest. */
export const crawl = domain({
  name: 'crawl',
  title: 'Crawl',
  prefix: 'Crawl',
  tables,
  guards: tables.guards,
  people: {
    table: tables.profiles,
    login: ['id'], // from an identity provider: there are no passwords here
    active: 'isActive',
    role: 'role',
    permissions: permissionsSql,
    manage: admins,
  },
  trail: { log: tables.auditLogs, allow: admins, rows: {} },
});
