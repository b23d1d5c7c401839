import { getOperationAST, OperationTypeNode, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as generated from '../gql/graphql.ts';
import { fc, runs } from '../support/random.ts';
import { type Executors, startExecutors } from './executors.ts';
import { diceOf, randomDocument, randomVariables } from './random-document.ts';

let both: Executors;
beforeAll(async () => {
  both = await startExecutors();
});
afterAll(() => both.stop());

describe('compiled code answers as the interpreter does', () => {
  const documents = Object.entries(generated).flatMap(([name, document]) =>
    name.endsWith('Document') ? [[name, String(document)] as const] : [],
  );

  test.each(documents)('to %s of the tests', async (_name, text) => {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (operation?.operation !== OperationTypeNode.QUERY) return; // done twice, they would not find the same
    for (const seed of [1, 2, 3]) {
      const variables = randomVariables(both.schema, operation, diceOf(seed));
      const { compiled, interpreted } = await both.ask({ document, variables });
      expect(compiled, JSON.stringify(variables)).toEqual(interpreted);
    }
  });

  test('to random documents', async () => {
    const tables = ['users', 'tags', 'tracker_comments', 'reporting_effort_tlf_details'];
    await fc.assert(
      fc.asyncProperty(
        fc.noShrink(fc.nat()),
        fc.constantFrom('ADMIN', 'ADMIN', 'VIEWER'),
        fc.option(fc.constantFrom(...tables), { freq: 3 }),
        async (seed, role, broken) => {
          const { text, variables } = randomDocument(both.schema, diceOf(seed));
          const document = parse(text);
          expect(validate(both.schema, document), text).toEqual([]);
          // the compiled code does not even read what a condition leaves out, so it would not meet the broken table
          const met = text.includes('@') ? undefined : (broken ?? undefined);
          const { compiled, interpreted } = await both.ask({
            document,
            variables,
            role,
            broken: met,
          });
          expect(compiled, `${text}\n${JSON.stringify(variables)}`).toEqual(interpreted);
        },
      ),
      runs(500),
    );
  });
});
