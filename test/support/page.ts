import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Api } from './api.ts';
import { openBrowser } from './browser.ts';
import { buildPage } from './built-page.ts';

/* PEARL's page in a browser. */

type Peer = Pick<Api, 'url' | 'authority'>;
type Size = { readonly width: number; readonly height: number };
type Look = { readonly colors?: 'light' | 'dark'; readonly size?: Size };

/** Where screenshots are left to be looked at. */
const shots = join('dist', 'screenshots');

export const desk: Size = { width: 1440, height: 860 };
export const telephone: Size = { width: 360, height: 740 };

export type Browser = Awaited<ReturnType<typeof openPages>>;

/** Comes before the server, which reads the page as it starts. */
export const openPages = async () => {
  await buildPage();
  const browser = await openBrowser();
  mkdirSync(shots, { recursive: true });
  return {
    /** A window of somebody's, signed in with a token; of nobody's without a name. */
    open: async (
      api: Peer,
      path: string,
      who?: string,
      { colors, size, realm = 'pearl' }: Look & { realm?: string } = {},
    ) => {
      const page = await browser.freshPage({
        viewport: size ?? desk,
        colorScheme: colors ?? 'light',
        acceptDownloads: false,
      });
      const problems: string[] = [];
      page.on('pageerror', ({ message }) => problems.push(message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
          problems.push(message.text());
      });
      if (who !== undefined) {
        const session = { who, accessToken: await api.authority.sign(who, { realm }) };
        await page.addInitScript(
          ([place, sessions]) =>
            localStorage.getItem(place ?? '') ?? localStorage.setItem(place ?? '', sessions ?? ''),
          ['pearl.sessions', JSON.stringify({ [realm]: session })],
        );
      }
      await page.goto(`${api.url}${path}`);
      return Object.assign(page, { problems });
    },
    closeAll: browser.closeAll,
    close: browser.close,
  };
};

/** A picture of a page as it is. */
export const shoot = (page: Page, name: string) =>
  page.screenshot({ path: join(shots, `${name}.png`) });

/** When everything that the page follows is followed. */
export const untilLive = (page: Page) =>
  page.locator('.connection', { hasText: 'Live' }).waitFor({ state: 'attached' });

export const rowOf = (page: Page, code: string) =>
  page.locator('.rows .row').filter({
    has: page.locator('.code', { hasText: new RegExp(`^${code.replaceAll('.', '\\.')}$`) }),
  });

export const cellOf = (page: Page, code: string, column: string) =>
  rowOf(page, code).locator(`[data-column="${column}"]`);

/** Takes one of a list that is open. */
export const pick = async (page: Page, words: string) => {
  await page.getByRole('option', { name: words }).first().click();
  await expect.poll(() => page.locator('.pick').count()).toBe(0);
};
