import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { seedDemo } from '../../src/domains/clinic/demo/load.ts';
import { type Api, startApi } from '../support/api.ts';
import { browserPath } from '../support/browser.ts';
import {
  type Browser,
  cellOf,
  desk,
  openPages,
  shoot,
  telephone,
  untilLive,
} from '../support/page.ts';

/* Every page, as it is seen and as it is heard. Pictures of them are left in dist/screenshots. */

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

type Finding = {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
};

type Axe = { run: (options: object) => Promise<{ violations: Finding[] }> };

/** What other colours can change. */
const ofColors = ['color-contrast', 'link-in-text-block'];

/** What somebody who hears or types would stumble over. */
const findingsOn = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
  await page.evaluate(axe);
  const findings = await page.evaluate(
    async (runOnly) => {
      const { axe: tool } = window as unknown as { axe: Axe };
      return (await tool.run({ resultTypes: ['violations'], ...(runOnly && { runOnly }) }))
        .violations;
    },
    rules && [...rules],
  );
  return findings.flatMap(({ id, impact, nodes }) =>
    ['serious', 'critical'].includes(impact)
      ? nodes.map(
          ({ target, failureSummary }) =>
            `${id} (${impact}) ${target.join(' ')}: ${failureSummary}`,
        )
      : [],
  );
};

describe.skipIf(!browserPath)('in Chromium', () => {
  let api: Api;
  let browser: Browser;
  let item: number;
  beforeAll(async () => {
    browser = await openPages();
    api = await startApi({ DOMAINS: 'pearl,clinic' });
    await seedDemo(api.sql);
    const [row] = await api.sql<{ id: number }[]>`
      select i.id from pearl.reporting_effort_items i
      join pearl.reporting_effort_item_trackers t on t.reporting_effort_item_id = i.id
      join pearl.tracker_comments c on c.tracker_id = t.id
      where i.reporting_effort_id = 1 group by i.id, t.id order by count(*) desc, i.id limit 1`;
    item = Number(row?.id);
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  /** What can be looked at: an address, who looks, and what is done there first. */
  const views: readonly {
    readonly name: string;
    readonly path: () => string;
    readonly who?: string;
    readonly realm?: string;
    readonly before?: (page: Page) => Promise<unknown>;
  }[] = [
    { name: 'work', path: () => '/', who: 'analyst' },
    { name: 'board', path: () => '/efforts/1', who: 'admin' },
    { name: 'item', path: () => `/efforts/1?item=${item}`, who: 'admin' },
    { name: 'threads', path: () => `/efforts/1?item=${item}&tab=threads`, who: 'admin' },
    { name: 'history', path: () => `/efforts/1?item=${item}&tab=history`, who: 'admin' },
    {
      name: 'dashboard',
      path: () => '/dashboard/efforts/1',
      who: 'viewer',
      before: (page) => page.locator('.plot').waitFor(),
    },
    { name: 'import', path: () => '/efforts/1/import', who: 'admin' },
    { name: 'deleted', path: () => '/deleted', who: 'admin' },
    {
      name: 'packages',
      path: () => '/pearl/packages',
      who: 'viewer',
      before: (page) => page.locator('tbody a').first().waitFor(),
    },
    {
      name: 'package',
      path: () => '/pearl/packages/1',
      who: 'viewer',
      before: (page) => page.locator('.related a').first().waitFor(),
    },
    {
      name: 'texts',
      path: () => '/pearl/textElements',
      who: 'viewer',
      before: (page) => page.locator('tbody a').first().waitFor(),
    },
    { name: 'nothing', path: () => '/nothing', who: 'viewer' },
    {
      name: 'clinic',
      path: () => '/clinic/clinicPatients',
      who: 'admin@clinic.example',
      realm: 'clinic',
      before: (page) => page.locator('tbody a').first().waitFor(),
    },
    {
      name: 'patient',
      path: () => '/clinic/clinicPatients',
      who: 'admin@clinic.example',
      realm: 'clinic',
      before: (page) => page.locator('tbody a').first().click(),
    },
  ];

  const look = async (
    colors: 'light' | 'dark',
    { name, path, who, realm, before }: (typeof views)[number],
  ) => {
    const page = await browser.open(api, path(), who, { colors, ...(realm && { realm }) });
    if (!realm) await untilLive(page); // not every list of another domain follows something
    await before?.(page);
    await page.locator('h1').waitFor();
    await page.waitForLoadState('networkidle');
    await shoot(page, `${name}-${colors}`);
    const findings = await findingsOn(page, colors === 'dark' ? ofColors : undefined);
    await page.setViewportSize(telephone);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    await shoot(page, `${name}-${colors}-360`);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    const missing = await page.evaluate(() =>
      [...document.images].filter((image) => image.naturalWidth === 0).map(({ src }) => src),
    );
    expect({ name, problems: page.problems, overflow, missing }).toEqual({
      name,
      problems: [],
      overflow: 0,
      missing: [],
    });
    await page.context().close();
    return findings;
  };

  test.each(['light', 'dark'] as const)(
    'in %s colours nobody stumbles on any page',
    async (colors) => {
      const findings: string[] = [];
      for (const view of views) findings.push(...(await look(colors, view)));
      expect(findings).toEqual([]);
    },
  );

  test('nor on what opens over a page, nor where one signs in', async () => {
    const page = await browser.open(api, '/efforts/1', 'admin');
    await untilLive(page);
    const found: string[] = [];
    const note = async (name: string) => {
      await shoot(page, name);
      found.push(...(await findingsOn(page)));
    };
    await page.getByRole('button', { name: 'Programmer' }).first().click();
    await page.getByRole('listbox').waitFor();
    await note('filter');
    await page.keyboard.press('Escape');
    const code = (await page.locator('.rows .code').first().innerText()) ?? '';
    await cellOf(page, code, 'due').click();
    await page.getByRole('dialog').waitFor();
    await note('due');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+A');
    await page.locator('.bulk-bar').waitFor();
    await note('bulk');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+K');
    await page.getByRole('combobox').fill('subject');
    await page.getByRole('option').first().waitFor();
    await note('palette');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await note('keys');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('.sign-in').waitFor();
    await note('sign-in');
    await page.setViewportSize(telephone);
    await note('sign-in-360');
    await page.setViewportSize(desk);
    expect(found).toEqual([]);
  });

  test('on a laptop no card of the dashboard hides a column', async () => {
    const page = await browser.open(api, '/dashboard', 'admin', {
      size: { width: 1280, height: 800 },
    });
    await page.locator('.plot').waitFor();
    const hidden = await page
      .locator('.numbers-card')
      .evaluateAll((cards) => cards.map((card) => card.scrollWidth - card.clientWidth));
    expect(hidden).toEqual([0, 0, 0, 0]);
  });

  test('on a telephone the studies are behind a button, and an item fills the screen', async () => {
    const page = await browser.open(api, '/', 'analyst', { size: telephone });
    await untilLive(page);
    await page.getByRole('button', { name: 'Navigation' }).click();
    await page.getByRole('navigation').getByRole('button').first().waitFor();
    const study = page.locator('.study').first();
    await study.click();
    await shoot(page, 'navigation-360');
    await page.locator('.tree a').first().click();
    await page.locator('.rows .row').first().click();
    await page.getByRole('tab', { name: 'Details' }).waitFor();
    const width = await page
      .locator('.panel')
      .evaluate((panel) => panel.getBoundingClientRect().width);
    expect(width).toBe(telephone.width);
    await page.getByRole('button', { name: 'Close the item' }).click();
    await page.locator('.panel').waitFor({ state: 'detached' });
    expect(page.problems).toEqual([]);
  });
});
