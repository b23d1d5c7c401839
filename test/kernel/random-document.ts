import {
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { nodeIdOf } from '../../src/kernel/schema/node.ts';

/** A number from 0 to below the limit: all chance comes through here. */
export type Dice = (below: number) => number;

/** Dice that fall in the same way for the same seed (mulberry32). */
export const diceOf = (seed: number): Dice => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

/** A value in the two ways to give it: as a variable's, or written into the document. */
type Value = { readonly json: unknown; readonly literal: string };

const scalars: Record<string, readonly unknown[]> = {
  ID: ['1', '2', '3', '7', 5, '999999', 'nonsense'],
  Int: [0, 1, 2, 3],
  Boolean: [true, false],
  String: ['a', 't', 'programming', '%', ''],
  Date: ['2026-06-15', '2026-07-01'],
  DateTime: ['2026-06-01T00:00:00Z', '2026-06-15T12:00:00+02:00'],
};

const oneOf = <T>(dice: Dice, list: readonly T[]): T => list[dice(list.length)] as T;

/** A value that fits a type; `inner` makes those within lists and objects. */
const valueOf = (
  type: GraphQLInputType,
  depth: number,
  dice: Dice,
  inner: (type: GraphQLInputType, depth: number) => Value = (each, left) =>
    valueOf(each, left, dice),
): Value => {
  if (isNonNullType(type)) return valueOf(type.ofType, depth, dice, inner);
  if (isListType(type)) {
    const items = Array.from({ length: dice(3) }, () => inner(type.ofType, depth));
    const [first] = items;
    if (first && items.length === 1 && !first.literal.includes('$') && dice(3) === 0) return first; // it stands for a list of one
    return {
      json: items.map(({ json }) => json),
      literal: `[${items.map(({ literal }) => literal).join(', ')}]`,
    };
  }
  if (isEnumType(type)) {
    const { name } = oneOf(dice, type.getValues());
    return { json: name, literal: name };
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const optional = Array.from({ length: depth > 0 ? dice(3) : 0 }, () => oneOf(dice, fields));
    const chosen = [...new Set([...fields.filter(isRequiredInputField), ...optional])].map(
      (field) => [field.name, inner(field.type, depth - 1)] as const,
    );
    return {
      json: Object.fromEntries(chosen.map(([name, { json }]) => [name, json])),
      literal: `{ ${chosen.map(([name, { literal }]) => `${name}: ${literal}`).join(', ')} }`,
    };
  }
  const json = oneOf(dice, scalars[type.name] ?? [null]);
  return { json, literal: JSON.stringify(json) };
};

type Variables = Record<string, unknown>;

/** Values for an operation's variables, as its author would give them. */
export const randomVariables = (
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  dice: Dice,
): Variables =>
  Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap(({ variable, type: node, defaultValue }) => {
      const type = typeFromAST(schema, node as never) as GraphQLNamedType | undefined;
      if (!isInputType(type)) throw new Error(`$${variable.name.value} has no input type.`);
      const isGiven = (isNonNullType(type) && !defaultValue) || dice(3) > 0;
      return isGiven ? [[variable.name.value, valueOf(type, 2, dice).json]] : [];
    }),
  );

/** What these say changes by itself. */
const ofStatistics = new Set(['indexUsage', 'unusedIndexes', 'tableSizes']);

/** Writes a document that uses what clients may use, over any schema. */
export const randomDocument = (
  schema: GraphQLSchema,
  dice: Dice,
): { text: string; variables: Variables } => {
  const fragments: { name: string; on: GraphQLCompositeType; text: string }[] = [];
  const declarations: string[] = [];
  const variables: Variables = {};
  const chance = (percent: number) => dice(100) < percent;

  /** A value as a literal or, now and then, as a variable. */
  const inputOf = (type: GraphQLInputType, depth: number): Value => {
    const value = valueOf(type, depth, dice, inputOf);
    if (value.literal.includes('$') || chance(80)) return value;
    return { json: value.json, literal: variableFor(type, value.json) };
  };

  /** It is given, or null, or left to its default, or left out. */
  const variableFor = (type: GraphQLInputType, json: unknown): string => {
    const fallback = chance(30) ? ` = ${valueOf(type, 1, dice).literal}` : '';
    const isGiven = chance(isNonNullType(type) && !fallback ? 100 : 60);
    const isNull = !isNonNullType(type) && chance(20);
    return declare(`${String(type)}${fallback}`, isNull ? null : isGiven ? json : undefined);
  };

  const declare = (type: string, json: unknown): string => {
    const name = `v${declarations.length}`;
    declarations.push(`$${name}: ${type}`);
    if (json !== undefined) variables[name] = json;
    return `$${name}`;
  };

  const argumentsOf = (args: readonly GraphQLArgument[]): string => {
    const given = args
      .filter((arg) => isRequiredArgument(arg) || chance(arg.name === 'first' ? 60 : 12))
      .map((arg) => {
        const { literal } = arg.name === 'nodeId' ? nodeId() : inputOf(arg.type, 3);
        return `${arg.name}: ${literal}`;
      });
    return given.length > 0 ? `(${given.join(', ')})` : '';
  };

  const nodeId = (): Value => {
    const types = ['Study', 'ReportingEffort', 'Tracker', 'TrackerComment', 'User', 'AuditLog'];
    const json = nodeIdOf(oneOf(dice, types), oneOf(dice, ['1', '2', '7', '999999', 'nonsense']));
    return { json, literal: JSON.stringify(json) };
  };

  const condition = (): string => {
    if (!chance(8)) return '';
    const value = chance(70) ? declare('Boolean!', chance(50)) : chance(50);
    return ` @${oneOf(dice, ['skip', 'include'])}(if: ${value})`;
  };

  const fieldOf = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    const type = getNamedType(field.type);
    const args = argumentsOf(field.args);
    const selection = isCompositeType(type) ? ` ${selectionOf(type, depth - 1)}` : '';
    // one alias for the same arguments, so that equal fields merge and others never clash
    const given = isInterfaceType(type) ? args + selection : args;
    const alias = args || chance(10) ? `${field.name}_${checksum(given)}: ` : '';
    return `${alias}${field.name}${args}${condition()}${selection}`;
  };

  const fragmentOn = (type: GraphQLCompositeType, depth: number): string => {
    const known = fragments.filter(({ on }) => on === type);
    if (known.length > 0 && chance(70)) return oneOf(dice, known).name;
    const text = selectionOf(type, depth);
    const name = `F${fragments.length}`;
    fragments.push({ name, on: type, text });
    return name;
  };

  const selectionOf = (type: GraphQLCompositeType, depth: number): string => {
    const possible = isObjectType(type) ? [type] : schema.getPossibleTypes(type);
    // the types of an interface have fields of the same name that do not merge
    const members = isInterfaceType(type) ? [oneOf(dice, possible)] : possible;
    const selections = Array.from({ length: 1 + dice(3) }, (): string => {
      const member = oneOf(dice, members);
      if (chance(12))
        return `...${fragmentOn(chance(50) && !isInterfaceType(type) ? type : member, depth)}${condition()}`;
      if (!isObjectType(type) || chance(10)) {
        return `... on ${member.name}${condition()} ${selectionOf(member, depth)}`;
      }
      if (chance(6)) return `...${condition()} ${selectionOf(type, depth)}`;
      const [node] = type.getInterfaces();
      if (node && chance(6)) return `... on ${node.name}${condition()} { nodeId }`;
      if (chance(6)) return `${chance(50) ? 'nameOfType: ' : ''}__typename${condition()}`;
      const fields = Object.values(type.getFields()).filter(
        (field) =>
          !ofStatistics.has(field.name) &&
          (depth > 0 || !isCompositeType(getNamedType(field.type))),
      );
      return fields.length > 0 ? fieldOf(oneOf(dice, fields), depth) : '__typename';
    });
    return `{ ${selections.join(' ')} }`;
  };

  const query = schema.getQueryType();
  if (!query) throw new Error('There is nothing to ask for.');
  const selection = selectionOf(query, 4);
  const declared = declarations.length > 0 ? `(${declarations.join(', ')})` : '';
  const parts = fragments.map(({ name, on, text }) => `fragment ${name} on ${on.name} ${text}`);
  return { text: [`query Random${declared} ${selection}`, ...parts].join('\n'), variables };
};

const checksum = (text: string): string =>
  Array.from(text)
    .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 99_991, 7)
    .toString(36);
