import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idIn, openDx } from './dx.ts';

let db: Awaited<ReturnType<typeof openDx>>;
let admin: ReturnType<(typeof db)['as']>;
beforeAll(async () => {
  db = await openDx();
  admin = db.as('admin');
});
afterAll(() => db.close());

const lantern = async () => {
  const [project] = await db.sql`
    select p.id, s.id as set, f.id as failed from dx.projects p
    join dx.config_sets s on s.project_id = p.id and s.status = 'complete'
    join dx.config_sets f on f.project_id = p.id and f.status = 'failed' where p.name = 'Lantern'`;
  return {
    projectId: String(project?.['id']),
    set: String(project?.['set']),
    failed: String(project?.['failed']),
  };
};

const newBuild = async (configSetId: string) =>
  admin(
    'mutation ($configSetId: ID!) { createDxBuildRun(configSetId: $configSetId, buildType: CLOUD) { id status project { name } } }',
    { configSetId },
  );

describe('a build', () => {
  test('of a complete config set goes from PENDING to COMPLETE', async () => {
    const { set, failed } = await lantern();
    expect((await newBuild(failed)).refused).toEqual(['COMPLETE_CONFIG_SET']);
    const made = await newBuild(set);
    expect(made.data).toMatchObject({
      createDxBuildRun: { status: 'PENDING', project: { name: 'Lantern' } },
    });
    const { data, refused } = await admin(
      `mutation ($id: ID!) {
        startDxBuildRun(id: $id) { status }
        finishDxBuildRun(id: $id, imageSize: "5000000000", buildLogs: "Done.\\n") { status imageSize buildLogs }
        late: failDxBuildRun(id: $id, message: "No.") { status }
      }`,
      { id: idIn(made) },
    );
    expect(data).toMatchObject({
      startDxBuildRun: { status: 'RUNNING' },
      finishDxBuildRun: { status: 'COMPLETE', imageSize: '5000000000', buildLogs: 'Done.\n' },
    });
    expect(refused).toEqual(['STATUS']);
  });

  test('that has failed is tried again with the same config set', async () => {
    const { set } = await lantern();
    const id = idIn(await newBuild(set));
    const { data } = await admin(
      `mutation ($id: ID!) {
        failDxBuildRun(id: $id, message: "No.") { status }
        retryDxBuildRun(id: $id) { status buildType configSetId retryOfId }
      }`,
      { id },
    );
    expect(data).toMatchObject({
      retryDxBuildRun: { status: 'PENDING', buildType: 'CLOUD', configSetId: set, retryOfId: id },
    });
  });
});

describe('a deployment', () => {
  test('runs, is stopped and started again, and is taken back to the one before it', async () => {
    const { projectId } = await lantern();
    const [build] =
      await db.sql`select id, config_set_id as set from dx.build_runs where project_id = ${projectId} and status = 'complete' order by created_at limit 1`;
    const create = `mutation ($projectId: ID!, $build: ID) {
      createDxDeployment(input: { projectId: $projectId, buildRunId: $build, platform: "docker" }) { id configSetId environment }
    }`;
    const made = await admin(create, { projectId, build: build?.['id'] });
    expect(made.data).toMatchObject({
      createDxDeployment: { configSetId: build?.['set'], environment: 'production' },
    });
    const id = idIn(made);
    const { data, refused } = await admin(
      `mutation ($id: ID!) {
        start: startDxDeployment(id: $id) { status }
        advance: advanceDxDeployment(id: $id, stage: DEPLOYING) { status }
        finish: finishDxDeployment(id: $id, deployUrl: "https://new.example", serviceUrls: { web: "https://new.example" }) {
          status serviceUrls project { status deployUrl }
        }
        stop: stopDxDeployment(id: $id) { status stoppedAt }
        again: startDxDeployment(id: $id) { status stoppedAt }
        back: rollbackDxDeployment(id: $id) { id status rollbackOf { id status } buildRun { status } }
      }`,
      { id },
    );
    expect(refused).toEqual([]);
    expect(data).toMatchObject({
      start: { status: 'PRE_FLIGHT' },
      advance: { status: 'DEPLOYING' },
      finish: {
        status: 'RUNNING',
        serviceUrls: { web: 'https://new.example' },
        project: { status: 'DEPLOYED', deployUrl: 'https://new.example' },
      },
      stop: { status: 'STOPPED', stoppedAt: expect.any(String) as string },
      again: { status: 'RUNNING', stoppedAt: null },
      back: {
        status: 'PENDING',
        rollbackOf: { id, status: 'TERMINATED' },
        buildRun: { status: 'COMPLETE' },
      },
    });
  });

  /** A deployment of Lantern to a place where nothing else is, and what is done with it. */
  const inPlace = async (environment: string, steps: string) => {
    const { projectId, set } = await lantern();
    const made = await admin(
      `mutation { createDxDeployment(input: { projectId: "${projectId}", configSetId: "${set}", platform: "docker", environment: "${environment}" }) { id } }`,
    );
    return admin(`mutation ($id: ID!) { ${steps} }`, { id: idIn(made) });
  };

  test('that is stopped does not finish once more', async () => {
    const { data, refused } = await inPlace(
      'test',
      `advanceDxDeployment(id: $id, stage: DEPLOYING) { id }
      finishDxDeployment(id: $id) { id }
      same: finishDxDeployment(id: $id) { status }
      stopDxDeployment(id: $id) { id }
      late: finishDxDeployment(id: $id) { status }`,
    );
    expect(refused).toEqual(['STATUS']);
    expect(data).toMatchObject({ same: { status: 'RUNNING' } });
  });

  test('that is under way or runs is not started anew', async () => {
    const { data, refused } = await inPlace(
      'test',
      `startDxDeployment(id: $id) { id }
      build: advanceDxDeployment(id: $id, stage: BUILDING) { version }
      building: startDxDeployment(id: $id) { status version }
      deploy: advanceDxDeployment(id: $id, stage: DEPLOYING) { version }
      deploying: startDxDeployment(id: $id) { status version }
      finish: finishDxDeployment(id: $id) { version }
      running: startDxDeployment(id: $id) { status version }
      cancelDxDeployment(id: $id) { id }
      late: startDxDeployment(id: $id) { id }`,
    );
    expect(refused).toEqual(['STATUS']);
    expect(data).toMatchObject({
      building: { status: 'BUILDING', ...(data['build'] as object) },
      deploying: { status: 'DEPLOYING', ...(data['deploy'] as object) },
      running: { status: 'RUNNING', ...(data['finish'] as object) },
    });
  });

  test('that takes one back is itself taken back to what was there before both', async () => {
    const { projectId, set } = await lantern();
    const run = async (id: string) => {
      const steps =
        'mutation ($id: ID!) { advanceDxDeployment(id: $id, stage: DEPLOYING) { id } finishDxDeployment(id: $id) { id } }';
      expect((await admin(steps, { id })).refused).toEqual([]);
      return id;
    };
    const deploy = async (name: string) =>
      run(
        idIn(
          await admin(
            `mutation { createDxDeployment(input: { projectId: "${projectId}", configSetId: "${set}", platform: "docker", environment: "back", name: "${name}" }) { id } }`,
          ),
        ),
      );
    const back = 'mutation ($id: ID!) { rollbackDxDeployment(id: $id) { id name } }';
    await deploy('good');
    const bad = await deploy('bad');
    const first = await admin(back, { id: bad });
    const second = await admin(back, { id: await run(idIn(first)) });
    expect([first, second].map(({ data }) => data['rollbackDxDeployment'])).toMatchObject([
      { name: 'good' },
      { name: 'good' },
    ]);
  });

  test('that has failed is taken back once, also by two at a time', async () => {
    const { data, refused } = await inPlace(
      'once',
      'advanceDxDeployment(id: $id, stage: DEPLOYING) { id } finishDxDeployment(id: $id) { id }',
    );
    expect([refused, Object.keys(data)]).toEqual([
      [],
      ['advanceDxDeployment', 'finishDxDeployment'],
    ]);
    const bad = idIn(await inPlace('once', 'failDxDeployment(id: $id, message: "No.") { id }'));
    const back = () =>
      admin('mutation ($id: ID!) { rollbackDxDeployment(id: $id) { rollbackOfId } }', { id: bad });
    const both = await Promise.all([back(), back()]);
    expect(both.flatMap((each) => each.refused)).toEqual(['TAKEN_BACK']);
    expect((await back()).refused).toEqual(['TAKEN_BACK']);
    const [{ count } = { count: 0 }] = await db.sql<
      { count: number }[]
    >`select count(*)::int from dx.deployments where rollback_of_id = ${bad}`;
    expect(count).toBe(1);
  });

  test('without one before it is not taken back, and what is not complete is not deployed', async () => {
    const { projectId, set, failed } = await lantern();
    const create = (more: string) =>
      admin(
        `mutation { createDxDeployment(input: { projectId: "${projectId}", platform: "aws", environment: "staging", ${more} }) { id } }`,
      );
    expect((await create(`configSetId: "${failed}"`)).refused).toEqual(['COMPLETE_CONFIG_SET']);
    const id = idIn(await create(`configSetId: "${set}"`));
    const { refused } = await admin(
      `mutation ($id: ID!) {
        startDxDeployment(id: $id) { id } advanceDxDeployment(id: $id, stage: DEPLOYING) { id }
        finishDxDeployment(id: $id) { id } rollbackDxDeployment(id: $id) { id }
      }`,
      { id },
    );
    expect(refused).toEqual(['NO_EARLIER_DEPLOYMENT']);
  });

  test('deploys a build with the config set that it is made with, and with no other', async () => {
    const { projectId, set } = await lantern();
    const [row] = await db.sql`
      insert into dx.config_sets (project_id, user_id, name, type, version_number, status, generated_by)
      select project_id, user_id, 'Own', type, 100, status, generated_by from dx.config_sets where id = ${set} returning id`;
    const own = String(row?.['id']);
    const build = idIn(await newBuild(own));
    await admin(
      'mutation ($id: ID!) { startDxBuildRun(id: $id) { id } finishDxBuildRun(id: $id) { id } }',
      { id: build },
    );
    const create = async (configSetId: string | null) =>
      admin(
        `mutation ($configSetId: ID) { createDxDeployment(input: { projectId: "${projectId}", buildRunId: "${build}", configSetId: $configSetId, platform: "docker" }) { id configSetId } }`,
        { configSetId },
      );
    expect((await create(set)).refused).toEqual(['SAME_CONFIG_SET']);
    expect(at(await create(own), 'createDxDeployment.configSetId')).toBe(own);
    await db.sql`delete from dx.config_sets where id = ${own}`;
    expect((await create(set)).refused).toEqual(['SAME_CONFIG_SET']);
    expect(at(await create(null), 'createDxDeployment.configSetId')).toBe(null);
  });
});
