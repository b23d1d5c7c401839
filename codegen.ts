import type { CodegenConfig } from '@graphql-codegen/cli';

const scalars = {
  Date: 'string',
  DateTime: 'string',
  JSON: 'unknown',
  ID: 'string',
  File: 'string',
};

const typed = {
  preset: 'client',
  presetConfig: { fragmentMasking: false },
  config: {
    documentMode: 'string',
    enumType: 'string-literal',
    enumsAsTypes: true,
    useTypeImports: true,
    importExtension: '.ts',
    scalars,
  },
} as const;

/** Typed documents for the tests and the page, from the contract in schema.graphql. `npm run codegen` prints that first. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  generates: {
    'test/gql/': { ...typed, documents: ['test/**/*.ts', '!test/gql/**'] },
    'src/web/gql/': { ...typed, documents: 'src/web/**/*.graphql' },
  },
};

export default config;
