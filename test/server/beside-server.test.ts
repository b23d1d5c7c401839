import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scratch, server } from '../support/homes.ts';
import { finish, type Program, start } from '../support/program.ts';

/* An operator's programs beside a server on its embedded database. */

const patience = { timeout: 120_000 };

describe.skipIf(server)('beside a running server', () => {
  let dataDir: string;
  let running: Program;
  let url: string;
  const settings = () => ({ DATA_DIR: dataDir });
  beforeAll(async () => {
    dataDir = await mkdtemp(join(scratch, 'pearl-beside-'));
    running = start('src/main.ts', { ...settings(), PORT: '0' });
    url = await running.url();
  });
  afterAll(async () => {
    running.kill('SIGKILL');
    await running.closed;
    await rm(dataDir, { recursive: true });
  });
  const ask = async (query: string, token?: string) => {
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query }),
    });
    return answer.json();
  };

  test('user makes an account that can sign in there at once', patience, async () => {
    const { code, out, err } = await finish('src/cli/user.ts', settings(), ['ada', 'ADMIN']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const signIn = `mutation { signIn(username: "ada", password: "${out.trim()}") { user { role } } }`;
    expect(await ask(signIn)).toMatchObject({ data: { signIn: { user: { role: 'ADMIN' } } } });
  });

  test('token prints one that the server takes', patience, async () => {
    const { code, out } = await finish('src/cli/token.ts', settings(), ['viewer']);
    expect(code).toBe(0);
    expect(await ask('{ me { username } }', out.trim())).toEqual({
      data: { me: { username: 'viewer' } },
      extensions: expect.anything(),
    });
  });

  test('db and seed do what they do without it', patience, async () => {
    expect(await finish('src/cli/db.ts', settings(), ['verify'])).toMatchObject({
      code: 0,
      out: 'The database matches what is declared.\n',
    });
    const seeded = await finish('src/cli/seed.ts', settings());
    expect(seeded).toMatchObject({ code: 1, out: '' });
    expect(seeded.err).toContain('empty');
    expect((await ask('{ __typename }')).errors).toBeUndefined();
  });

  test(
    'the server ends well, and the programs open the database themselves',
    patience,
    async () => {
      running.kill('SIGTERM');
      expect(await running.closed).toMatchObject({ code: 0, err: '' });
      expect(existsSync(join(dataDir, 'socket'))).toBe(false);
      expect(await finish('src/cli/db.ts', settings(), ['status'])).toMatchObject({ code: 0 });
    },
  );
});
