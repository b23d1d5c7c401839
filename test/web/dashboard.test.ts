import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { browserPath } from '../support/browser.ts';
import { type Browser, openPages, untilLive } from '../support/page.ts';
import { plant } from '../support/plant.ts';
import { ask } from '../support/servers.ts';

/* The numbers of those who lead: they are the API's, and they follow what others do. */

describe.skipIf(!browserPath)('in Chromium', () => {
  let api: Api;
  let browser: Browser;
  beforeAll(async () => {
    browser = await openPages();
    api = await startApi();
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  const total = (page: Page, name: string) =>
    page.locator('.totals > div').filter({ hasText: name }).locator('dd').innerText();

  const open = async (path: string) => {
    const page = await browser.open(api, path, 'viewer');
    await page.locator('.totals').waitFor();
    return page;
  };

  const numbersOf = async (scope = '') => {
    const { dashboard } = await ask<{
      dashboard: { itemCount: number; completedCount: number; overdueCount: number };
    }>(api, `{ dashboard${scope} { itemCount completedCount overdueCount } }`);
    return dashboard;
  };

  test('what it says of an effort is what the API says, and a change elsewhere appears', async () => {
    const page = await open('/dashboard/efforts/1');
    await untilLive(page);
    const was = await numbersOf('(reportingEffortId: 1)');
    expect(await total(page, 'Overdue')).toBe(String(was.overdueCount));
    expect(await total(page, 'Done')).toBe(`${was.completedCount} of ${was.itemCount}`);
    await api.sql`
      update pearl.reporting_effort_item_trackers set due_date = null where id = (
        select t.id from pearl.reporting_effort_item_trackers t
        join pearl.reporting_effort_items i on i.id = t.reporting_effort_item_id
        where i.reporting_effort_id = 1 and t.due_date < current_date
          and t.primary_status = 'NOT_STARTED' limit 1)`;
    const now = await numbersOf('(reportingEffortId: 1)');
    expect(now.overdueCount).toBe(was.overdueCount - 1);
    await expect.poll(() => total(page, 'Overdue')).toBe(String(now.overdueCount));
    expect(page.problems).toEqual([]);
  });

  test('it asks for the numbers once, and once more when they have changed', async () => {
    const page = await browser.open(api, '/nothing', 'viewer');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('query Numbers')) asked.push(request.url());
    });
    const told: string[] = [];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => told.push(String(payload))),
    );
    await page.goto(`${api.url}/dashboard`);
    await page.locator('.totals').waitFor();
    await untilLive(page);
    await expect.poll(() => told.some((text) => text.includes('dashboardChanged'))).toBe(true);
    await page.waitForTimeout(500); // what it would ask, it asks within 120 ms
    expect(asked).toHaveLength(1);
    const done = await total(page, 'Done');
    await plant(api.sql); // one more that is done, and one more that is not
    await expect.poll(() => total(page, 'Done')).not.toBe(done);
    expect(asked.length).toBeGreaterThan(1);
    expect(page.problems).toEqual([]);
  });

  test('each number of an effort leads to just so many items on the board', async () => {
    await api.sql`
      update pearl.reporting_effort_item_trackers set due_date = current_date + (id % 12)
      where primary_status <> 'COMPLETED'`;
    for (const name of ['Done', 'In progress', 'Waiting for check', 'Overdue', 'Due this week']) {
      const page = await open('/dashboard/efforts/1');
      const tile = page.locator('.totals > div').filter({ hasText: name });
      const count = await tile.locator('a').innerText();
      await tile.locator('a').click();
      await expect
        .poll(() => page.locator('output.count').innerText())
        .toMatch(new RegExp(`^${count} of \\d+$`));
      await page.close();
    }
  });

  test('so does each number of each person, on either side, and of what nobody does', async () => {
    await api.sql`
      update pearl.reporting_effort_item_trackers set primary_programmer_id = null
      where id % 7 = 0 and primary_status = 'NOT_STARTED'`;
    const page = await open('/dashboard/efforts/1');
    const row = page.locator('.numbers-card', { hasText: 'Workload' }).locator('tbody tr');
    const links = await row.locator('td.number a').evaluateAll((all) =>
      all.map((link) => ({
        count: Number(link.textContent),
        href: `${(link as HTMLAnchorElement).pathname}${(link as HTMLAnchorElement).search}`,
      })),
    );
    expect(links.some(({ href }) => href.includes('checker='))).toBe(true);
    expect(links.some(({ href }) => href.includes('programmer=nobody'))).toBe(true);
    await page.goto(`${api.url}/efforts/1`);
    await untilLive(page);
    for (const { count, href } of links) {
      await page.evaluate((to) => {
        window.history.pushState(null, '', to);
        window.dispatchEvent(new PopStateEvent('popstate'));
      }, href);
      await expect
        .poll(() => page.locator('output.count').innerText(), { message: href })
        .toMatch(new RegExp(`^${count} of \\d+$`));
    }
    expect(page.problems).toEqual([]);
  });

  test('from everything one comes to a study, a release and an effort, each at its own address', async () => {
    const page = await open('/dashboard');
    const { itemCount, completedCount } = await numbersOf();
    expect(await total(page, 'Done')).toBe(`${completedCount} of ${itemCount}`);
    const scopes = page.getByRole('navigation', { name: 'What the numbers are about' });
    for (const kind of ['studies', 'releases', 'efforts']) {
      await scopes.locator('a:not(.above)').first().click();
      await page.waitForURL(`**/dashboard/${kind}/*`);
      await page.locator('.totals').waitFor();
    }
    await page.getByRole('main').getByRole('link', { name: 'Board' }).click();
    await page.locator('.rows .row').first().waitFor();
    expect(page.problems).toEqual([]);
  });

  test('the burndown of a year is in its address, and says the same in a table', async () => {
    const page = await open('/dashboard/efforts/1');
    await page.getByLabel('Days of the burndown').selectOption('365');
    await page.waitForURL('**?days=365');
    const { burndown } = await ask<{ burndown: { days: { openCount: number }[] } }>(
      api,
      `{ burndown(reportingEffortId: 1, from: "${new Date(Date.now() - 365 * 86_400_000).toISOString().slice(0, 10)}") { days { openCount } } }`,
    );
    await page.getByText('As a table').click();
    const rows = page.locator('details tbody tr');
    await expect.poll(() => rows.count()).toBe(Math.ceil(burndown.days.length / 7));
    expect(await rows.last().locator('td').first().innerText()).toBe(
      String(burndown.days.at(-1)?.openCount),
    );
    expect(page.problems).toEqual([]);
  });

  test('what is not there is said, not shown as zero', async () => {
    const page = await browser.open(api, '/dashboard/efforts/999999', 'viewer');
    await page.getByText('There is nothing at this address.').waitFor();
    expect(page.problems).toEqual([]);
  });
});
