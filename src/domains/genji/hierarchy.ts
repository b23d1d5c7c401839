import { refusal } from '../../kernel/index.ts';
import { isObject } from './content.ts';

/** The furthest place of an element: its number, and those that it gets when others come before it, fit an integer. */
const furthest = 1_000_000_000;

const wrong = (message: string) => refusal('BAD_USER_INPUT', message, { field: 'hierarchy' });

/** The place of an element in its document, if it is one. */
export const hierarchyOf = (given: unknown) => {
  if (given == null) return given;
  if (!isObject(given)) throw wrong('The hierarchy of an element is an object, or null.');
  const { element_order: order } = given;
  if (typeof order === 'number' && Math.abs(order) > furthest) {
    throw wrong(
      `The \`element_order\` of an element is at most ${furthest}, and at least -${furthest}.`,
    );
  }
  return given;
};
