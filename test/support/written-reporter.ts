import type { Reporter } from 'vitest/node';

/** Says how many tests are written, and how many cases they make: one in a table or a loop makes a case of each row. */
export const writtenReporter: Reporter = {
  onTestRunEnd(modules) {
    const cases = modules.flatMap(({ moduleId, children }) =>
      Array.from(children.allTests(), ({ id, location }) =>
        location ? `${moduleId}:${location.line}:${location.column}` : id,
      ),
    );
    console.log(`     Written  ${new Set(cases).size} tests, which make ${cases.length} cases\n`);
  },
};
