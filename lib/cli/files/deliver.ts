/** The Kubernetes manifests of configurations, and which of their objects have one name. */
import { renderDelivery, standalone, toYaml, type KubernetesManifest, type RenderedFile } from '../../render';
import { checkNamesOfDeliveries } from '../../render/kubernetes/findings/check-manifests';
import { nameOf, type LocatedManifest } from '../../render/kubernetes/findings/located-manifest';
import { attempt, joinPath } from '../../validation';
import { located, locatedProblem, type LocatedFinding, type SoundConfiguration } from '../config/configuration';

/** The manifests of a configuration, and what to know about them: errors mean that objects would not arrive. */
export interface Delivered {
  /** One file for each object. */
  readonly files: readonly RenderedFile[];
  readonly findings: readonly LocatedFinding[];
}

/** The manifests of each configuration, by default for a Grafana and a Prometheus that read files. What is wrong is a finding. */
export function deliver(configurations: readonly SoundConfiguration[]): readonly Delivered[] {
  const delivered = configurations.map((configuration) => ({ configuration, ...manifestsOf(configuration) }));
  const together = delivered.length < 2 ? [] : checkNamesOfDeliveries(delivered.flatMap(inCluster));
  return delivered.map(({ configuration, manifests, findings }, index) => ({
    files: filesOf(manifests),
    findings: [
      ...findings,
      ...delivered.slice(0, index).flatMap((other) => meeting(manifests, configuration, other)),
      ...together
        .filter(({ where }) => where === configuration.file)
        // Nobody said that the two share a cluster.
        .map(({ path, what, ...found }) =>
          located({ ...found, severity: 'warning', path: 'delivery', what: `${path}: ${what}` }, configuration),
        ),
    ],
  }));
}

/** What a delivery makes of one configuration. */
interface Manifests {
  readonly manifests: readonly KubernetesManifest[];
  readonly findings: readonly LocatedFinding[];
}

interface WithConfiguration {
  readonly configuration: SoundConfiguration;
}

function manifestsOf(configuration: SoundConfiguration): Manifests {
  const { delivery = standalone({ json: 'pretty' }), objects: props = {} } = configuration.delivery ?? {};
  const { result, problems } = attempt(() => renderDelivery(delivery, configuration.mixin, props));
  const { objects = [], findings = [] } = result ?? {};
  // What is missing in the rest of the file is missed by the delivery.
  const placeOf = (path: string) => configuration.placeOf(path.startsWith('delivery.') ? path : 'delivery');
  return {
    manifests: objects.map(({ manifest }) => manifest),
    findings: [
      ...problems.map(({ path, message }) =>
        locatedProblem({ path: joinPath('delivery', path), message }, configuration),
      ),
      ...findings.map((finding) => located(finding, { ...configuration, placeOf })),
    ],
  };
}

/** The manifests as those of one cluster. */
function inCluster({ configuration, manifests }: Manifests & WithConfiguration): readonly LocatedManifest[] {
  const { file: where = '' } = configuration;
  return manifests.map((manifest) => ({ where, chart: '', own: true, manifest }));
}

/** Two kinds may have one name. */
function filesOf(manifests: readonly KubernetesManifest[]): readonly RenderedFile[] {
  return manifests.map((manifest) => ({
    path: `kubernetes/${manifest.kind.toLowerCase()}-${manifest.metadata.name}.yaml`,
    content: toYaml(manifest),
  }));
}

/** Objects of one kind, namespace and name: applied to one cluster, the second replaces the first. */
function meeting(
  manifests: readonly KubernetesManifest[],
  configuration: SoundConfiguration,
  other: Manifests & WithConfiguration,
): readonly LocatedFinding[] {
  const others = other.manifests.map(nameOf);
  const both = manifests.map(nameOf).filter((name) => others.includes(name));
  const finding = {
    severity: 'warning',
    path: 'delivery.objects.name',
    what: `found ${both.join(', ')}, which ${other.configuration.file ?? 'the other configuration'} renders too`,
    why: 'in one cluster, the second to be applied replaces the first',
    fix: 'set delivery.objects.name or delivery.objects.namespace to tell them apart',
  } as const;
  return both.length === 0 ? [] : [located(finding, configuration)];
}
