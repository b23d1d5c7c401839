import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { browserPath } from '../support/browser.ts';
import { server } from '../support/homes.ts';
import { type Browser, cellOf, openPages, rowOf, untilLive } from '../support/page.ts';
import { password, plant } from '../support/plant.ts';

/* Who comes in, who is put out, and what each may do. */

describe.skipIf(!browserPath)('in Chromium', () => {
  let api: Api;
  let browser: Browser;
  beforeAll(async () => {
    browser = await openPages();
    api = await startApi({ DOMAINS: 'pearl,clinic' });
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  test.skipIf(server)(
    'in a demo somebody is signed in by themselves, and may be another',
    async () => {
      const page = await browser.open(api, '/');
      await untilLive(page);
      expect(await page.locator('.who').innerText()).toContain('admin');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('button', { name: 'viewer' }).click();
      await expect.poll(() => page.locator('.who').innerText()).toMatch(/viewer\s*viewer/);
      await page.reload();
      await expect.poll(() => page.locator('.who').innerText()).toContain('viewer');
    },
  );

  test('one signs in at the address that one wanted, and again there when the session has ended', async () => {
    const at = await plant(api.sql);
    const path = `/efforts/${at.effort}?q=busy`;
    const page = await browser.open(api, path, undefined);
    if (!server) await page.getByRole('button', { name: 'Sign out' }).click();
    const signIn = async (word: string) => {
      await page.getByLabel('User name or e-mail address').fill(at.username);
      await page.getByLabel('Password').fill(word);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await signIn('not the password');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toMatch(/password/i);
    await signIn(password);
    await rowOf(page, `${at.name} busy`).waitFor();
    await untilLive(page);

    await api.sql`update pearl.sessions set revoked_at = now() where user_id = ${at.user}`;
    await page.getByText('Your session has ended.').waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(path);
    await signIn(password);
    await rowOf(page, `${at.name} busy`).waitFor();
    expect(page.problems).toEqual([]);
  });

  test('a token that runs out is exchanged for the next, and nobody notices', async () => {
    const at = await plant(api.sql);
    const page = await browser.open(api, `/efforts/${at.effort}`, undefined);
    if (!server) await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('User name or e-mail address').fill(at.username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await untilLive(page);
    const tokens = () =>
      page.evaluate(
        () => JSON.parse(localStorage.getItem('pearl.sessions') ?? '{}').pearl.accessToken,
      );
    const before = await tokens();
    // as if it had run out: the page knows by its own claims when that is
    await page.evaluate(() => {
      const sessions = JSON.parse(localStorage.getItem('pearl.sessions') ?? '{}');
      sessions.pearl.accessToken = `e30.${btoa(JSON.stringify({ exp: 1 }))}.x`;
      localStorage.setItem('pearl.sessions', JSON.stringify(sessions));
    });
    await page.reload();
    await rowOf(page, `${at.name} busy`).waitFor();
    await untilLive(page);
    expect(await tokens()).not.toBe(before);
    expect(await page.locator('.sign-in').count()).toBe(0);
  });

  const offers = async (who: string) => {
    const at = await plant(api.sql);
    const page = await browser.open(api, `/efforts/${at.effort}?item=${at.busy}`, who);
    await untilLive(page);
    await page.locator('.who small').waitFor();
    await page.locator('.panel dl.facts').first().waitFor();
    const buttons = page.locator('.panel').getByRole('button');
    const inPanel = (await buttons.allInnerTexts()).length;
    await cellOf(page, `${at.name} busy`, 'priority').click();
    const edits = (await page.locator('.pick').count()) > 0;
    if (edits) await page.keyboard.press('Escape');
    const chooses = (await page.locator('[data-column="choose"]').count()) > 0;
    const deletes = (await page.getByRole('button', { name: /^Delete/ }).count()) > 0;
    const sees = (await page.getByRole('link', { name: 'Deleted' }).count()) > 0;
    await page.getByRole('tab', { name: 'Threads' }).click();
    await page.getByRole('article').first().waitFor();
    const resolves = (await page.getByRole('button', { name: 'Resolve', exact: true }).count()) > 0;
    const writes = (await page.getByRole('textbox', { name: 'New thread' }).count()) > 0;
    return { inPanel: inPanel > 1, edits, chooses, deletes, sees, resolves, writes };
  };

  test.each([
    [
      'viewer',
      {
        inPanel: false,
        edits: false,
        chooses: false,
        deletes: false,
        sees: false,
        resolves: false,
        writes: true,
      },
    ],
    [
      'analyst',
      {
        inPanel: true,
        edits: true,
        chooses: false,
        deletes: false,
        sees: false,
        resolves: true,
        writes: true,
      },
    ],
    [
      'admin',
      {
        inPanel: true,
        edits: true,
        chooses: true,
        deletes: true,
        sees: true,
        resolves: true,
        writes: true,
      },
    ],
  ])('%s is offered what the server would allow, and no more', async (who, expected) => {
    expect(await offers(who)).toEqual(expected);
  });
});
