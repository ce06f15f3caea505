import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Mixin } from '../orchestrator';
import {
  renderDelivery,
  standalone,
  type ConfigMapMount,
  type Delivery,
  type DeliveryProps,
  type KubernetesManifest,
} from '../render';
import { deliveryCheck } from '../render/kubernetes/deliveries/delivery';
import { DELIVERY_CHECKS, heldBy, idsOf } from '../render/kubernetes/deliveries/render-delivery';
import { mixinOf, type MixinProps } from './constructs/mixin-props';
import { checkInApp, FLEET_METADATA, mark } from './findings/app-checks';
import { inConstruct, reportFindings } from './findings/findings';
import { checksumOf } from '../render/kubernetes/objects/mount';
import { GrafanaMounts } from './workloads/grafana-mounts';

/** One description of the fleet, and how it is delivered. */
export interface OrchestratorMonitoringProps extends MixinProps, Omit<DeliveryProps, 'namespace' | 'omit'> {
  /** Namespace of all objects. @default - the chart's namespace; where it has none, whoever applies the objects says */
  readonly namespace?: string;
  /** Labels of all objects, beside the chart's. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * How the objects reach Grafana and Prometheus: `kubePrometheusStack({ release: 'monitoring' })`, for instance.
   * @default - standalone(): ConfigMaps for a Grafana and a Prometheus that read files
   */
  readonly delivery?: Delivery;
}

const { omit: _omit, ...OWN_CHECKS } = { ...DELIVERY_CHECKS, delivery: deliveryCheck() };

/**
 * Everything that there is to watch about one fleet of projection workers, from one description: dashboards for Grafana, rules and scrape
 * configuration for Prometheus, as objects that the delivery makes.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import * as kplus from 'cdk8s-plus-28';
 * import { OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const app = new App();
 * const chart = new Chart(app, 'monitoring', { namespace: 'monitoring' });
 * const monitoring = new OrchestratorMonitoring(chart, 'orchestrator', {
 *   replicaSets: [
 *     { name: 'orders', workers: 3 },
 *     { name: 'billing', workers: { min: 2, max: 10 } },
 *   ],
 * });
 *
 * const grafana = new kplus.Deployment(chart, 'grafana', { containers: [{ image: 'grafana/grafana:12.1.1', portNumber: 3000 }] });
 * monitoring.grafanaMounts.mountInto(grafana, kplus);
 * app.synth();
 */
export class OrchestratorMonitoring extends Construct {
  /** What all objects were made from. */
  readonly mixin: Mixin;
  /** Every object, in the order in which it is written, for patches. */
  readonly objects: readonly ApiObject[];
  /** Puts the ConfigMaps into a Grafana, where the delivery is by files. Nothing is mounted until one of its methods is called. */
  readonly grafanaMounts: GrafanaMounts;

  /** @throws ConfigError when the props are wrong, or the objects would not arrive, with every problem */
  constructor(scope: Construct, id: string, props: OrchestratorMonitoringProps = {}) {
    super(scope, id);
    const mixin = mixinOf(this, props, OWN_CHECKS);
    this.mixin = mixin;
    const { delivery = standalone(), name, labels, annotations } = props;
    const namespace = props.namespace ?? Chart.of(this).namespace;
    const { objects, mounts, findings } = inConstruct(this, () =>
      renderDelivery(delivery, mixin, { name, namespace, labels, annotations }),
    );
    reportFindings(this, findings);
    const ids = idsOf(objects);
    this.objects = objects.map(({ manifest }, index) => new ApiObject(this, ids[index] ?? '', manifest));
    // Where its delivery brings no alerts to Grafana, that was left out on purpose or is told above.
    mark(this, FLEET_METADATA, { mixin, grafanaAlerts: true, ...heldBy(objects) });
    checkInApp(this, this.objects, true);
    const live = mounts.map((mount) => mountAsWritten(mount, this.objects));
    this.grafanaMounts = new GrafanaMounts(this, 'grafana-mounts', { mounts: live });
  }
}

/** A mount whose checksum is that of its ConfigMap as it would be written now: patches come later. */
function mountAsWritten(mount: ConfigMapMount, objects: readonly ApiObject[]): ConfigMapMount {
  const configMap = objects.find(({ kind, name }) => kind === 'ConfigMap' && name === mount.configMapName);
  return configMap === undefined || mount.checksum === undefined
    ? mount
    : {
        ...mount,
        get checksum() {
          return checksumOf(configMap.toJson() as KubernetesManifest);
        },
      };
}
