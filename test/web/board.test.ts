import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { browserPath } from '../support/browser.ts';
import { type Browser, cellOf, openPages, pick, rowOf, untilLive } from '../support/page.ts';
import { perform } from '../support/perform.ts';
import { plant } from '../support/plant.ts';

/* The board of an effort, as a team works on it. */

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

  /** An effort of three items, and somebody's window on it. */
  const planted = async (who = 'admin', query = '') => {
    const at = await plant(api.sql);
    const path = `/efforts/${at.effort}${query}`;
    const page = await browser.open(api, path, who);
    await untilLive(page);
    const code = (name: string) => `${at.name} ${name}`;
    return { at, path, page, code };
  };
  const as = (who: string, name: string, given: object) => perform(api, who, name, given);

  const focus = async (page: Page, code: string) => {
    await cellOf(page, code, 'code').click();
    await page.locator('.panel').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.panel').waitFor({ state: 'detached' });
  };

  test('what one person changes by keyboard appears to another, and is in the database', async () => {
    const { at, path, page, code } = await planted('analyst');
    const other = await browser.open(api, path, 'viewer');
    await untilLive(other);

    await focus(page, code('idle'));
    await page.keyboard.press('p');
    await page.keyboard.type(at.username);
    await page.keyboard.press('Enter');

    for (const each of [page, other]) {
      await expect
        .poll(() => cellOf(each, code('idle'), 'programmer').innerText())
        .toContain(at.username);
      await expect
        .poll(() => cellOf(each, code('idle'), 'programming').innerText())
        .toBe('In progress');
    }
    const [row] = await api.sql`
      select primary_programmer_id from pearl.reporting_effort_item_trackers where id = ${at.idleTracker}`;
    expect(row?.['primary_programmer_id']).toBe(at.user);
    expect([...page.problems, ...other.problems]).toEqual([]);
  });

  test('two versions of one value are both shown, and a person chooses', async () => {
    const { at, page, code } = await planted('analyst');
    const priorityOf = (name: string) => cellOf(page, code(name), 'priority').innerText();
    const change = async (mine: string, theirs: string) => {
      await cellOf(page, code('idle'), 'priority').click();
      await page.getByRole('listbox').waitFor();
      const { value } = await as('admin', 'updateTracker', {
        id: String(at.idleTracker),
        input: { priority: theirs.toUpperCase() },
      });
      expect(value).toBeDefined();
      await expect.poll(() => priorityOf('idle')).toBe(theirs);
      await pick(page, mine);
      const dialog = page.getByRole('dialog', { name: /has been changed meanwhile/ });
      await expect
        .poll(() => dialog.locator('tbody').innerText())
        .toMatch(new RegExp(`Priority\\s+${theirs}\\s+${mine}`));
      return dialog;
    };

    await (await change('High', 'Low')).getByRole('button', { name: 'Take yours' }).click();
    await expect.poll(() => priorityOf('idle')).toBe('High');
    await (await change('Critical', 'Medium')).getByRole('button', { name: 'Leave it' }).click();
    await expect.poll(() => priorityOf('idle')).toBe('Medium');
  });

  test('a change beside that of somebody else is no conflict', async () => {
    const { at, page, code } = await planted('analyst');
    await cellOf(page, code('idle'), 'priority').click();
    await page.getByRole('listbox').waitFor();
    await as('admin', 'updateTracker', { id: String(at.idleTracker), input: { qcLevel: 2 } });
    await pick(page, 'Critical');
    await expect.poll(() => cellOf(page, code('idle'), 'priority').innerText()).toBe('Critical');
    const kept = async () => {
      const [row] = await api.sql`
        select priority, qc_level from pearl.reporting_effort_item_trackers where id = ${at.idleTracker}`;
      return row;
    };
    await expect.poll(kept).toMatchObject({ priority: 'CRITICAL', qc_level: 2 });
    await page.locator('.row.pending').waitFor({ state: 'detached' });
    expect(await cellOf(page, code('idle'), 'priority').innerText()).toBe('Critical');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('what a rule does not allow is taken back, and said in words with the number of the request', async () => {
    const { page, code } = await planted('analyst');
    await cellOf(page, code('busy'), 'check').click();
    await pick(page, 'Completed');
    const toast = page.locator('.toast.bad');
    await expect.poll(() => toast.innerText()).toContain('Nobody is assigned to the check');
    expect(await toast.innerText()).toMatch(/Request [\da-f]{24}/);
    await expect.poll(() => cellOf(page, code('busy'), 'check').innerText()).toBe('Not started');
  });

  test('an administrator changes many at once, and is told what was refused and why', async () => {
    const { page, code } = await planted('admin');
    await focus(page, code('busy'));
    await page.keyboard.press('Control+A');
    await page.locator('.bulk-bar', { hasText: '3 chosen' }).waitFor();
    await page.locator('.bulk-bar').getByRole('button', { name: 'Programming' }).click();
    await pick(page, 'Completed');
    const report = page.getByRole('dialog', { name: '2 changed, 1 not' });
    await expect
      .poll(() => report.locator('tbody').innerText())
      .toMatch(new RegExp(`${code('idle')}\\s+Nobody is assigned`));
    await report.getByRole('button', { name: 'Close' }).last().click();
    await expect
      .poll(() => cellOf(page, code('busy'), 'programming').innerText())
      .toBe('Completed');
    await page.keyboard.press('Escape');
  });

  test('a filter is an address: a colleague sees the same, and Back goes back', async () => {
    const { page, code } = await planted('admin');
    await page.getByRole('searchbox').fill('busy');
    await page.getByRole('button', { name: 'Stage' }).click();
    await page.getByRole('option', { name: 'In programming' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Due' }).getByRole('button').click();
    const { pathname, search } = new URL(page.url());
    expect(search).toBe('?q=busy&stage=programming&sort=due');

    const colleague = await browser.open(api, `${pathname}${search}`, 'viewer');
    await rowOf(colleague, code('busy')).waitFor();
    expect(await colleague.locator('.rows .row').count()).toBe(1);
    expect(await colleague.locator('output.count').innerText()).toBe('1 of 3');
    await rowOf(colleague, code('busy')).click();
    await colleague.locator('.panel').waitFor();
    await colleague.goBack();
    await colleague.locator('.panel').waitFor({ state: 'detached' });
    await colleague.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => colleague.locator('.rows .row').count()).toBe(3);
  });

  test('codes are in their natural order, as the server has it', async () => {
    const page = await browser.open(api, '/efforts/1', 'viewer');
    await untilLive(page);
    const shown = await page.locator('.rows .row .code').allInnerTexts();
    const codes = await api.sql<{ item_code: string }[]>`
      select item_code from pearl.reporting_effort_items where reporting_effort_id = 1 order by item_code_key`;
    expect(shown.length).toBeGreaterThan(20);
    expect(shown).toEqual(codes.slice(0, shown.length).map((row) => row.item_code));
    await page.getByRole('columnheader', { name: 'Code' }).getByRole('button').click();
    const last = codes.at(-1)?.item_code;
    await expect.poll(() => page.locator('.rows .row .code').first().innerText()).toBe(last);
  });

  test('the conversation: asked in one window, seen and settled in another', async () => {
    const { at, path, page, code } = await planted('viewer');
    const other = await browser.open(api, `${path}?item=${at.idle}&tab=threads`, 'analyst');
    await untilLive(other);
    await rowOf(page, code('idle')).click();
    await page.getByRole('tab', { name: 'Threads' }).click();
    await page.getByRole('textbox', { name: 'New thread' }).fill('Which <b>population</b>?');
    await page.getByRole('button', { name: 'Send' }).click();

    const thread = other.getByRole('article', { name: 'Thread by viewer' });
    await expect.poll(() => thread.innerText()).toContain('Which <b>population</b>?');
    await expect.poll(() => cellOf(other, code('idle'), 'threads').innerText()).toContain('1');
    await thread.getByRole('textbox', { name: 'Reply' }).fill('Safety.');
    await thread.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Safety.').waitFor();
    await thread.getByRole('button', { name: 'Resolve' }).click();
    await page.getByRole('button', { name: '1 resolved' }).waitFor();
    await expect.poll(() => cellOf(page, code('idle'), 'threads').innerText()).toBe('');
    expect(await page.getByRole('button', { name: 'Resolve', exact: true }).count()).toBe(0);
  });

  test('an item’s history says what was before; a deleted one comes back', async () => {
    const { at, path, page, code } = await planted('admin');
    await as('analyst', 'updateTracker', {
      id: String(at.idleTracker),
      input: { priority: 'HIGH' },
    });
    await cellOf(page, code('idle'), 'code').click();
    await page.getByRole('tab', { name: 'History' }).click();
    await expect
      .poll(() => page.locator('.record').first().innerText())
      .toMatch(/analyst\s+changed the tracker[^]*Priority\s+Medium\s+→\s+High/);

    await page.getByRole('button', { name: `Delete ${code('idle')}` }).click();
    const dialog = page.getByRole('dialog', { name: `Delete ${code('idle')}?` });
    await expect.poll(() => dialog.innerText()).toContain('1 tracker deleted');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await rowOf(page, code('idle')).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, code('idle')).waitFor();
    await expect.poll(() => cellOf(page, code('idle'), 'priority').innerText()).toBe('High');

    await as('admin', 'deleteReportingEffortItem', { id: String(at.busy), cascade: true });
    await rowOf(page, code('busy')).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Deleted' }).click();
    const answered = page.waitForResponse((answer) =>
      Boolean(answer.request().postData()?.includes('undoDelete')),
    );
    await page
      .locator('.record', { hasText: code('busy') })
      .getByRole('button', { name: 'Bring back' })
      .click();
    await answered;
    await page.locator('.toast.good', { hasText: 'Brought back' }).last().waitFor();
    const left = page.locator('.record', { hasText: code('busy') });
    await left.waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('.record, .empty').first().waitFor();
    expect(await page.locator('.record', { hasText: code('idle') }).count()).toBe(0);
    expect(await left.count()).toBe(0);
    await page.goto(`${api.url}${path}`);
    await rowOf(page, code('busy')).waitFor();
    expect(page.problems).toEqual([]);
  });

  test('on paper there are all rows', async () => {
    const page = await browser.open(api, '/efforts/1', 'viewer');
    await untilLive(page);
    const count = Number.parseInt(await page.locator('output.count').innerText(), 10);
    expect(await page.locator('.rows .row').count()).toBeLessThan(count);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => page.locator('.rows .row').count()).toBe(count);
    expect((await page.pdf()).byteLength).toBeGreaterThan(10_000);
  });
});
