/** The Kubernetes manifests of configurations, and which of their objects have one name. */
import { renderDelivery, standalone, toYaml, type RenderedFile } from '../../render';
import { checkManifests, NAMES_OF_DELIVERIES } from '../../render/kubernetes/findings/check-manifests';
import { attempt, joinPath } from '../../validation';
import { located, locatedProblem, type LocatedFinding, type SoundConfiguration } from '../config/configuration';
import { nameOf } from '../../render/kubernetes/objects/manifest';

/** The manifests of a configuration, and what to know about them: errors mean that objects would not arrive. */
export interface Delivered {
  /** One file for each object. */
  readonly files: readonly RenderedFile[];
  readonly findings: readonly LocatedFinding[];
}

/** The manifests of each configuration, by default for a Grafana and a Prometheus that read files. What is wrong is a finding. */
export function deliver(configurations: readonly SoundConfiguration[]): readonly Delivered[] {
  const delivered = configurations.map(manifestsOf);
  const inOneCluster = delivered.flatMap(({ configuration: { file: where = '' }, manifests }) =>
    manifests.map((manifest) => ({ where, chart: '', own: true, manifest })),
  );
  const together = delivered.length < 2 ? [] : checkManifests(inOneCluster, NAMES_OF_DELIVERIES);
  return delivered.map((own, index) => ({
    files: own.manifests.map((manifest) => ({
      // Two kinds may have one name.
      path: `kubernetes/${manifest.kind.toLowerCase()}-${manifest.metadata.name}.yaml`,
      content: toYaml(manifest),
    })),
    findings: [
      ...own.findings,
      ...delivered.slice(0, index).flatMap((other) => meeting(own, other)),
      ...together
        .filter(({ where }) => where === own.configuration.file)
        // Nobody said that the two share a cluster.
        .map(({ path, what, ...found }) =>
          located(
            { ...found, severity: 'warning', path: 'delivery', what: `${path}: ${what}` },
            own.configuration.placeOf,
          ),
        ),
    ],
  }));
}

type Manifests = ReturnType<typeof manifestsOf>;

function manifestsOf(configuration: SoundConfiguration) {
  const { delivery = standalone({ json: 'pretty' }), objects: props = {} } = configuration.delivery ?? {};
  const { result, problems } = attempt(() => renderDelivery(delivery, configuration.mixin, props));
  const { objects = [], findings = [] } = result ?? {};
  // What is missing in the rest of the file is missed by the delivery.
  const placeOf = (path: string) => configuration.placeOf(path.startsWith('delivery.') ? path : 'delivery');
  return {
    configuration,
    manifests: objects.map(({ manifest }) => manifest),
    findings: [
      ...problems.map(({ path, message }) => locatedProblem({ path: joinPath('delivery', path), message }, placeOf)),
      ...findings.map((finding) => located(finding, placeOf)),
    ],
  };
}

/** Objects of one kind, namespace and name: applied to one cluster, the second replaces the first. */
function meeting({ configuration, manifests }: Manifests, other: Manifests): readonly LocatedFinding[] {
  const others = other.manifests.map(nameOf);
  const both = manifests.map(nameOf).filter((name) => others.includes(name));
  const finding = {
    severity: 'warning',
    path: 'delivery.objects.name',
    what: `found ${both.join(', ')}, which ${other.configuration.file ?? 'the other configuration'} renders too`,
    why: 'in one cluster, the second to be applied replaces the first',
    fix: 'set delivery.objects.name or delivery.objects.namespace to tell them apart',
  } as const;
  return both.length === 0 ? [] : [located(finding, configuration.placeOf)];
}
