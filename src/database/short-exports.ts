import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a package shows under a name: a file for `import` and one for `require`. */
type Target = string | { readonly [condition: string]: string | { readonly default: string } };
type Exports = { readonly [name: string]: Target };

const fileOf = (target: Target, condition: string): string | undefined => {
  const file = typeof target === 'string' ? target : target[condition];
  return typeof file === 'object' ? file.default : file;
};

/** Says the same as a map of exports, with a pattern for whatever is called as its file is. */
export const shortened = (exports: Exports): Exports => {
  const others = Object.entries(exports).flatMap(([name, target]): [string, Target][] => {
    const [esm, cjs] = [fileOf(target, 'import'), fileOf(target, 'require')];
    if (!esm || !cjs) return [[name, target]];
    const isUsual = esm === `${name}.js` && cjs === `${name}.cjs`;
    return isUsual ? [] : [[name, { import: esm, require: cjs }]];
  });
  const any = '*';
  const usual: Target = { import: `./${any}.js`, require: `./${any}.cjs` };
  return Object.fromEntries([...others, [`./${any}`, usual]]);
};

/**
 * For each file that it loads of a package, Node reads that package's whole map of exports again. Drizzle's has 447 names
 * in 180 kB: of a second that each start took for it, a fifth is left. `npm ci` brings the map back, and shortens it.
 */
if (import.meta.main) {
  const map = new URL('../../node_modules/drizzle-orm/package.json', import.meta.url);
  const path = fileURLToPath(map);
  const { exports, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(`${path}.new`, JSON.stringify({ ...rest, exports: shortened(exports) }, null, 2));
  renameSync(`${path}.new`, path); // in place, it would change what is linked to the same file
}
