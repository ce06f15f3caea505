/**
 * The one checker for everything that is handed to us. Declare a shape, and accept what fits:
 *
 *     const OPTIONS: Shapes<Options> = { release: line('a text', 63), json: oneOf('pretty', 'minified') };
 *     const options = accept(fields(OPTIONS, ['release']), given, 'kubePrometheusStack'); // throws a ConfigError with every problem
 */
export { accept, problemsOf } from './check';
export { attempt, ConfigError, listProblems, type Problem } from './config-error';
export { errorAt, warningAt, type Finding } from './finding';
export { innermost, type Shape } from './parts';
export { identityOf, isPlainObject, listAt, mapValues, pick, stated, textAt, textsAt, valueAt } from './plain-object';
export { acceptResult, giving, withCheckedResults } from './results';
export * from './shapes';
export { contentHash, LIMITS, shortened, type Limit } from './limits';
export { escapeForPeople, formatPath, joinPath, quoteForPeople, withoutControls, type ConfigPath } from './path';
export { looksSecret, secretInAddress } from './secrets';
export { abbreviated, concealed, show, suggest } from './words';
