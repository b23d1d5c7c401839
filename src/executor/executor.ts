import {
  type DocumentNode,
  execute,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  isEnumType,
  type OperationDefinitionNode,
} from 'graphql';
import { type CompilerOptions, compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import type { Context } from '../kernel/context.ts';
import { inTurn } from '../kernel/read/time-slice.ts';
import { abortable } from './abortable.ts';
import { compilable, type Traits, traitsOf } from './compilable.ts';
import { sizesOf } from './document-size.ts';
import { located } from './error-location.ts';
import type { Execute } from './execute.ts';
import { executeSerially, isSerial } from './serial-mutation.ts';

const interpret = abortable(execute);

/** To compile a field takes up to 0.05 ms, and nothing else goes on meanwhile. */
const mostFields = 300;
/** That takes as long as to answer with so many values. */
const valuesPerField = 50;

/** Each wrong value of a variable is told with the whole object that it stands in. */
const mostWrongValues = 5;

/** Compiled documents are large; clients use few. */
const compiledDocuments = 500;

/**
 * Compiles documents to code (graphql-jit), which is several times as fast as interpreting them. What the compiler does not
 * do as graphql-js does is left to that one.
 */
export const makeExecutor = (schema: GraphQLSchema): Execute => {
  const options = { disablingCapturingStackErrors: true, customSerializers: trusting(schema) };
  const compiled = new LRUCache<string, Execute>({ max: compiledDocuments });
  const known = new WeakMap<OperationDefinitionNode, Traits & { key: number; fields: number }>();
  let operations = 0;

  const look = (document: DocumentNode, operation: OperationDefinitionNode) => {
    let traits = known.get(operation);
    if (!traits) {
      const { interpreted, ...others } = traitsOf(schema, document);
      const { fields = 0 } = sizesOf(document).get(operation) ?? {};
      const isLong = fields > mostFields;
      traits = { ...others, interpreted: interpreted || isLong, key: ++operations, fields };
      known.set(operation, traits);
    }
    return traits;
  };

  const compile = (document: DocumentNode): Execute => {
    const query = compileQuery(schema, document, undefined, options);
    if (!isCompiledQuery(query)) return interpret;
    const source = document.loc?.source;
    return abortable(async ({ rootValue, contextValue, variableValues }) =>
      located(await query.query(rootValue, contextValue, variableValues), source),
    );
  };

  return async (args) => {
    const { document, operationName, variableValues } = args;
    const operation = getOperationAST(document, operationName);
    if (!operation) return execute(args);
    const definitions = operation.variableDefinitions ?? [];
    const { coerced, errors } = getVariableValues(schema, definitions, variableValues ?? {}, {
      maxErrors: mostWrongValues,
    });
    if (errors) return { errors };
    if (isSerial(operation)) return executeSerially(args, operation, coerced, interpret);
    const { interpreted, conditions, nested, fields, key: number } = look(document, operation);
    if (interpreted || nested.some((name) => coerced[name] == null)) return interpret(args);

    const key = `${number}:${conditions.map((name) => coerced[name]).join()}`;
    if (!compiled.has(key)) {
      await inTurn((args.contextValue as Context).spent, fields * valuesPerField, null);
    }
    let run = compiled.get(key);
    if (!run) compiled.set(key, (run = compile(compilable(document, operation, coerced))));
    return run === interpret ? interpret(args) : run({ ...args, variableValues: coerced });
  };
};

/**
 * What the database's types and CHECKs have made sure of is not checked again, value by value: enums have their names for
 * values, and texts, numbers and flags arrive as such.
 */
const trusting = (schema: GraphQLSchema): CompilerOptions['customSerializers'] => {
  const asItIs = (value: unknown) => value;
  const enums = Object.values(schema.getTypeMap()).filter(
    (type) => isEnumType(type) && type.getValues().every(({ name, value }) => name === value),
  );
  return {
    ...Object.fromEntries(
      [...enums.map(({ name }) => name), 'String', 'Int', 'Boolean'].map((name) => [name, asItIs]),
    ),
    ID: String,
  };
};
