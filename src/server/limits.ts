import { GraphQLError, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Config } from '../config.ts';
import {
  deepestValue,
  excessOf,
  hasTooDeep,
  longestList,
  mostValues,
  sizesOf,
} from '../executor/document-size.ts';
import { refusal } from '../kernel/errors.ts';

/** What a document may be. What it may cost, the schema itself knows (kernel/builder.ts). */
export const limits = (config: Config): Plugin[] => [
  maxTokens(config.maxTokens),
  { onValidate: ({ addValidationRule }) => addValidationRule(noOversize(config)) },
  noOversizeVariables,
  ...(config.introspection ? [] : [noIntrospection]),
];

const tooExpensive = (message: string) =>
  refusal('TOO_EXPENSIVE', message, { http: { status: 400 } });

const maxTokens = (most: number): Plugin => ({
  onParse: ({ parseFn, setParseFn }) =>
    setParseFn((source, options) => {
      try {
        return parseFn(source, { ...options, maxTokens: most });
      } catch (error) {
        const isLimit = error instanceof GraphQLError && error.message.endsWith('Parsing aborted.');
        throw isLimit ? tooExpensive(`Token limit of ${most} exceeded.`) : error;
      }
    }),
});

const noOversize =
  ({ maxTokens: mostFields, maxDepth, maxAliases, maxDirectives }: Config): ValidationRule =>
  () => ({
    Document: (document) => {
      for (const { fields, depth, aliases, repeated, directives } of sizesOf(document).values()) {
        if (fields > mostFields) {
          throw tooExpensive(
            `With its fragments spread out, a document may have at most ${mostFields} fields.`,
          );
        }
        const limited = [
          ['Query depth', depth, maxDepth],
          ['Aliases', aliases, maxAliases],
          ['Repeated fields', repeated, maxAliases],
          ['Directives', directives, maxDirectives],
        ] as const;
        for (const [what, found, most] of limited) {
          if (found > most)
            throw tooExpensive(`${what} limit of ${most} exceeded, found ${found}.`);
        }
      }
      if (hasTooDeep(document)) throw tooDeep('An argument');
    },
  });

const tooDeep = (what: string) =>
  refusal(
    'BAD_USER_INPUT',
    `${what} is nested too deep: ${deepestValue} lists and objects in each other are allowed.`,
    { http: { status: 400 } },
  );

const tooMany = () =>
  refusal(
    'BAD_USER_INPUT',
    `Variables may hold at most ${mostValues} values together, and a list in them ${longestList}.`,
    { http: { status: 400 } },
  );

type Execution = Parameters<NonNullable<Plugin['onExecute']>>[0];

/** What follows nested values recurs, and a stack ends somewhere; to coerce many takes long, and nothing else goes on. */
const refuseOversize = ({
  args: { variableValues },
  setResultAndStopExecution,
}: Pick<Execution, 'args' | 'setResultAndStopExecution'>) => {
  const excess = excessOf(variableValues);
  if (!excess) return;
  const error = excess === 'depth' ? tooDeep('A variable') : tooMany();
  setResultAndStopExecution({ errors: [error] });
};

const noOversizeVariables: Plugin = { onExecute: refuseOversize, onSubscribe: refuseOversize };

/** The schema's names are not told: neither when asked for, nor as suggestions. */
const noIntrospection: Plugin = {
  onValidate: ({ addValidationRule, validateFn, setValidationFn }) => {
    addValidationRule(NoSchemaIntrospectionCustomRule);
    setValidationFn(((schema, document, rules, options, typeInfo) =>
      validateFn(
        schema,
        document,
        rules,
        { ...options, hideSuggestions: true },
        typeInfo,
      )) as typeof validateFn);
  },
};
