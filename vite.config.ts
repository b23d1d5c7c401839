import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { describeDomains } from './src/web/domains/describe.ts';

const name = 'virtual:domains';

/** What the pages of the other domains are made from: their part of the contract. */
const domains: Plugin = {
  name,
  resolveId: (id) => (id === name ? `\0${name}` : undefined),
  load(id) {
    if (id !== `\0${name}`) return undefined;
    const contract = join(import.meta.dirname, 'schema.graphql');
    this.addWatchFile(contract);
    const described = describeDomains(readFileSync(contract, 'utf8'));
    return `export const domains = JSON.parse(${JSON.stringify(JSON.stringify(described))});`;
  },
};

/** Builds the page. `npm run dev:page` serves it while one works on it, with the server on port 4000 behind it. */
export default defineConfig({
  root: join(import.meta.dirname, 'src/web'),
  plugins: [domains],
  build: {
    outDir: join(import.meta.dirname, 'dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the page's policy lets in what is loaded from here
  },
  server: {
    proxy: {
      '/graphql': { target: 'http://localhost:4000', ws: true },
      '^/import/items\\?': 'http://localhost:4000', // the page's own src/web/import is served beside it
    },
  },
});
