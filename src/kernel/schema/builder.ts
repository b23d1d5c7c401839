import SchemaBuilder, { type SchemaTypes } from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import './access.ts';
import type { Context } from '../context.ts';
import { refusal } from '../errors.ts';

type Shapes = {
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: number; Output: string | number }; // commands get keys (clean.ts), reads make them (keyOf)
    Date: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    Time: { Input: string; Output: string };
    Decimal: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
    File: { Input: unknown; Output: never };
  };
};

/** The one schema builder: all domains add their types to it. */
export const builder = new SchemaBuilder<Shapes>({
  plugins: ['access', ComplexityPlugin],
  defaultFieldNullability: false,
  complexity: {
    // The cost of a document is the number of values that its answer may hold: a page counts what it may bring.
    defaultComplexity: 1,
    defaultListMultiplier: 1,
    limit: (ctx) => ({ complexity: ctx.maxCost }),
    complexityError: (_kind, { complexity, maxComplexity }) =>
      refusal(
        'TOO_EXPENSIVE',
        `This document may answer with ${complexity} values; at most ${maxComplexity} are allowed. Ask for smaller pages.`,
        { cost: complexity, maxCost: maxComplexity },
      ),
  },
});

export type Types =
  typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T extends SchemaTypes> ? T : never;
