/** Kubernetes manifests, by a delivery. */
import { refuseErrors, type Finding, type Mixin } from '../../orchestrator';
import {
  renderDelivery,
  standalone,
  toYaml,
  type Delivery,
  type DeliveryProps,
  type KubernetesManifest,
  type RenderedFile,
} from '../../render';

/** The manifests of a delivery. */
export interface KubernetesFiles {
  /** One file for each object. */
  readonly files: readonly RenderedFile[];
  /** What to know about them. */
  readonly warnings: readonly Finding[];
}

/**
 * One file for each object of a delivery; by default for a Grafana and a Prometheus that read files.
 *
 * @throws ConfigError where objects would not arrive
 */
export function renderKubernetesFiles(
  mixin: Mixin,
  delivery: Delivery = standalone({ json: 'pretty' }),
  props: DeliveryProps = {},
): KubernetesFiles {
  const { objects, findings } = renderDelivery(delivery, mixin, props);
  return {
    files: objects.map(({ manifest }) => ({
      path: `kubernetes/${fileOf(manifest, props.namespace)}`,
      content: toYaml(manifest),
    })),
    warnings: refuseErrors(findings),
  };
}

/** Two kinds may have one name, and one name may be in two namespaces. */
function fileOf({ kind, metadata: { name, namespace } }: KubernetesManifest, ownNamespace: string | undefined): string {
  const folder = namespace === undefined || namespace === ownNamespace ? '' : `${namespace}/`;
  return `${folder}${kind.toLowerCase()}-${name}.yaml`;
}
