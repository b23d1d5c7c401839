type Prefixed = { readonly name: string; readonly prefix: string };

const kinds = {
  /** A type begins with the prefix of its domain; an input that belongs to a command may begin with the command's verb. */
  type: (prefix: string) => new RegExp(`^([A-Z][a-z]+)?${prefix}([A-Z0-9]|$)`),
  /** What is read begins with the prefix: `genjiDocuments`. */
  query: (prefix: string) => new RegExp(`^${lowerFirst(prefix)}([A-Z0-9]|$)`),
  /** A command is a verb and a type: `createGenjiDocument`. */
  mutation: (prefix: string) => new RegExp(`^[a-z]+${prefix}([A-Z0-9]|$)`),
};

export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
export const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** Refuses a name that does not say which domain it belongs to. */
export const assertNamed = (
  { name: domain, prefix }: Prefixed,
  kind: keyof typeof kinds,
  name: string,
): void => {
  if (!prefix || kinds[kind](prefix).test(name)) return;
  const example = {
    type: `${prefix}…`,
    query: `${lowerFirst(prefix)}…`,
    mutation: `create${prefix}…`,
  };
  throw new Error(
    `${domain}: the ${kind} ${name} does not bear the prefix: name it ${example[kind]}.`,
  );
};
