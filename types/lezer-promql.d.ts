/**
 * Types of the PromQL grammar, as far as they are used here.
 *
 * The package ships one declaration file, which TypeScript reads as an ES module, although its `require` entry is CommonJS and loads
 * well: a CommonJS source could not import it (TS1479). This declaration goes before the package's own. Nodes are told apart by name, so that
 * the grammar's numbered terms are not needed.
 */
declare module '@prometheus-io/lezer-promql' {
  import type { LRParser } from '@lezer/lr';

  export const parser: LRParser;
}
