/**
 * The one checker for everything that is handed to us. Declare a shape, and accept what fits:
 *
 *     const OPTIONS: Shapes<Options> = { release: line('a text', 63), json: oneOf('pretty', 'minified') };
 *     const options = accept(fields(OPTIONS, ['release']), given, 'kubePrometheusStack'); // throws a ConfigError with every problem
 */
export { accept, checkShape, fits, problemsOf, type Checked } from './check';
export { ConfigError, listProblems, type Problem } from './config-error';
export type { Finding } from './finding';
export { shown } from './input';
export { isPlainObject, original, type PlainObject } from './foreign';
export type { Shape } from './parts';
export * from './shapes';
export { formatPath, joinPath, quoteForPeople, withoutCredentials, type ConfigPath } from './path';
export { contentHash, LIMITS, PROMETHEUS_LABEL_NAME, shortened, type Limit } from './limits';
export { show, showName, suggest } from './words';
