import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type BrowserContextOptions, chromium } from 'playwright-core';

/* Tests in a real browser, where there is one. */

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const folders = (process.env['PATH'] ?? '').split(delimiter);

/** Chromium or Chrome: the program that CHROMIUM names, or one on the PATH. */
export const browserPath =
  process.env['CHROMIUM'] ??
  names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);

if (!browserPath) {
  console.log(
    'Skipped: no Chromium on the PATH, and CHROMIUM names none. (apt-get install chromium)',
  );
}

export const openBrowser = async () => {
  const browser = await chromium.launch({
    executablePath: browserPath ?? '',
    args: ['--no-sandbox'], // which root may not have
    timeout: 0,
  });
  return {
    /** A page of somebody who has never been here. */
    freshPage: async (options: BrowserContextOptions = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1400, height: 850 },
        reducedMotion: 'reduce', // frames that nobody looks at are work
        ...options,
      });
      context.setDefaultTimeout(0); // a test's own time is what limits it
      return context.newPage();
    },
    /** Closes every page: one that is left open follows what happens. */
    closeAll: () => Promise.all(browser.contexts().map((context) => context.close())),
    close: () => browser.close(),
  };
};
