/** How a construct says what is wrong: errors stop it at once, warnings stay in the construct tree and are printed at synth. */
import type { Construct, IConstruct } from 'constructs';
import { ConfigError, refuseErrors, type Finding, type Problem } from '../../orchestrator';

/** Type of the construct metadata that holds a warning; the metadata's data is a Finding. */
export const WARNING_METADATA = 'pupsourcing-orchestrator-monitoring:warning';

/** Whatever has a place in the construct tree. */
interface InTree {
  readonly node: { readonly path: string };
}

/** Prints warnings and suggestions, in the way of Node's own warnings. */
export function printWarnings(construct: IConstruct, findings: readonly Finding[]): void {
  findings.forEach(({ severity, path, what, why, fix }) => {
    const type = severity === 'info' ? 'OrchestratorMonitoringInfo' : 'OrchestratorMonitoringWarning';
    process.emitWarning(`[${construct.node.path}] ${path}: ${what}; ${why}; ${fix}`, type);
  });
}

/**
 * Refuses errors, prints the others at synth, and keeps warnings with the construct.
 *
 * @throws ConfigError with every error
 */
export function reportFindings(construct: Construct, findings: readonly Finding[]): void {
  const others = inConstruct(construct, () => refuseErrors(findings));
  if (others.length === 0) {
    return;
  }
  others
    .filter(({ severity }) => severity === 'warning')
    .forEach((warning) => {
      construct.node.addMetadata(WARNING_METADATA, warning);
    });
  let printed = false;
  // The construct tree has errors and no warnings: a validation that finds nothing is the place from which to print, because it runs at
  // synth and not for a construct that is made and never used.
  construct.node.addValidation({
    validate: () => {
      if (!printed) {
        printed = true;
        printWarnings(construct, others);
      }
      return [];
    },
  });
}

/**
 * Refuses problems, if there are any.
 *
 * @throws ConfigError with every problem
 */
export function refuse(construct: InTree, problems: readonly Problem[]): void {
  if (problems.length > 0) {
    throw located(construct, problems);
  }
}

/**
 * Does something that may throw a ConfigError, and adds to it what else is wrong.
 *
 * @throws ConfigError with every problem of both
 */
export function inConstruct<T>(construct: InTree, action: () => T, alsoWrong: readonly Problem[] = []): T {
  let result: T;
  try {
    result = action();
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    const known = new Set(error.problems.map(({ path }) => path));
    throw located(construct, [...error.problems, ...alsoWrong.filter(({ path }) => !known.has(path))]);
  }
  refuse(construct, alsoWrong);
  return result;
}

/** An app may hold many constructs of a kind: the paths start with the construct's, as in cdk8s's own messages. */
function located(construct: InTree, problems: readonly Problem[]): ConfigError {
  return new ConfigError(
    problems.map(({ path, message }) => ({ path: `[${construct.node.path}] ${path}`.trimEnd(), message })),
  );
}
