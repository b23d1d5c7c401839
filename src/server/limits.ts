import { blockFieldSuggestionsPlugin } from '@escape.tech/graphql-armor-block-field-suggestions';
import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import { type GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Config } from '../config.ts';
import { refusal } from '../kernel/errors.ts';

/** What a document may be. What it may cost, the schema itself knows (kernel/builder.ts). */
export const limits = (config: Config): Plugin[] => {
  const refuse = {
    onReject: [
      (_context: unknown, error: GraphQLError) => {
        throw refusal('TOO_EXPENSIVE', error.message.replace('Syntax Error: ', ''), {
          http: { status: 400 },
        });
      },
    ],
  };
  return [
    maxTokensPlugin({ n: config.maxTokens, ...refuse }),
    maxDepthPlugin({ n: config.maxDepth, ...refuse }),
    maxAliasesPlugin({ n: config.maxAliases, allowList: [], ...refuse }),
    maxDirectivesPlugin({ n: config.maxDirectives, ...refuse }),
    ...(config.introspection ? [] : [noIntrospection, blockFieldSuggestionsPlugin() as Plugin]),
  ] as Plugin[];
};

const noIntrospection: Plugin = {
  onValidate: ({ addValidationRule }) => addValidationRule(NoSchemaIntrospectionCustomRule),
};
