import { hashOf } from '../project/source.ts';
import { analyze } from './analysis.ts';
import { configure } from './config.ts';
import { build, deploy } from './delivery.ts';
import { newSheet, type Sheet, stamped } from './sheet.ts';

/* Invented people and what they deploy. One analysis is under way, and every project has attempts that failed. */

const people = [
  ['admin@dx.example', 'Ysolde Marchetti', 'admin'],
  ['piet@dx.example', 'Piet Okonkwo', 'user'],
  ['lumi@dx.example', 'Lumi Castellanos', 'user'],
] as const;

const software = [
  ['Lantern', 'The shop window of a candle maker.', 'TypeScript', 0],
  ['Tidewatch', 'Tells sailors when to leave.', 'Python', 0],
  ['Ledgerling', 'Books for clubs with forty members.', 'TypeScript', 1],
  ['Quillpost', 'Letters that are sent on paper.', 'Python', 1],
  ['Mosskeeper', 'Waters the plants of an office.', 'TypeScript', 2],
  ['Parcelhare', 'Finds the way from door to door.', 'Python', 2],
] as const;

const addUsers = ({ rows, next, at }: Sheet): string[] =>
  people.map(([email, name, role]) => {
    const id = next();
    rows.users.push({ id, email, name, role, ...stamped(at(400)) });
    return id;
  });

/** The rows of the demo. `now` is when it is made. */
export const demoRows = (now: string) => {
  const sheet = newSheet(now);
  const { rows, next, at } = sheet;
  const users = addUsers(sheet);
  for (const [place, [name, description, language, owner]] of software.entries()) {
    const [projectId, userId] = [next(), users[owner] ?? ''];
    const project = { projectId, userId, name, language, port: 3000 + place };
    const began = 300 - place * 20;

    const failedRun = {
      versionNumber: 1,
      status: 'failed',
      hoursAgo: began,
      retryOfId: null,
    } as const;
    const retryOfId = analyze(sheet, project, failedRun);
    const again = { versionNumber: 2, status: 'complete', hoursAgo: began - 1, retryOfId } as const;
    const analysisRunId = analyze(sheet, project, again);
    const failedSet = configure(sheet, project, {
      ...failedRun,
      hoursAgo: began - 2,
      analysisRunId,
    });
    const configSetId = configure(sheet, project, {
      ...again,
      hoursAgo: began - 3,
      analysisRunId,
      retryOfId: failedSet,
    });
    if (place === 0) {
      analyze(sheet, project, {
        ...again,
        versionNumber: 3,
        status: 'analyzing',
        hoursAgo: 0.01,
        retryOfId: null,
      });
    }
    const buildRunId = build(sheet, project, { configSetId, hoursAgo: began - 4 });
    const deployUrl = place % 2 === 0 ? `https://${name.toLowerCase()}.example` : null;
    deploy(sheet, project, { configSetId, buildRunId, hoursAgo: began - 6 }, deployUrl);

    const source = {
      sourceType: 'github',
      sourceUrl: `https://github.com/example/${name.toLowerCase()}`,
      sourceBranch: 'main',
    } as const;
    rows.projects.push({
      ...source,
      id: projectId,
      userId,
      name,
      description,
      sourceHash: hashOf(source),
      filesCount: 40 + place * 17,
      projectSize: String(900_000 + place * 210_000),
      language,
      status: deployUrl === null ? 'configured' : 'deployed',
      lastDeployedAt: deployUrl === null ? null : at(began - 6, 22),
      deployUrl,
      lastAnalysisVersion: place === 0 ? 3 : 2,
      lastConfigVersion: 2,
      ...stamped(at(began + 1)),
    });
  }
  return rows;
};
