import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from '../support/browser.ts';
import { type Browser, cellOf, openPages, untilLive } from '../support/page.ts';
import { ask, openServers } from '../support/servers.ts';

/* What the page does when the network or the server fails, and with how much it can deal. */

describe.skipIf(!browserPath)('in Chromium', () => {
  let servers: Awaited<ReturnType<typeof openServers>>;
  let browser: Browser;
  beforeAll(async () => {
    browser = await openPages();
    servers = await openServers();
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser.close();
    await servers.close();
  });

  test('a server that is gone and comes back: nothing is missed, nothing is loaded anew, and it is said', async () => {
    const first = await servers.start();
    const page = await browser.open(first, '/efforts/1', 'viewer');
    await untilLive(page);
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    const item = await page.locator('.rows .row').first().getAttribute('data-item');
    const code = await page.locator('.rows .row .code').first().innerText();
    await first.stop();
    await page.getByText('The connection is lost.').waitFor();

    const second = await servers.start({ PORT: new URL(first.url).port });
    const {
      reportingEffortItem: { tracker },
    } = await ask<{ reportingEffortItem: { tracker: { id: string } } }>(
      second,
      `{ reportingEffortItem(id: "${item}") { tracker { id } } }`,
    );
    await ask(
      second,
      `mutation { updateTracker(id: "${tracker.id}", input: { dueDate: "2031-02-03" }) { id } }`,
    );
    await expect.poll(() => cellOf(page, code, 'due').innerText()).toContain('2031');
    await expect
      .poll(() => page.locator('.toast.good').innerText())
      .toMatch(/The connection is back/);
    expect(await page.getByText('The connection is lost.').count()).toBe(0);
    expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
    await second.stop(); // the embedded database is for one at a time
  });

  test('an effort of 10,000 items is scrolled to its end with as many rows as fit on the screen', async () => {
    const server = await servers.start();
    await server.database.sql`
      insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type, item_description)
      select 2, 'z9.' || n, 'TLF', 'Listing of subjects ' || n from generate_series(1, 10000) n`;
    await server.database.sql`
      insert into pearl.reporting_effort_item_trackers (reporting_effort_item_id)
      select id from pearl.reporting_effort_items where item_code like 'z9.%'`;
    const begun = performance.now();
    const page = await browser.open(server, '/efforts/2', 'admin');
    await page.locator('.rows .row').first().waitFor();
    const shown = performance.now() - begun;
    await expect.poll(() => page.locator('output.count').innerText()).toMatch(/^10\d\d\d items$/);
    const loaded = performance.now() - begun;
    await page.locator('.loading').waitFor({ state: 'detached' });

    const frames = await page.evaluate(async () => {
      const grid = document.querySelector('.grid');
      if (!grid) throw new Error('There is no grid.');
      let most = 0;
      const begin = performance.now();
      let count = 0;
      for (; grid.scrollTop + grid.clientHeight < grid.scrollHeight - 1; count += 1) {
        grid.scrollTop += 2400;
        await new Promise(requestAnimationFrame);
        most = Math.max(most, document.querySelectorAll('.rows .row').length);
      }
      return { perSecond: Math.round((count * 1000) / (performance.now() - begin)), count, most };
    });
    console.log(
      `10,000 items: first rows after ${Math.round(shown)} ms, all after ${Math.round(loaded)} ms; scrolled at ${frames.perSecond} frames a second.`,
    );
    expect(frames.count).toBeGreaterThan(100);
    expect(frames.most).toBeLessThan(100);
    await page.locator('.rows .row .code', { hasText: 'z9.10000' }).waitFor();
    expect(page.problems).toEqual([]);
  });
});
