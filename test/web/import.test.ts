import type { Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { browserPath } from '../support/browser.ts';
import { server } from '../support/homes.ts';
import { type Browser, openPages, shoot, telephone } from '../support/page.ts';

/* Items out of a file: first what would change, then the decision. */

describe.skipIf(!browserPath)('in Chromium', () => {
  let api: Api;
  let browser: Browser;
  beforeAll(async () => {
    browser = await openPages();
    api = await startApi({ MAX_BODY_BYTES: '40000' });
  });
  afterEach(() => browser.closeAll());
  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  const csv = (...lines: string[]) => ({
    name: 'items.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(lines.join('\n')),
  });
  const known = async (code: string) => {
    const found = await api.sql`
      select from pearl.reporting_effort_items where item_code = ${code}`;
    return found.length;
  };

  test('it says what would be done, does it when told to, and then there is nothing to do', async () => {
    const page = await browser.open(api, '/efforts/1', 'admin');
    await page.getByRole('link', { name: 'Import' }).click();
    const file = csv('Item Code,Item Type,Title', 'T77.1@WEB,TLF,"Summary, of all"');
    await page.getByLabel('File of items').setInputFiles(file);
    await page.getByText('nothing is written yet').waitFor();
    expect(await page.locator('table').innerText()).toContain('T77.1@WEB');
    expect(await known('T77.1@WEB')).toBe(0);
    await page.getByRole('button', { name: 'Import 1 item' }).click();
    await page.getByText('Imported.').waitFor();
    expect(await known('T77.1@WEB')).toBe(1);
    await page.getByLabel('File of items').setInputFiles(file);
    await page.getByText('All is as the file says already.').waitFor();
    expect(await page.getByRole('button', { name: /^Import/ }).count()).toBe(0);
    expect(page.problems).toEqual([]);
  });

  const many = (count: number, name: string) =>
    csv(
      'Item Code,Item Type,Title',
      ...Array.from({ length: count }, (_, at) => `${name}.${at},TLF,Listing ${at} of subjects`),
    );

  // the embedded database has one session, and an import has it until it ends: who looks on hears of it then
  test.skipIf(!server)(
    'a file that no argument could hold goes by itself, shows how far it is, and is asked about first',
    async () => {
      const page = await browser.open(api, '/efforts/1/import', 'admin');
      const sent: string[] = [];
      page.on('request', (request) => sent.push(new URL(request.url()).pathname));
      const queries: string[] = [];
      page.on('request', (request) => queries.push(new URL(request.url()).search));
      const rows = 4000;
      await page.getByLabel('File of items').setInputFiles(many(rows, 'big@web'));
      await page.getByText(new RegExp(`^\\d+ of ${rows} rows$`)).waitFor();
      await page.getByText('nothing is written yet').waitFor();
      expect(await page.locator('dl.counts').innerText()).toMatch(/New\s+4000/);
      expect(await known('big@web.0')).toBe(0);
      await page.getByRole('button', { name: `Import ${rows} items` }).click();
      await page.getByText('Imported.').waitFor();
      expect(await known(`big@web.${rows - 1}`)).toBe(1);
      expect(sent.filter((path) => path === '/import/items')).toHaveLength(2);
      expect(queries.filter((query) => query.includes('dryRun'))).toEqual([
        '?reportingEffortId=1&dryRun=true',
        '?reportingEffortId=1&dryRun=false',
      ]);
      expect(page.problems).toEqual([]);
    },
  );

  test.skipIf(!server)('one that takes long is cancelled, and nothing of it is there', async () => {
    const page = await browser.open(api, '/efforts/1/import', 'admin');
    const file = many(6000, 'stopped@web');
    await page.getByLabel('File of items').setInputFiles(file);
    await page.getByRole('button', { name: 'Import 6000 items' }).click();
    await page.getByText(/of 6000 rows$/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('cancelled, nothing is imported').waitFor();
    expect(await known('stopped@web.0')).toBe(0);
    // the same file once more: what was cancelled is in nobody's way
    await page.getByLabel('File of items').setInputFiles(file);
    await page.getByText('nothing is written yet').waitFor();
    expect(page.problems).toEqual([]);
  });

  /** An import on its way: what the page has sent, and what lets the page have the answer. */
  const held = async (file: ReturnType<typeof csv>) => {
    const page = await browser.open(api, '/efforts/1/import', 'admin');
    await page.getByLabel('File of items').setInputFiles(file);
    await page.getByText('nothing is written yet').waitFor();
    const sent = Promise.withResolvers<Route>();
    await page.route('**/import/items?*', sent.resolve);
    await page.getByRole('button', { name: 'Import 1 item' }).click();
    const route = await sent.promise;
    const arrive = () => {
      const { authorization = '', 'idempotency-key': key = '' } = route.request().headers();
      const headers = { authorization, 'idempotency-key': key };
      return fetch(route.request().url(), { method: 'POST', headers, body: file.buffer });
    };
    const cancel = () => page.getByRole('button', { name: 'Cancel' }).click();
    return { page, route, arrive, cancel };
  };

  test('what is cancelled on its way is not done when it arrives, as the page has said', async () => {
    const file = csv('Item Code,Item Type', 'early@web,TLF');
    const { page, arrive, cancel } = await held(file);
    await cancel();
    await page.getByText('cancelled, nothing is imported').waitFor();
    expect(await (await arrive()).json()).toMatchObject({
      errors: [{ extensions: { code: 'ABORTED' } }],
    });
    expect(await known('early@web')).toBe(0);
    expect(page.problems).toEqual([]);
  });

  test('what was done before it was cancelled is not said to be cancelled', async () => {
    const file = csv('Item Code,Item Type', 'late@web,TLF');
    const { page, route, arrive, cancel } = await held(file);
    const answer = await arrive();
    const cancelled = page.waitForResponse((response) =>
      Boolean(response.request().postData()?.includes('CancelImport')),
    );
    await cancel();
    await cancelled;
    await route.fulfill({ contentType: 'application/json', body: await answer.text() });
    await page.getByText('Imported.').waitFor();
    expect(await page.getByText('cancelled').count()).toBe(0);
    expect(await known('late@web')).toBe(1);
    expect(page.problems).toEqual([]);
  });

  test('a file in Windows-1252, as old spreadsheets write it, keeps its letters', async () => {
    const page = await browser.open(api, '/efforts/1/import', 'admin');
    const lines = 'Item Code,Item Type,Item Description\nT79.1@WEB,TLF,Größe der Läsionen';
    const file = { ...csv(), buffer: Buffer.from(lines, 'latin1') };
    await page.getByLabel('File of items').setInputFiles(file);
    await page.getByText('nothing is written yet').waitFor();
    expect(await page.locator('table').innerText()).toContain('T79.1@WEB');
    await page.getByRole('button', { name: 'Import 1 item' }).click();
    await page.getByText('Imported.').waitFor();
    const [item] = await api.sql`
      select item_description from pearl.reporting_effort_items where item_code = 'T79.1@WEB'`;
    expect(item?.['item_description']).toBe('Größe der Läsionen');
    expect(page.problems).toEqual([]);
  });

  test('what is wrong is said with its row, and a file that is none in words', async () => {
    const page = await browser.open(api, '/efforts/1/import', 'admin', { size: telephone });
    const input = page.getByLabel('File of items');
    await input.setInputFiles(csv('Item Code,Item Type', 'T78.1@WEB,TLF', 'T78.2@WEB,NONSENSE'));
    await page.getByText('1 value is refused').waitFor();
    expect(await page.locator('tbody tr').innerText()).toMatch(/^3\s.*NONSENSE/s);
    expect(await page.getByRole('button', { name: /^Import/ }).count()).toBe(0);
    await shoot(page, 'import-360');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(telephone.width);
    await input.setInputFiles({ ...csv(), buffer: Buffer.from([0x50, 0x4b, 3, 4, 0, 0]) });
    await page.getByRole('alert').waitFor();
    expect(await known('T78.1@WEB')).toBe(0);
    expect(page.problems).toEqual([]);
  });

  test('who may not import is offered no file', async () => {
    const page = await browser.open(api, '/efforts/1/import', 'analyst');
    await page.getByText('Only administrators import items.').waitFor();
    expect(await page.getByLabel('File of items').count()).toBe(0);
    await page.goto(`${api.url}/efforts/1`);
    await page.getByRole('link', { name: 'Dashboard' }).first().waitFor();
    expect(await page.getByRole('link', { name: 'Import' }).count()).toBe(0);
    expect(page.problems).toEqual([]);
  });
});
