/** The objects of a delivery, as children of a construct. */
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Mixin } from '../../orchestrator';
import {
  renderDelivery,
  type ConfigMapMount,
  type Delivery,
  type DeliveryProps,
  type KubernetesManifest,
} from '../../render';
import { checkInApp, markRules } from '../findings/app-checks';
import { inConstruct, printWarnings, reportFindings } from '../findings/findings';
import { namespaceOf, placeManifest } from './kubernetes-object';

/** What was placed, and what Grafana has to mount of it. */
export interface PlacedDelivery {
  readonly objects: readonly ApiObject[];
  readonly mounts: readonly ConfigMapMount[];
}

/**
 * Makes the objects of a delivery below a construct.
 *
 * @throws ConfigError when they would not arrive, with every error
 */
export function placeDelivery(
  construct: Construct,
  delivery: Delivery,
  mixin: Mixin,
  props: DeliveryProps,
): PlacedDelivery {
  const namespace = props.namespace ?? namespaceOf(construct);
  const { objects, mounts, findings } = inConstruct(construct, () =>
    renderDelivery(delivery, mixin, { ...props, namespace }),
  );
  reportFindings(construct, findings);
  const placed = objects.map(({ manifest }) =>
    placeManifest(construct, idOf(manifest, namespace), manifest, { operatorKnown: true }),
  );
  markRules(construct, mixin);
  checkInApp(construct, (warnings) => {
    printWarnings(construct, warnings);
  });
  return { objects: placed, mounts };
}

/** What `kubectl` would call it, so that it stays when another object comes in front: `PodMonitor-orchestrator-workers`. */
function idOf({ kind, metadata }: KubernetesManifest, namespace: string): string {
  const { name, namespace: own = namespace } = metadata;
  return [kind, ...(own === namespace ? [] : [own]), name].join('-');
}
