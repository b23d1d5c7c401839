const given = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing: run.ts starts this file.`);
  return value;
};

/** What a competitor is started with. */
export const databaseUrl = given('DATABASE_URL');
export const connections = Number(given('DATABASE_POOL'));
export const port = Number(given('PORT'));
