import fc from 'fast-check';

/*
 * The cases are the same in every run, so that a failure is not a matter of luck. FC_SEED=random looks for new ones (a
 * failure prints the seed), FC_SEED=<number> tries that seed, and FC_RUNS=10 takes ten times as many cases.
 */
const { FC_SEED: seed = '20260615', FC_RUNS: times = '1' } = process.env;

fc.configureGlobal({ seed: seed === 'random' ? Date.now() | 0 : Number(seed) });

/** How many cases to try. */
export const runs = (numRuns: number): { numRuns: number } => ({
  numRuns: Math.ceil(numRuns * Number(times)),
});

export { fc };
