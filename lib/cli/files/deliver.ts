/** The manifests of several configurations, and which of their objects have one name. */
import { ConfigError } from '../../orchestrator';
import type { RenderedFile } from '../../render';
import { located, locatedProblem, type LocatedFinding, type SoundConfiguration } from '../config/configuration';
import { joinPath } from '../../validation';
import { renderKubernetesFiles, type KubernetesFiles } from './kubernetes-files';

/** Manifests, and what to know about them. */
export interface Deliveries {
  /** For each configuration, in their order. */
  readonly files: readonly (readonly RenderedFile[])[];
  readonly findings: readonly LocatedFinding[];
}

/** The manifests of each configuration. What is wrong is a finding. */
export function deliver(configurations: readonly SoundConfiguration[]): Deliveries {
  const delivered = configurations.map((configuration) => ({ configuration, ...attempt(configuration) }));
  return {
    files: delivered.map(({ files }) => files),
    findings: delivered.flatMap(({ configuration, findings, identities }, index) => [
      ...findings,
      ...delivered
        .slice(0, index)
        .flatMap((other) => meeting(identities, other.identities, other.configuration, configuration)),
    ]),
  };
}

function attempt(
  configuration: SoundConfiguration,
): Omit<KubernetesFiles, 'findings'> & { readonly findings: readonly LocatedFinding[] } {
  try {
    const { findings, ...others } = renderKubernetesFiles(configuration.mixin, configuration.delivery);
    return {
      ...others,
      findings: findings.map((finding) => ({
        ...located(finding, configuration),
        place: configuration.placeOf('delivery'),
      })),
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) {
      throw error;
    }
    const problems = error.problems.map(({ path, message }) => ({ path: joinPath('delivery.objects', path), message }));
    return { files: [], identities: [], findings: problems.map((problem) => locatedProblem(problem, configuration)) };
  }
}

/** Objects of one kind, namespace and name: applied to one cluster, the second replaces the first. */
function meeting(
  own: readonly string[],
  others: readonly string[],
  other: SoundConfiguration,
  configuration: SoundConfiguration,
): readonly LocatedFinding[] {
  const both = own.filter((identity) => others.includes(identity));
  const finding = {
    severity: 'warning',
    path: 'delivery.objects.name',
    what: `found ${both.join(', ')}, which ${other.file ?? 'the other configuration'} renders too`,
    why: 'in one cluster, the second to be applied replaces the first',
    fix: 'set delivery.objects.name or delivery.objects.namespace to tell them apart',
  } as const;
  return both.length === 0 ? [] : [located(finding, configuration)];
}
