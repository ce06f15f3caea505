/** How a construct says what is wrong: errors stop it at once, warnings stay in the construct tree and are printed at synth. */
import type { Construct, IConstruct } from 'constructs';
import { ConfigError, refuseErrors, type Finding, type Problem } from '../../orchestrator';
import { attempt } from '../../validation';

/** Type of the construct metadata that holds a warning; the metadata's data is a Finding. */
export const WARNING_METADATA = 'pupsourcing-orchestrator-monitoring:warning';

/** The same of a suggestion. */
const INFO_METADATA = 'pupsourcing-orchestrator-monitoring:info';

/** Type of the metadata by which our objects are known; its data is whether an operator is there to read them. */
export const OBJECT_METADATA = 'pupsourcing-orchestrator-monitoring:object';

/** Keeps findings with the construct, which tells them at synth: see checkInApp. @throws ConfigError with every error among them */
export function reportFindings(construct: Construct, findings: readonly Finding[]): void {
  inConstruct(construct, () => refuseErrors(findings)).forEach((finding) => {
    construct.node.addMetadata(finding.severity === 'info' ? INFO_METADATA : WARNING_METADATA, finding);
  });
}

/** The findings that a construct keeps. */
export function keptFindings({ node }: IConstruct): readonly Finding[] {
  return node.metadata
    .filter(({ type }) => type === WARNING_METADATA || type === INFO_METADATA)
    .map(({ data }) => data as Finding);
}

/**
 * Refuses problems, if there are any. An app may hold many constructs of a kind: the paths start with the construct's, as in cdk8s's own messages.
 *
 * @throws ConfigError with every problem
 */
export function refuse({ node }: IConstruct, problems: readonly Problem[]): void {
  if (problems.length > 0) {
    throw new ConfigError(problems.map(({ path, message }) => ({ path: `[${node.path}] ${path}`.trimEnd(), message })));
  }
}

/** Does something that may throw a ConfigError, and adds to it what else is wrong. @throws ConfigError with every problem of both */
export function inConstruct<T>(construct: IConstruct, action: () => T, alsoWrong: readonly Problem[] = []): T {
  const { result, problems } = attempt(action);
  const known = new Set(problems.map(({ path }) => path));
  refuse(construct, [...problems, ...alsoWrong.filter(({ path }) => !known.has(path))]);
  return result as T;
}
