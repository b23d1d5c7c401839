import { writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { makeSchema } from '../schema.ts';

/** Writes the contract of all domains to schema.graphql. */
const schema = await makeSchema();
await writeFile('schema.graphql', `${printSchema(lexicographicSortSchema(schema))}\n`);
