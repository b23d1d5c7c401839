import { defineConfig } from 'vitest/config';
import { writtenReporter } from './test/support/written-reporter.ts';

export default defineConfig({
  resolve: {
    // graphql 16 ships as ESM and as CommonJS; two copies do not know each other's errors and types.
    alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Generous: a test fails for what it sees, not for how busy the machine is.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    includeTaskLocation: true, // what tells cases apart from tests that are written
    reporters: ['default', writtenReporter],
    expect: { poll: { timeout: 120_000 } },
    pool: 'forks',
    maxWorkers: '100%', // they wait about as much as they work
    isolate: false,
    setupFiles: ['test/support/fresh.ts'], // what of the isolation matters
    // An embedded database lives for seconds: too short to be worth the better code for its WebAssembly.
    execArgv: ['--liftoff-only'],
    globalSetup: ['test/support/setup.ts'],
  },
});
