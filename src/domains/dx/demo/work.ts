/* An agent for whoever looks at the demo: there is always an analysis under way, and every step adds to its log. */

export const secondsAStep = 1;

const next = `query {
  dxAnalysisRuns(first: 1, filter: { status: { in: [PENDING, ANALYZING] } }, orderBy: [{ field: CREATED_AT, direction: DESC }]) {
    nodes { id status progress logCount }
  }
  dxProjects(first: 1, orderBy: [{ field: NAME }]) { nodes { id } }
}`;
const create = `mutation ($projectId: ID!) { createDxAnalysisRun(projectId: $projectId, aiModel: "compass-2") { id } }`;
const start = 'mutation ($id: ID!) { startDxAnalysisRun(id: $id) { id } }';
const advance = `mutation ($id: ID!, $lines: [AppendDxLogLineInput!]!, $progress: Int!) {
  appendDxLogs(analysisRunId: $id, lines: $lines)
  advanceDxAnalysisRun(id: $id, progress: $progress) { progress }
}`;
const finish = `mutation ($id: ID!) {
  finishDxAnalysisRun(id: $id, confidence: 91, language: "TypeScript", results: { port: 3000, database: "none" }) { status }
}`;

/** Asks the API something, and gives the data; what is refused throws. */
type Ask = <Data>(query: string, variables?: object) => Promise<Data>;

type Nodes<Node> = { readonly nodes: readonly Node[] };
type Next = {
  readonly dxAnalysisRuns: Nodes<{
    readonly id: string;
    readonly status: 'PENDING' | 'ANALYZING';
    readonly progress: number;
    readonly logCount: number;
  }>;
  readonly dxProjects: Nodes<{ readonly id: string }>;
};

const files = [
  'src/main.ts',
  'src/server.ts',
  'src/routes.ts',
  'src/store.ts',
  'test/main.test.ts',
];
const percentAStep = 5;

const lineOf = (nth: number) => {
  const fileName = files[nth % files.length] ?? null;
  return {
    action: `Read ${fileName}, part ${1 + Math.floor(nth / files.length)}`,
    status: 'COMPLETE',
    fileName,
    duration: 200 + ((nth * 37) % 90),
  };
};

/** Begins an analysis if none is under way; writes two lines of it; ends it when everything is read. */
export const step = async (ask: Ask): Promise<void> => {
  const { dxAnalysisRuns, dxProjects } = await ask<Next>(next);
  const [run] = dxAnalysisRuns.nodes;
  const [project] = dxProjects.nodes;
  if (!run) {
    if (project) await ask(create, { projectId: project.id });
  } else if (run.status === 'PENDING') await ask(start, { id: run.id });
  else if (run.progress >= 100) await ask(finish, { id: run.id });
  else {
    await ask(advance, {
      id: run.id,
      lines: [lineOf(run.logCount), lineOf(run.logCount + 1)],
      progress: Math.min(100, run.progress + percentAStep),
    });
  }
};
