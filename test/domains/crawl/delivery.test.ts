import { describe, expect, test } from 'vitest';
import * as delivery from '../../../src/domains/crawl/notification/delivery.ts';

const preferences: delivery.Preferences = {
  crawlJobsEnabled: true,
  datasetsEnabled: true,
  billingEnabled: true,
  securityEnabled: true,
  productUpdatesEnabled: true,
  digestFrequency: 'realtime',
  quietHoursStart: null,
  quietHoursEnd: null,
  timeZone: 'UTC',
};
const noon = new Date('2026-06-15T12:00:00Z');

const pushed = (
  of: Partial<delivery.Preferences>,
  category: 'crawl_job' | 'security' | null = 'crawl_job',
) => delivery.pushTimeOf({ ...preferences, ...of }, category, noon)?.toISOString() ?? null;

describe('what is pushed', () => {
  test.each([
    ['at once', {}, 'crawl_job', noon.toISOString()],
    ['never: its category is switched off', { crawlJobsEnabled: false }, 'crawl_job', null],
    ['with the digest', { digestFrequency: 'daily' }, 'crawl_job', null],
    ['never: nobody wants to hear of it', { digestFrequency: 'never' }, 'crawl_job', null],
    ['at once, before the digest', { digestFrequency: 'weekly' }, 'security', noon.toISOString()],
    ['never: not even that', { securityEnabled: false }, 'security', null],
    ['at once: it has no category', { crawlJobsEnabled: false }, null, noon.toISOString()],
  ] as const)('%s', (_when, of, category, time) => {
    expect(pushed(of, category)).toBe(time);
  });

  test.each(['UTC', 'posix/Europe/Berlin'])(
    'waits for the end of the quiet hours: %s',
    (timeZone) => {
      const quiet = { quietHoursStart: '11:00:00', quietHoursEnd: '13:30:00', timeZone };
      expect(pushed(quiet)).toBe('2026-06-15T13:30:00.000Z');
    },
  );

  test.each(['crawl_job', 'payment', 'system', 'security', 'dataset', 'project'] as const)(
    'hears of %s by one switch',
    (category) => {
      expect(delivery.isWanted(preferences, category)).toBe(true);
      const off = { crawlJobsEnabled: false, datasetsEnabled: false, billingEnabled: false };
      const all = { ...off, securityEnabled: false, productUpdatesEnabled: false };
      expect(delivery.isWanted({ ...preferences, ...all }, category)).toBe(false);
    },
  );
});

describe('quiet hours', () => {
  test.each([
    ['by day', '09:00', '17:00', 'UTC', '2026-06-15T12:00:00Z', '2026-06-15T17:00:00Z'],
    ['not yet', '13:00', '17:00', 'UTC', '2026-06-15T12:00:00Z', '2026-06-15T12:00:00Z'],
    ['over at their end', '09:00', '12:00', 'UTC', '2026-06-15T12:00:00Z', '2026-06-15T12:00:00Z'],
    ['for seconds', '03:00:10', '03:00:30', 'UTC', '2026-06-15T03:00:12Z', '2026-06-15T03:00:30Z'],
    ['not yet', '03:00:10', '03:00:30', 'UTC', '2026-06-15T03:00:05Z', '2026-06-15T03:00:05Z'],
    ['not then', '03:00:10', '03:00:30', 'UTC', '2026-06-15T12:00:00Z', '2026-06-15T12:00:00Z'],
    ['before midnight', '22:00', '07:00', 'UTC', '2026-06-15T23:10:30Z', '2026-06-16T07:00:00Z'],
    ['after midnight', '22:00', '07:00', 'UTC', '2026-06-15T03:00:00Z', '2026-06-15T07:00:00Z'],
    [
      'elsewhere',
      '22:00',
      '07:00',
      'America/New_York',
      '2026-06-15T05:00:00Z',
      '2026-06-15T11:00:00Z',
    ],
    [
      'there it is day',
      '22:00',
      '07:00',
      'Asia/Tokyo',
      '2026-06-15T05:00:00Z',
      '2026-06-15T05:00:00Z',
    ],
    // an hour is lost, or comes twice
    ['spring', '22:00', '07:00', 'Europe/Berlin', '2026-03-29T00:30:00Z', '2026-03-29T05:00:00Z'],
    ['autumn', '22:00', '07:00', 'Europe/Berlin', '2026-10-24T23:30:00Z', '2026-10-25T06:00:00Z'],
  ])('%s, %s to %s in %s', (_case, quietHoursStart, quietHoursEnd, timeZone, from, to) => {
    const quiet = { quietHoursStart, quietHoursEnd, timeZone };
    expect(delivery.endOfQuiet(quiet, new Date(from))).toEqual(new Date(to));
  });

  test('are in a time zone that exists', () => {
    const there = ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires'];
    const none = ['Nowhere/At_All', 'NET', 'IET', '+05:00', '-03'];
    expect([...there, ...none].filter(delivery.isTimeZone)).toEqual(there);
  });
});
