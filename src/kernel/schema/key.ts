import { refusal } from '../errors.ts';

/** What names a row: the value of its primary key, or the values of several columns as a JSON array in text. */
export type Key = number | string;

/** What a key may look like follows from the column that holds it. */
type KeyColumn = { readonly sqlType: string; readonly parts?: readonly KeyColumn[] | undefined };

type Kind = { readonly meaning: string; readonly parse: (value: unknown) => Key | undefined };

const largest = 2147483647;
const longest = 255;

const wholeNumber: Kind = {
  meaning: 'a whole number from 1',
  parse: (value) =>
    /^[1-9]\d{0,9}$/.test(String(value)) && Number(value) <= largest ? Number(value) : undefined,
};

const uuid: Kind = {
  meaning: 'a UUID',
  parse: (value) =>
    /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(String(value))
      ? String(value).toLowerCase()
      : undefined,
};

const text: Kind = {
  meaning: `a text of 1 to ${longest} characters`,
  parse: (value) => {
    const given = String(value);
    const isText = given !== '' && !given.includes('\0') && given.isWellFormed();
    return isText && Array.from(given.slice(0, 2 * longest + 1)).length <= longest
      ? given
      : undefined;
  },
};

/** The form that Postgres gives to a JSON array, so that equal keys are equal texts. */
const composite = (parts: readonly KeyColumn[]): Kind => ({
  meaning: `a JSON array of ${parts.length} values`,
  parse: (value) => {
    const given = arrayIn(String(value));
    if (given?.length !== parts.length) return undefined;
    const values = parts.map((part, at) => {
      const kind = kindOf(part);
      const isFit = typeof given[at] === (kind === wholeNumber ? 'number' : 'string');
      return isFit ? kind.parse(given[at]) : undefined;
    });
    if (values.includes(undefined)) return undefined;
    return `[${values.map((each) => JSON.stringify(each)).join(', ')}]`;
  },
});

const arrayIn = (json: string): unknown[] | undefined => {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const kindOf = ({ sqlType, parts }: KeyColumn): Kind => {
  if (parts) return composite(parts);
  if (sqlType === 'uuid') return uuid;
  return sqlType.endsWith('int') || sqlType === 'integer' ? wholeNumber : text;
};

/** Whether a value can be a key in a column. */
export const isKey = (value: unknown, column: KeyColumn): boolean =>
  kindOf(column).parse(value) !== undefined;

/** A row's key out of an `ID`, as its column holds it; `field` is what holds it. Keys are whole numbers unless it is said. */
export function keyOf(id: unknown): number;
export function keyOf(id: unknown, column: KeyColumn | undefined, field?: string): Key;
export function keyOf(id: unknown, column?: KeyColumn, field = 'id'): Key {
  const { meaning, parse } = column ? kindOf(column) : wholeNumber;
  const key = parse(id);
  if (key !== undefined) return key;
  throw refusal('BAD_USER_INPUT', `${field} must be the id of a row: ${meaning}.`, { field });
}
