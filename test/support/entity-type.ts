/** A type of the audit trail as the API's enum names it, in SQL. */
export const typeNamed = (column: string): string =>
  `upper(regexp_replace(${column}, '(.)([A-Z])', '\\1_\\2', 'g'))`;

/** A type of the API's enum as the audit trail records it. */
export const recorded = (entityType: string): string =>
  entityType.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
