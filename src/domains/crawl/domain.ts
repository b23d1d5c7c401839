import { domain } from '../../kernel/index.ts';
import { admins, permissionsSql } from './access.ts';
import { keyMark } from './api-key/secret.ts';
import { clock } from './notification/clock.ts';
import * as tables from './tables.ts';

/** Image crawling: the ledger, the queue and the window. Its types, in the files beside this one, say the rest. */
export const crawl = domain({
  name: 'crawl',
  title: 'Crawl',
  prefix: 'Crawl',
  tables,
  guards: tables.guards,
  clock,
  people: {
    table: tables.profiles,
    login: ['id'], // from an identity provider: there are no passwords here
    active: 'isActive',
    role: 'role',
    permissions: { sql: permissionsSql, from: [] },
    manage: admins,
    keys: {
      table: tables.apiKeys,
      mark: keyMark,
      person: 'userId',
      hash: 'keyHash',
      expires: 'expiresAt',
      meter: {
        limit: 'rateLimit',
        hour: 'quotaHour',
        taken: 'quotaTaken',
        count: 'usageCount',
        usedAt: 'lastUsedAt',
        usedFrom: 'lastUsedIp',
      },
      isOpen: `k.status = 'active' and (k.expires_at is null or k.expires_at > now())`,
      permissions: `array(select jsonb_array_elements_text(k.permissions) intersect select unnest(${permissionsSql}))`,
    },
  },
  trail: { log: tables.auditLogs, allow: admins, rows: {} },
});
