import type { Locator, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { browserPath } from '../support/browser.ts';
import { cursorOf } from '../support/live.ts';
import { type Browser, openPages, telephone, untilLive } from '../support/page.ts';
import { plant } from '../support/plant.ts';

/* The palette: anything by its name, from anywhere, without a mouse. */

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

  const open = async (page: Page, text: string) => {
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox', { name: /^Studies/ }).fill(text);
  };
  const placeOf = (page: Page) => {
    const { pathname, search } = new URL(page.url());
    return `${pathname}${search}`;
  };

  test('an item is found by its code, a comment by a word of it, an effort by its name', async () => {
    const [item] = await api.sql<{ id: number; effort: number; code: string; word: string }[]>`
      select i.id, i.reporting_effort_id as effort, i.item_code as code,
        (regexp_match(c.comment_text, '[a-z]{6,}'))[1] as word
      from pearl.reporting_effort_items i
      join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
      join pearl.tracker_comments c on c.tracker_id = t.id
      where c.comment_text ~ '[a-z]{6,}' limit 1`;
    const page = await browser.open(api, '/', 'viewer');
    await untilLive(page);
    await open(page, item?.code ?? '');
    await expect
      .poll(() => page.getByRole('option', { selected: true }).innerText())
      .toContain(item?.code);
    await page.keyboard.press('Enter');
    await expect.poll(() => placeOf(page)).toBe(`/efforts/${item?.effort}?item=${item?.id}`);

    await open(page, item?.word ?? '');
    await page
      .locator('[role=option]', { hasText: item?.word ?? '' })
      .first()
      .waitFor();

    await page.getByRole('combobox').fill('interim oncology');
    await expect
      .poll(() => page.getByRole('option', { selected: true }).innerText())
      .toContain('INTERIM');
    await page.keyboard.press('Enter');
    await expect.poll(() => placeOf(page)).toBe('/efforts/1');
    expect(page.problems).toEqual([]);
  });

  test('arrows go round, Escape leaves everything as it was, and what is not there is said', async () => {
    const page = await browser.open(api, '/efforts/1', 'viewer');
    await untilLive(page);
    await open(page, 'oncology');
    await page.locator('[role=listbox][aria-busy=false]').waitFor();
    const options = page.getByRole('option');
    expect(await options.count()).toBeGreaterThan(2);
    const isChosen = (option: Locator) => expect.poll(() => option.getAttribute('aria-selected'));
    await page.keyboard.press('ArrowUp');
    await isChosen(options.last()).toBe('true');
    await page.keyboard.press('ArrowDown');
    await isChosen(options.first()).toBe('true');
    await page.getByRole('combobox').fill('no such words as these');
    await page.getByText('Nothing has these words.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox').waitFor({ state: 'detached' });
    expect(placeOf(page)).toBe('/efforts/1');
    expect(page.problems).toEqual([]);
  });

  test('packages, their items and texts are found, and each page leads on to the next', async () => {
    const at = await plant(api.sql);
    const page = await browser.open(api, '/', 'viewer');
    await untilLive(page);
    await open(page, at.name);
    await page.locator('[role=listbox][aria-busy=false]').waitFor();
    const names = await page.getByRole('option').locator('.name').allInnerTexts();
    const placed = ['study', 'busy', 'package'].map((each) => names.indexOf(`${at.name} ${each}`));
    expect(placed).toEqual(placed.toSorted((a, b) => a - b)); // work before what it is copied from
    expect(placed[0]).toBe(0);
    await page.getByRole('combobox').fill(`${at.name} package`);
    await page.keyboard.press('Enter'); // before there is any answer
    await expect.poll(() => placeOf(page)).toBe(`/pearl/packages/${at.pack}`);
    await page.getByRole('heading', { name: `${at.name} package` }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 't1', exact: true }).click();
    await page
      .getByRole('main')
      .getByRole('link', { name: `${at.name} text` })
      .click();
    await page.getByText('used', { exact: true }).waitFor();
    expect(placeOf(page)).toBe(`/pearl/textElements/${at.text}`);
    await open(page, `${at.name} spare`);
    await expect
      .poll(() => page.getByRole('option', { selected: true }).innerText())
      .toContain('spare text');
    await page.keyboard.press('Enter');
    await expect.poll(() => placeOf(page)).toBe(`/pearl/textElements/${at.spareText}`);
    expect(page.problems).toEqual([]);
  });

  test('of a package with many items all are behind a link', async () => {
    const at = await plant(api.sql);
    await api.sql`
      insert into pearl.package_items (package_id, item_code, item_type)
      select ${at.pack}, 'many.' || n, 'TLF' from generate_series(1, 40) n`;
    const page = await browser.open(api, `/pearl/packages/${at.pack}`, 'viewer');
    await page.getByRole('link', { name: 'and 21 more' }).click();
    await page.getByText('41 rows').waitFor();
    await page.getByRole('link', { name: 'Show all' }).click();
    await expect.poll(() => placeOf(page)).toBe('/pearl/packageItems');
    expect(page.problems).toEqual([]);
  });

  test('an answer that comes late does not move what somebody has chosen', async () => {
    const at = await plant(api.sql);
    const page = await browser.open(api, '/', 'viewer');
    await untilLive(page);
    for (const label of [`${at.name} text`, `${at.name} spare text`]) {
      await open(page, at.name);
      await page.getByRole('option', { name: label }).waitFor();
      const sent = Promise.withResolvers<Route>();
      await page.route('**/graphql', (route) =>
        route.request().postData()?.includes('query Find') ? sent.resolve(route) : route.continue(),
      );
      await page.getByRole('combobox').fill(`${at.name} text`);
      const late = await sent.promise;
      const isChosen = page.locator('[aria-selected=true] .name');
      do await page.keyboard.press('ArrowDown');
      while ((await isChosen.innerText()) !== label);
      await late.continue();
      await page.locator('[role=listbox][aria-busy=false]').waitFor();
      expect(await isChosen.innerText()).toBe(label);
      await page.keyboard.press('Escape');
      await page.unrouteAll();
    }
    expect(page.problems).toEqual([]);
  });

  test('what could not be looked up is looked up again', async () => {
    const at = await plant(api.sql);
    const page = await browser.open(api, '/nothing', 'viewer');
    await page.route('**/graphql', (route) =>
      route.request().postData()?.includes('query Find')
        ? route.fulfill({
            json: { errors: [{ message: 'No.', extensions: { code: 'TIMED_OUT' } }] },
          })
        : route.continue(),
    );
    await open(page, `${at.name} spare`);
    await page.getByRole('alert').waitFor();
    await page.unrouteAll();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('option', { name: `${at.name} spare text` }).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(page.problems).toEqual([]);
  });

  test('the tree is asked for once, and what is new in it is found', async () => {
    await cursorOf(api); // of what earlier tests have planted it would hear late, and ask anew
    const page = await browser.open(api, '/nothing', 'viewer');
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.postData()?.includes('query Tree')) asked.push(request.url());
    });
    await page.goto(`${api.url}/dashboard/efforts/1`);
    await page.locator('.totals').waitFor();
    await untilLive(page);
    await open(page, 'oncology');
    await page.locator('.palette li').first().waitFor();
    expect(asked).toHaveLength(1);
    const { name, study } = await plant(api.sql);
    await page.getByRole('combobox', { name: /^Studies/ }).fill(`${name} dashboard`);
    await page.getByRole('option', { name: `${name} study` }).click();
    await expect.poll(() => placeOf(page)).toBe(`/dashboard/studies/${study}`);
    await page.locator('.totals').waitFor();
    expect(page.problems).toEqual([]);
  });

  test('on a telephone it is behind a button', async () => {
    const page = await browser.open(api, '/', 'viewer', { size: telephone });
    await untilLive(page);
    await page.getByRole('button', { name: 'Navigation' }).click();
    await page.getByRole('button', { name: 'Go to …' }).click();
    await page.getByRole('combobox').fill('oncology');
    await page.getByRole('option').first().click();
    await page.waitForURL('**/dashboard/studies/*');
    expect(page.problems).toEqual([]);
  });
});
