import SchemaBuilder from '@pothos/core';
import { vi } from 'vitest';

/*
 * Test files follow each other in one process and share what it has loaded of node_modules. Our own modules have state,
 * such as the schema and the statements that are prepared: every file gets new ones.
 */
vi.resetModules();
SchemaBuilder.allowPluginReRegistration = true;
