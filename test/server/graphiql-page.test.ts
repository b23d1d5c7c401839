import { type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { browserPath, openBrowser } from '../support/browser.ts';
import { server } from '../support/homes.ts';
import { openServers } from '../support/servers.ts';

/* The explorer as a person meets it. */

describe.skipIf(!browserPath)('in Chromium', () => {
  let api: Api;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    [api, browser] = await Promise.all([startApi({ GRAPHIQL: 'on' }), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  const open = async (page: Page, query?: string, url = api.url): Promise<Page> => {
    // not until the network is idle: Chromium at times never reports the end of a worker's blob
    const schema = page.waitForResponse(
      (response) => response.request().postData()?.includes('IntrospectionQuery') ?? false,
    );
    await page.goto(`${url}/graphql${query ? `?query=${encodeURIComponent(query)}` : ''}`);
    await (await schema).finished();
    await page.locator('.graphiql-tab').last().waitFor();
    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    return page;
  };

  const tabs = (page: Page) => page.locator('.graphiql-tab').allInnerTexts();
  const activeTab = (page: Page) => page.locator('.graphiql-tab-active').innerText();

  /** Presses the mouse where a tab is. */
  const clickTab = async (page: Page, name: string) => {
    const box = await page.locator('.graphiql-tab', { hasText: name }).boundingBox();
    if (!box) throw new Error(`There is no tab ${name}.`);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(() => activeTab(page)).toContain(name);
  };

  const typeHeaders = async (page: Page, headers: object) => {
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    await page.locator('.graphiql-editor-tool .graphiql-editor:not(.hidden)').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(JSON.stringify(headers));
  };

  const run = (page: Page) => page.locator('.graphiql-execute-button').click();
  const answer = async (page: Page) =>
    (await page.locator('.result-window').innerText()).replaceAll('\u00a0', ' ');

  test('the first click on a tab opens it', async () => {
    for (const name of ['StudyTree', 'Follow', 'Ask']) {
      const page = await open(await browser.freshPage());
      await clickTab(page, name);
      expect(await activeTab(page)).toContain(name);
      await page.context().close();
    }
  });

  test('a second visit finds the same tabs', async () => {
    const page = await open(await browser.freshPage());
    const before = await tabs(page);
    expect(before).toHaveLength(7);
    await clickTab(page, 'Late');
    for (const _again of [1, 2]) await open(page);
    expect(await tabs(page)).toEqual(before);
  });

  test('and so does one after a visit that ended before the document was stored', async () => {
    const page = await open(await browser.freshPage());
    const before = await tabs(page);
    await clickTab(page, 'Late');
    const stored = (key: string) => page.evaluate((name) => localStorage.getItem(name), key);
    await expect.poll(() => stored('graphiql:tabState')).toContain('"activeTabIndex":3');
    await expect.poll(() => stored('graphiql:query')).toContain('query Late');
    await page.evaluate(() => {
      localStorage.removeItem('graphiql:query');
    });
    await open(page);
    expect(await tabs(page)).toEqual(before);
    expect(await activeTab(page)).toContain('Late');
  });

  test.each(['Authorization', 'authorization'])(
    'of two tokens the one that is typed as %s goes to the server',
    async (name) => {
      const page = await open(await browser.freshPage());
      const token = await api.authority.sign('viewer');
      // as the explorer asks: its own headers, and then those of the tab
      const headers = { Authorization: 'Bearer of the page', [name]: `Bearer ${token}` };
      const answered = await page.evaluate(async (given) => {
        const response = await fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...given },
          body: JSON.stringify({ query: '{ me { username } }' }),
        });
        return response.json();
      }, headers);
      expect(answered).toMatchObject({ data: { me: { username: 'viewer' } } });
    },
  );

  test('Follow, and then Ask in a second window, shows the comment in the first', async () => {
    const first = await open(await browser.freshPage());
    const second = await open(await first.context().newPage());
    for (const [page, name] of [
      [first, 'Follow'],
      [second, 'Ask'],
    ] as const) {
      await clickTab(page, name);
      if (server)
        await typeHeaders(page, { Authorization: `Bearer ${await api.authority.sign('admin')}` });
    }
    const begun = first.waitForResponse((response) => response.url().includes('Follow'));
    await run(first);
    await begun;
    await run(second);
    await expect.poll(() => answer(second)).toContain('"createdAt"');
    await expect.poll(() => answer(first)).toContain('Which version of the shells?');
  });

  test.skipIf(server)(
    'the page is signed in again when the data folder is another one',
    async () => {
      const servers = await openServers();
      const one = await servers.start({ AUTH_SECRET: 'the-secret-of-one-folder-is-long-enough' });
      const page = await open(await browser.freshPage(), '{ me { username } }', one.url);
      await run(page);
      await expect.poll(() => answer(page)).toContain('"username": "admin"');
      await one.stop();

      const other = await servers.start({
        AUTH_SECRET: 'the-secret-of-another-is-long-enough',
        PORT: new URL(one.url).port,
      });
      await open(page, '{ me { role } }', other.url);
      await run(page);
      await expect.poll(() => answer(page)).toContain('"role": "ADMIN"');
      await clickTab(page, 'Dashboard');
      await run(page);
      await expect.poll(() => answer(page)).toContain('"databaseReleaseLabel"');
      await servers.close();
    },
  );
});
