import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { browserPath, openBrowser } from '../support/browser.ts';

/* The client in a page: the file as it is, without its types, and graphql-ws as npm has it. */

const page = `<!doctype html>
<script type="importmap">{ "imports": { "graphql-ws": "/graphql-ws/client.js" } }</script>
<ol></ol>
<script type="module">
  import { follow } from '/live-client.js';
  const show = (text) => document.querySelector('ol').insertAdjacentHTML('beforeend', '<li>' + text);
  const { url, token } = Object.fromEntries(new URLSearchParams(location.search));
  const changes = follow({
    url,
    token: () => token,
    query: 'subscription ($since: String) { trackerChanged(since: $since) { cursor tracker { id priority } } }',
    onState: show,
  });
  for await (const { tracker } of changes) show(tracker.id + ' ' + tracker.priority);
</script>`;

const fileOf = (path: string): [type: string, body: string] => {
  if (path === '/live-client.js') {
    const typed = readFileSync('examples/live-client.ts', 'utf8');
    return ['text/javascript', stripTypeScriptTypes(typed)];
  }
  if (/^\/graphql-ws\/[\w-]+\.js$/.test(path)) {
    const file = path.replace('graphql-ws', 'node_modules/graphql-ws/dist').slice(1);
    return ['text/javascript', readFileSync(file, 'utf8')];
  }
  return ['text/html', page];
};

describe.skipIf(!browserPath)('in Chromium', () => {
  let api: Api;
  let site: Server;
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    site = createServer((req, res) => {
      const [type, body] = fileOf(new URL(req.url ?? '', 'http://site').pathname);
      res.writeHead(200, { 'content-type': type }).end(body);
    }).listen(0, '127.0.0.1');
    await once(site, 'listening');
    [api, browser] = await Promise.all([startApi({ CORS_ORIGINS: '*' }), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    site.close();
    await api.stop();
  });

  test('a page is told of its states and of the changes, again after the connection was lost', async () => {
    const { port } = site.address() as AddressInfo;
    const search = new URLSearchParams({
      url: `${api.url.replace('http', 'ws')}/graphql`,
      token: await api.authority.sign('viewer'),
    });
    const tab = await browser.freshPage();
    const problems: string[] = [];
    tab.on('pageerror', ({ message }) => problems.push(message));
    await tab.goto(`http://127.0.0.1:${port}/?${search}`);
    const shown = tab.locator('li');
    const until = (count: number) => shown.nth(count - 1).waitFor();
    const set = (priority: string) =>
      api.sql`update pearl.reporting_effort_item_trackers set priority = ${priority} where id = 1`;

    await until(3);
    await set('HIGH');
    await until(4);
    await api.sql`update pearl.users set role = 'ANALYST' where username = 'viewer'`;
    await until(7);
    await set('CRITICAL');
    await until(8);
    const connected = 'connecting, catching up, live';
    expect((await shown.allTextContents()).join(', ')).toBe(
      `${connected}, 1 HIGH, ${connected}, 1 CRITICAL`,
    );
    expect(problems).toEqual([]);
  });
});
