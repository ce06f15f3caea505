/**
 * How often properties are tried, and from which seed: alike in every run, unless the environment says otherwise.
 * `PROPERTY_RUNS=10000 PROPERTY_SEED=7 npx jest test/promql --selectProjects unit`
 */

const { PROPERTY_RUNS, PROPERTY_SEED } = process.env;

// Many runs take as long as they take.
jest.setTimeout(PROPERTY_RUNS === undefined ? 120_000 : 2 ** 31 - 1);

/** So many runs, or as many as `PROPERTY_RUNS` says. */
export function runs(numRuns: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Number(PROPERTY_RUNS ?? numRuns), seed: Number(PROPERTY_SEED ?? 20_240_501) };
}
