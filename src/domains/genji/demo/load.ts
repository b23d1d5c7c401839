import { demoOf } from '../../../kernel/index.ts';
import { genji } from '../domain.ts';
import { generate, tables } from './rows.ts';

export const seedDemo = demoOf(genji, tables, (_items, today) => generate(today));
