/** Kubernetes manifests, by a delivery. */
import { ConfigError, type Finding, type Mixin } from '../../orchestrator';
import { renderDelivery, standalone, toYaml, type KubernetesManifest, type RenderedFile } from '../../render';
import { DELIVERY_PARTS } from '../../render/kubernetes/deliveries/delivery';
import { hasScrapeFile } from '../../render/kubernetes/deliveries/render-delivery';
import { nameOf } from '../../render/kubernetes/findings/located-manifest';
import type { ChosenDelivery } from '../config/delivery';

/** The manifests of a delivery. */
export interface KubernetesFiles {
  /** One file for each object. */
  readonly files: readonly RenderedFile[];
  /** Kind, namespace and name of each object. */
  readonly identities: readonly string[];
  /** What to know: errors mean that objects would not arrive. */
  readonly findings: readonly Finding[];
}

/**
 * One file for each object of a delivery; by default for a Grafana and a Prometheus that read files.
 *
 * @throws ConfigError when the names, labels or annotations of the objects are wrong
 */
export function renderKubernetesFiles(mixin: Mixin, chosen: ChosenDelivery | undefined): KubernetesFiles {
  const { delivery = standalone({ json: 'pretty' }), objects: props = {} } = chosen ?? {};
  const { objects, findings } = renderDelivery(delivery, mixin, props);
  const home = objects.find(({ manifest }) => manifest.metadata.namespace !== undefined)?.manifest.metadata.namespace;
  return {
    files: objects.map(({ manifest }) => ({
      path: `kubernetes/${fileOf(manifest, home)}`,
      content: toYaml(manifest),
    })),
    identities: objects.map(({ manifest }) => nameOf(manifest)),
    findings,
  };
}

/** Whether the scrape job reaches Prometheus as a file: as a plain one where no delivery is chosen. */
export function scrapesByFile(mixin: Mixin, chosen: ChosenDelivery | undefined): boolean {
  if (chosen?.delivery === undefined) {
    return true;
  }
  try {
    const omit = DELIVERY_PARTS.filter((part) => part !== 'scraping');
    return hasScrapeFile(renderDelivery(chosen.delivery, mixin, { omit }).objects);
  } catch (error) {
    if (error instanceof ConfigError) {
      // It is reported where the delivery is rendered.
      return false;
    }
    throw error;
  }
}

/** Two kinds may have one name. What is not in the namespace of the first object has a folder: one name may be in several namespaces. */
function fileOf({ kind, metadata: { name, namespace } }: KubernetesManifest, home: string | undefined): string {
  const folder = namespace === undefined || namespace === home ? '' : `${namespace}/`;
  return `${folder}${kind.toLowerCase()}-${name}.yaml`;
}
