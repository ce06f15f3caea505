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
  const home = objects.find(({ manifest }) => manifest.metadata.namespace !== undefined)?.manifest.metadata.namespace;
  return {
    files: objects.map(({ manifest }) => ({
      path: `kubernetes/${fileOf(manifest, home)}`,
      content: toYaml(manifest),
    })),
    warnings: refuseErrors(findings),
  };
}

/** Two kinds may have one name. What is not in the namespace of the first object has a folder: one name may be in several namespaces. */
function fileOf({ kind, metadata: { name, namespace } }: KubernetesManifest, home: string | undefined): string {
  const folder = namespace === undefined || namespace === home ? '' : `${namespace}/`;
  return `${folder}${kind.toLowerCase()}-${name}.yaml`;
}
