import { demoOf } from '../../../kernel/index.ts';
import { pearl } from '../domain.ts';
import { generate } from './generate.ts';
import { tables } from './rows.ts';

export const seedDemo = demoOf(pearl, tables, generate);
