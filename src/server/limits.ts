import { maxAliasesPlugin } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthPlugin } from '@escape.tech/graphql-armor-max-depth';
import { maxDirectivesPlugin } from '@escape.tech/graphql-armor-max-directives';
import { maxTokensPlugin } from '@escape.tech/graphql-armor-max-tokens';
import {
  type GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  type SelectionSetNode,
  type ValidationRule,
  visit,
} from 'graphql';
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
    maxDepthPlugin({ n: config.maxDepth, flattenFragments: true, ...refuse }),
    maxAliasesPlugin({ n: config.maxAliases, allowList: [], ...refuse }),
    maxDirectivesPlugin({ n: config.maxDirectives, ...refuse }),
    { onValidate: ({ addValidationRule }) => addValidationRule(noRepetition(config.maxAliases)) },
    { onValidate: ({ addValidationRule }) => addValidationRule(noSwelling(10 * config.maxTokens)) },
    ...(config.introspection ? [] : [noIntrospection]),
  ] as Plugin[];
};

/** A field that is written again in its place asks for nothing new, but is compared with all the others. */
const noRepetition =
  (most: number): ValidationRule =>
  () => ({
    Document: (document) => {
      let repetitions = 0;
      visit(document, {
        SelectionSet: ({ selections }) => {
          const fields = selections.filter((each) => each.kind === Kind.FIELD);
          const names = new Set(fields.map(({ alias, name }) => (alias ?? name).value));
          repetitions += fields.length - names.size;
        },
      });
      if (repetitions > most) {
        throw refusal(
          'TOO_EXPENSIVE',
          `Repeated fields limit of ${most} exceeded, found ${repetitions}.`,
          { http: { status: 400 } },
        );
      }
    },
  });

/** Fragments that each spread the next one twice double with every step: a short document would be endless. */
const noSwelling =
  (most: number): ValidationRule =>
  () => ({
    Document: ({ definitions }) => {
      const fragments = new Map<string, SelectionSetNode>();
      for (const each of definitions) {
        if (each.kind === Kind.FRAGMENT_DEFINITION)
          fragments.set(each.name.value, each.selectionSet);
      }
      const sizes = new Map<string, number>();
      const sizeOfFragment = (name: string): number => {
        const known = sizes.get(name);
        if (known !== undefined) return known;
        sizes.set(name, 0); // round a circle it ends here; that it is one, another rule says
        const size = sizeOf(fragments.get(name));
        sizes.set(name, size);
        return size;
      };
      const sizeOf = (set: SelectionSetNode | undefined): number =>
        (set?.selections ?? []).reduce((sum, each) => {
          const isSpread = each.kind === Kind.FRAGMENT_SPREAD;
          return sum + 1 + (isSpread ? sizeOfFragment(each.name.value) : sizeOf(each.selectionSet));
        }, 0);
      for (const each of definitions) {
        if (each.kind === Kind.OPERATION_DEFINITION && sizeOf(each.selectionSet) > most) {
          throw refusal(
            'TOO_EXPENSIVE',
            `With its fragments spread out, a document may have at most ${most} fields.`,
            { http: { status: 400 } },
          );
        }
      }
    },
  });

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
