import graphql from '@graphql-eslint/eslint-plugin';

/** Lints the contract only; the TypeScript is oxlint's. */
export default [
  {
    files: ['schema.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: './schema.graphql' } },
    },
    rules: {
      ...graphql.configs['flat/schema-recommended'].rules,
      ...graphql.configs['flat/schema-relay'].rules,
      // Connections also offer plain nodes.
      '@graphql-eslint/relay-edge-types': [
        'error',
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],
      '@graphql-eslint/strict-id-in-types': [
        'error',
        {
          // what only tells of something has no identity of its own
          exceptions: {
            suffixes: [
              'Connection',
              'Edge',
              'Details',
              'Result',
              'Impact',
              'Rows',
              'Summary',
              'Count',
              'Change',
              'Added',
              'Outcome',
              'Preview',
              'Line',
              'Group',
              'GroupKeys',
              'Dashboard',
              'Anchor',
              'Day',
              'Due',
              'File',
              'Week',
            ],
            types: [
              'PageInfo',
              'SignedIn',
              'CommandProgress',
              'ForeignKey',
              'ImportDifference',
              'ImportProblem',
              'ImportedCell',
              'ImportedRow',
              'IndexUsage',
              'LinkOrphans',
              'MyWork',
              'Orphan',
              'SearchSnippet',
              'SearchSnippetPart',
              'TableSize',
            ],
          },
        },
      ],
      // A search is ranked: it is read from its best row on.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // The names are the specification's columns: packageName, username.
      '@graphql-eslint/no-typename-prefix': 'off',
    },
  },
];
