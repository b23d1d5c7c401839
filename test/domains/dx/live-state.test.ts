import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSocket, subscribe } from '../../support/live.ts';
import { startDx } from './server.ts';

/* What is followed by its key: its state first, then every change, and the end when it is finished. */

let api: Awaited<ReturnType<typeof startDx>>;
let project: string;
let set: string;
beforeAll(async () => {
  api = await startDx();
  const [found] = await api.sql`
    select p.id, s.id as set from dx.projects p join dx.config_sets s on s.project_id = p.id and s.status = 'complete'
    where p.name = 'Ledgerling'`;
  project = String(found?.['id']);
  set = String(found?.['set']);
});
afterAll(() => api.stop());

/** What a command answers with. */
const done = async <Answer>(command: string): Promise<Answer> => {
  const { data, errors } = await api.run('piet', `mutation { ${command} }`);
  expect(errors).toBeUndefined();
  return Object.values(data ?? {})[0] as Answer;
};

type Told = { readonly action: string; readonly changedFields: readonly string[] } & Record<
  string,
  unknown
>;

/** Follows something, and gives what is told of it; `end` when it is over. */
const follow = async (who: string, query: string) => {
  const socket = await openSocket(api);
  const token = await api.authority.sign(`${who}@dx.example`, { realm: 'dx' });
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
  socket.send(subscribe('1', query));
  return async (): Promise<Told | 'end'> => {
    const { type, payload } = await socket.next();
    if (type === 'complete') return 'end';
    expect({ type, payload }).toMatchObject({ type: 'next' });
    const { data, errors } = payload as { data: Record<string, Told>; errors?: unknown };
    expect(errors).toBeUndefined();
    return Object.values(data)[0] as Told;
  };
};

const state = (values: object) => ({ action: 'STATE', changedFields: [], ...values });
const updated = (values: object) => ({ action: 'UPDATED', ...values });

describe('a config set that is followed', () => {
  const newSet = () =>
    done<{ id: string }>(
      `createDxConfigSet(input: { projectId: "${project}", name: "Followed", type: DOCKER, generatedBy: AI }) { id }`,
    );
  const watch = (id: string) => `subscription { dxConfigSetChanged(id: "${id}") {
    action changedFields dxConfigSet { id status progress fileCount logCount invalidFileCount } } }`;

  test('tells of its state, its files and its log, until it is complete', async () => {
    const { id } = await newSet();
    const next = await follow('piet', watch(id));
    const is = (values: object) => ({ dxConfigSet: { id, ...values } });
    expect(await next()).toMatchObject(state(is({ status: 'PENDING', progress: 0, fileCount: 0 })));
    await done(`startDxConfigSet(id: "${id}") { id }`);
    expect(await next()).toMatchObject(updated(is({ status: 'GENERATING' })));
    await done(`advanceDxConfigSet(id: "${id}", progress: 40) { id }`);
    expect(await next()).toMatchObject({ changedFields: ['progress'], ...is({ progress: 40 }) });
    await done(
      `createDxConfigFile(input: { configSetId: "${id}", fileName: ".env", fileType: "env", content: "A=1" }) { id }`,
    );
    expect(await next()).toMatchObject(updated(is({ fileCount: 1, invalidFileCount: 0 })));
    await done(
      `appendDxLogs(configSetId: "${id}", lines: [{ action: "Write", status: COMPLETE }])`,
    );
    expect(await next()).toMatchObject({
      changedFields: ['logs', 'logCount'],
      ...is({ logCount: 1 }),
    });
    await done(`finishDxConfigSet(id: "${id}") { id }`);
    expect(await next()).toMatchObject(updated(is({ status: 'COMPLETE', progress: 100 })));
    expect(await next()).toBe('end');
  });

  test('tells of a failure, and ends; whoever comes later is told how it ended', async () => {
    const { id } = await newSet();
    await done(`startDxConfigSet(id: "${id}") { id }`);
    const next = await follow('piet', watch(id));
    expect(await next()).toMatchObject(state({ dxConfigSet: { status: 'GENERATING' } }));
    await done(`failDxConfigSet(id: "${id}", message: "No room.") { id }`);
    expect(await next()).toMatchObject(updated({ dxConfigSet: { status: 'FAILED' } }));
    expect(await next()).toBe('end');
    const late = await follow('piet', watch(id));
    expect(await late()).toMatchObject(state({ dxConfigSet: { status: 'FAILED' } }));
    expect(await late()).toBe('end');
  });
});

describe('a build that is followed', () => {
  const newBuild = () =>
    done<{ id: string }>(`createDxBuildRun(configSetId: "${set}", buildType: LOCAL) { id }`);
  const watch = (id: string) => `subscription { dxBuildRunChanged(id: "${id}") {
    action changedFields dxBuildRun { id status imageSize errorMessage } } }`;

  test.each([
    ['finishDxBuildRun', 'imageSize: "5"', { status: 'COMPLETE', imageSize: '5' }],
    ['failDxBuildRun', 'message: "No."', { status: 'FAILED', errorMessage: 'No.' }],
  ])('tells of its state and ends with %s', async (command, args, ended) => {
    const { id } = await newBuild();
    const next = await follow('piet', watch(id));
    expect(await next()).toMatchObject(state({ dxBuildRun: { id, status: 'PENDING' } }));
    await done(`startDxBuildRun(id: "${id}") { id }`);
    expect(await next()).toMatchObject(updated({ dxBuildRun: { id, status: 'RUNNING' } }));
    await done(`${command}(id: "${id}", ${args}) { id }`);
    expect(await next()).toMatchObject(updated({ dxBuildRun: { id, ...ended } }));
    expect(await next()).toBe('end');
  });

  test('ends when it is cancelled, and is not followed by others', async () => {
    const { id } = await newBuild();
    const next = await follow('piet', watch(id));
    expect(await next()).toMatchObject(state({ dxBuildRun: { id, status: 'PENDING' } }));
    await done(`cancelDxBuildRun(id: "${id}") { id }`);
    expect(await next()).toMatchObject(updated({ dxBuildRun: { id, status: 'CANCELLED' } }));
    expect(await next()).toBe('end');
    const { errors } = await api.run('lumi', `mutation { cancelDxBuildRun(id: "${id}") { id } }`);
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});

describe('a deployment that is followed', () => {
  const newDeployment = () =>
    done<{ id: string }>(
      `createDxDeployment(input: { projectId: "${project}", configSetId: "${set}", platform: "docker", environment: "followed" }) { id }`,
    );
  const watch = (id: string) => `subscription { dxDeploymentChanged(id: "${id}") {
    action changedFields dxDeployment { id status deployUrl } } }`;

  test('tells of every stage; it runs on until it is terminated', async () => {
    const { id } = await newDeployment();
    const next = await follow('piet', watch(id));
    const has = (status: string) => updated({ dxDeployment: { id, status } });
    expect(await next()).toMatchObject(state({ dxDeployment: { id, status: 'PENDING' } }));
    for (const [command, status] of [
      [`startDxDeployment(id: "${id}") { id }`, 'PRE_FLIGHT'],
      [`advanceDxDeployment(id: "${id}", stage: BUILDING) { id }`, 'BUILDING'],
      [`advanceDxDeployment(id: "${id}", stage: DEPLOYING) { id }`, 'DEPLOYING'],
      [`finishDxDeployment(id: "${id}", deployUrl: "https://followed.example") { id }`, 'RUNNING'],
      [`stopDxDeployment(id: "${id}") { id }`, 'STOPPED'],
      [`startDxDeployment(id: "${id}") { id }`, 'RUNNING'],
      [`cancelDxDeployment(id: "${id}") { id }`, 'TERMINATED'],
    ] as const) {
      await done(command);
      expect(await next()).toMatchObject(has(status));
    }
    expect(await next()).toBe('end');
  });

  test('ends when it has failed', async () => {
    const { id } = await newDeployment();
    const next = await follow('piet', watch(id));
    await next();
    await done(`failDxDeployment(id: "${id}", message: "No answer.") { id }`);
    expect(await next()).toMatchObject(updated({ dxDeployment: { id, status: 'FAILED' } }));
    expect(await next()).toBe('end');
  });
});

test('those of a project are followed together, and none of another one', async () => {
  const next = await follow(
    'piet',
    `subscription { dxBuildRunChanged(projectId: "${project}") { action dxBuildRun { id status project { name } } } }`,
  );
  const [there] = await api.sql`
    select count(*)::int from dx.build_runs where project_id = ${project}`;
  for (let nth = 0; nth < Number(there?.['count']); nth += 1) {
    expect(await next()).toMatchObject({
      action: 'STATE',
      dxBuildRun: { project: { name: 'Ledgerling' } },
    });
  }
  const [other] = await api.sql`
    select s.id from dx.config_sets s join dx.projects p on p.id = s.project_id
    where p.name = 'Quillpost' and s.status = 'complete'`;
  await done(`createDxBuildRun(configSetId: "${other?.['id']}", buildType: CI) { id }`);
  const { id } = await done<{ id: string }>(
    `createDxBuildRun(configSetId: "${set}", buildType: CI) { id }`,
  );
  expect(await next()).toMatchObject({ action: 'CREATED', dxBuildRun: { id, status: 'PENDING' } });
});
