import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, idIn, openDx } from './dx.ts';

let db: Awaited<ReturnType<typeof openDx>>;
let piet: ReturnType<(typeof db)['as']>;
beforeAll(async () => {
  db = await openDx();
  piet = db.as('piet');
});
afterAll(() => db.close());

/** A new analysis of the project Ledgerling. */
const newRun = async () => {
  const [project] = await db.sql`select id from dx.projects where name = 'Ledgerling'`;
  const create =
    'mutation ($id: ID!) { createDxAnalysisRun(projectId: $id, aiModel: "compass-2") { id } }';
  return { id: idIn(await piet(create, project)) };
};

describe('an analysis', () => {
  test('goes from PENDING to COMPLETE, and its project points to it then', async () => {
    const run = await newRun();
    const steps = `mutation ($id: ID!) {
      start: startDxAnalysisRun(id: $id) { status startedAt }
      again: startDxAnalysisRun(id: $id) { status }
      log: appendDxLogs(analysisRunId: $id, lines: [
        { action: "Look", status: IN_PROGRESS, fileName: "a.ts", duration: 12, details: { bytes: 7 } }
        { action: "See", status: COMPLETE, result: "Fine." }
      ])
      more: appendDxLogs(analysisRunId: $id, lines: [{ action: "Sum up", status: COMPLETE }])
      half: advanceDxAnalysisRun(id: $id, progress: 50) { progress }
      late: advanceDxAnalysisRun(id: $id, progress: 20) { progress }
      finish: finishDxAnalysisRun(id: $id, results: { files: [1, 2] }, confidence: 90, language: "Rust") {
        status progress confidence results duration
        project { language latestAnalysisId }
      }
    }`;
    const { data, refused } = await piet(steps, run);
    expect(refused).toEqual([]);
    expect(data).toMatchObject({
      start: { status: 'ANALYZING', startedAt: expect.any(String) as string },
      again: { status: 'ANALYZING' },
      log: 2,
      more: 3,
      half: { progress: 50 },
      late: { progress: 50 },
      finish: {
        status: 'COMPLETE',
        progress: 100,
        confidence: 90,
        results: { files: [1, 2] },
        duration: expect.any(Number) as number,
        project: { language: 'Rust', latestAnalysisId: run.id },
      },
    });
  });

  test('that has failed says why, has its log, and is tried again by a new one', async () => {
    const run = await newRun();
    await piet('mutation ($id: ID!) { startDxAnalysisRun(id: $id) { id } }', run);
    await piet(
      'mutation ($id: ID!) { appendDxLogs(analysisRunId: $id, lines: [{ action: "Ask", status: ERROR }]) }',
      run,
    );
    const retry =
      'mutation ($id: ID!) { retryDxAnalysisRun(id: $id) { status versionNumber aiModel retryOfId } }';
    expect(await piet(retry, run)).toMatchObject({ refused: ['ONLY_FAILED'] });
    await piet(
      'mutation ($id: ID!) { failDxAnalysisRun(id: $id, message: "No answer.", details: "at line 1") { id } }',
      run,
    );
    const { data } = await piet(
      `query ($id: ID!) { dxAnalysisRun(id: $id) {
        status versionNumber errorMessage errorDetails logs { nodes { line action status } }
        project { failedAttempts(first: 1) { nodes { id kind title message details } } }
      } }`,
      run,
    );
    expect(data).toMatchObject({
      dxAnalysisRun: {
        status: 'FAILED',
        errorMessage: 'No answer.',
        errorDetails: 'at line 1',
        logs: { nodes: [{ line: 1, action: 'Ask', status: 'ERROR' }] },
        project: {
          failedAttempts: {
            nodes: [{ id: run.id, kind: 'ANALYSIS', message: 'No answer.', details: 'at line 1' }],
          },
        },
      },
    });
    const version = Number(at({ data, refused: [], statements: 0 }, 'dxAnalysisRun.versionNumber'));
    expect((await piet(retry, run)).data).toEqual({
      retryDxAnalysisRun: {
        status: 'PENDING',
        versionNumber: version + 1,
        aiModel: 'compass-2',
        retryOfId: run.id,
      },
    });
  });

  test.each([
    ['advanceDxAnalysisRun(id: $id, progress: 1) { id }', 'STATUS'],
    ['finishDxAnalysisRun(id: $id) { id }', 'STATUS'],
    ['advanceDxAnalysisRun(id: $id, progress: 101) { id }', 'BAD_USER_INPUT'],
    ['appendDxLogs(lines: [{ action: "a", status: ERROR }])', 'BAD_USER_INPUT'],
    ['appendDxLogs(analysisRunId: $id, configSetId: $id, lines: [])', 'BAD_USER_INPUT'],
  ])('refuses %s while it is PENDING: %s', async (command, code) => {
    const run = await newRun();
    const used = command.includes('$id')
      ? command
      : `startDxAnalysisRun(id: $id) { id } ${command}`;
    expect((await piet(`mutation ($id: ID!) { ${used} }`, run)).refused).toContain(code);
  });

  test('closes its log when it is finished', async () => {
    const run = await newRun();
    const { refused } = await piet(
      `mutation ($id: ID!) { cancelDxAnalysisRun(id: $id) { id } cancelled: cancelDxAnalysisRun(id: $id) { id }
        appendDxLogs(analysisRunId: $id, lines: [{ action: "a", status: ERROR }]) }`,
      run,
    );
    expect(refused).toEqual(['LOG_CLOSED']);
  });

  test('numbers the lines of its log without a gap, whoever writes at the same time', async () => {
    const run = await newRun();
    const lines = Array.from({ length: 20 }, () => ({ action: 'Work', status: 'COMPLETE' }));
    const append =
      'mutation ($id: ID!, $lines: [AppendDxLogLineInput!]!) { appendDxLogs(analysisRunId: $id, lines: $lines) }';
    const ends = await Promise.all(
      [1, 2, 3, 4, 5].map(async () => at(await piet(append, { ...run, lines }), 'appendDxLogs')),
    );
    expect(new Set(ends)).toEqual(new Set([20, 40, 60, 80, 100]));
    const read = (range: string) =>
      piet(`query ($id: ID!) { dxLogs(analysisRunId: $id, ${range}) { line } }`, run);
    expect(at(await read('last: 2'), 'dxLogs')).toEqual([{ line: 99 }, { line: 100 }]);
    expect(at(await read('after: 97, first: 2'), 'dxLogs')).toEqual([{ line: 98 }, { line: 99 }]);
    expect((await read('first: 2, last: 2')).refused).toEqual(['BAD_USER_INPUT']);
    const { refused } = await db.as('lumi')(
      'query ($id: ID!) { dxLogs(analysisRunId: $id) { line } }',
      run,
    );
    expect(refused).toEqual(['NOT_FOUND']);
  });
});
