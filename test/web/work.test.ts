import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { browserPath } from '../support/browser.ts';
import { type Browser, openPages, untilLive } from '../support/page.ts';
import { ask } from '../support/servers.ts';

/* What waits for somebody: the numbers are the API's, the rows are by when they are due, and they follow what others do. */

describe.skipIf(!browserPath)('in Chromium', () => {
  let api: Api;
  let browser: Browser;
  let who: string;
  let person: number;
  beforeAll(async () => {
    browser = await openPages();
    api = await startApi();
    const [busy] = await api.sql<{ id: number; username: string }[]>`
      select u.id, u.username from pearl.users u join pearl.reporting_effort_item_trackers t
      on t.primary_programmer_id = u.id where u.is_active group by u.id order by count(*) desc, u.id limit 1`;
    who = busy?.username ?? '';
    person = busy?.id ?? 0;
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  const counts = async () => {
    const { myWork } = await ask<{ myWork: Record<string, number> }>(
      api,
      '{ myWork { openCount overdueCount dueSoonCount awaitingCheckCount returnedCount } }',
      who,
    );
    return Object.values(myWork);
  };

  test('the numbers are those of the API, and what another person does appears', async () => {
    const page = await browser.open(api, '/', who);
    const numbers = async () => (await page.locator('.numbers b').allInnerTexts()).map(Number);
    await untilLive(page);
    const before = await counts();
    expect(await numbers()).toEqual(before);
    await api.sql`
      update pearl.reporting_effort_item_trackers set due_date = null where id = (
        select id from pearl.reporting_effort_item_trackers
        where primary_programmer_id = ${person} and primary_status <> 'COMPLETED' and due_date < current_date
        order by id limit 1)`;
    const after = await counts();
    expect(after[1]).toBe((before[1] ?? 0) - 1);
    await expect.poll(numbers).toEqual(after);
    expect(page.problems).toEqual([]);
  });

  test('whom nothing waits for is shown to the numbers of the studies', async () => {
    const page = await browser.open(api, '/', 'admin');
    await page.locator('.empty a').click();
    await page.getByRole('heading', { name: 'All studies' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/dashboard');
  });

  test('what is said about it and not resolved leads to the conversation', async () => {
    const [tracker] = await api.sql<{ id: number }[]>`
      select id from pearl.reporting_effort_item_trackers where primary_programmer_id = ${person} order by id limit 1`;
    const page = await browser.open(api, '/', who);
    await untilLive(page);
    await ask(
      api,
      `mutation { addComment(trackerId: "${tracker?.id}", commentText: "Which visit is the baseline?") { id } }`,
    );
    await page.locator('.said', { hasText: 'Which visit is the baseline?' }).click();
    await page.locator('.panel', { hasText: 'Which visit is the baseline?' }).waitFor();
    expect(page.problems).toEqual([]);
  });

  test('what others have done since one was last here is told once, not what one has done', async () => {
    const [tracker, other] = await api.sql<{ id: number; code: string }[]>`
      select t.id, item_code as code from pearl.reporting_effort_item_trackers t
      join pearl.reporting_effort_items i on i.id = reporting_effort_item_id
      where primary_programmer_id = ${person} and priority <> 'HIGH' order by t.id limit 2`;
    const plan = (id: number | undefined, priority: string, as?: string) =>
      ask(
        api,
        `mutation { updateTracker(id: "${id}", input: { priority: ${priority} }) { id } }`,
        as,
      );
    const page = await browser.open(api, '/', who);
    const news = page.locator('.work-group', { hasText: 'Since you were last here' });
    await untilLive(page);
    expect(await news.count()).toBe(0);
    await page.goto(`${api.url}/nothing`);
    await plan(tracker?.id, 'HIGH');
    await plan(other?.id, 'HIGH', who);
    await page.goto(`${api.url}/`);
    await news.waitFor();
    await untilLive(page);
    expect(await news.locator('li').allInnerTexts()).toEqual([
      expect.stringMatching(new RegExp(`${tracker?.code}\\s+Priority\\s+admin`)),
    ]);
    await page.reload();
    await untilLive(page);
    expect(await news.count()).toBe(0);
    await plan(tracker?.id, 'LOW'); // and while one is here
    await news.locator('a').click();
    await page.getByRole('tab', { name: 'History', selected: true }).waitFor();
    expect(page.problems).toEqual([]);
  });

  test.each([
    ['/', 'query MyWork'],
    ['/efforts/1', 'query BoardPage'],
  ])('after midnight %s asks what is late now', async (path, query) => {
    const page = await browser.open(api, '/nothing', who);
    await page.clock.install({ time: new Date().setUTCHours(0, 0, 0, 0) - 20_000 });
    await page.goto(`${api.url}${path}`);
    await untilLive(page);
    const asked = page.waitForRequest((request) => request.postData()?.includes(query) ?? false);
    await page.clock.fastForward('01:30');
    expect((await asked).postData()).toContain(query);
    expect(page.problems).toEqual([]);
  });

  test('more than fit on a page come when they are asked for', async () => {
    await api.sql`
      insert into pearl.reporting_effort_items (reporting_effort_id, item_code, item_type)
      select 1, 'more.' || n, 'TLF' from generate_series(1, 260) n`;
    await api.sql`
      insert into pearl.reporting_effort_item_trackers (reporting_effort_item_id, primary_programmer_id)
      select id, ${person} from pearl.reporting_effort_items where item_code like 'more.%'`;
    const page = await browser.open(api, '/', who);
    await page.getByText('These are the first 200 of').waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect.poll(() => page.locator('.work:not(.said)').count()).toBeGreaterThan(260);
  });
});
