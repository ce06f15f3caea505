/** The component of what a cluster holds of the monitoring. */
import * as pulumi from '@pulumi/pulumi';
import {
  refuseErrors,
  type AlertsProps,
  type Evaluator,
  type Finding,
  type Mixin,
  type MonitoringProps,
  type Problem,
} from '../orchestrator';
import type { ConfigMapMount, Delivered, Delivery, DeliveryProps, KubernetesManifest } from '../render';
import { hasScrapeFile, renderDelivery } from '../render/kubernetes/deliveries/render-delivery';
import { logWarnings, withCheckedMixin } from './checked-mixin';
import { claimNames, findMeetings, KUBERNETES } from './claimed-names';
import { createGrafanaPatch, type GrafanaWorkload } from './grafana-patch';
import { checkKubernetesArgs, KUBERNETES_KEYS } from './kubernetes-objects-checks';
import { createManifests, PendingNamespace } from './manifest-resource';
import { isRecord, peek, pick, refuseMistakes } from './property-checks';

const TYPE = 'pupsourcing-orchestrator-monitoring:index:OrchestratorKubernetesObjects';

/** What stacks of earlier versions have it under. */
const OLD_TYPE = 'pupsourcing-orchestrator-monitoring:index:OrchestratorMonitoringManifests';

/** All alerts of the fleet, and who evaluates them. */
export interface DeliveredAlertsArgs extends AlertsProps {
  /**
   * Who evaluates the alerts. `prometheus`: the rules that are delivered hold them. `grafana`: they do not, since OrchestratorMonitoring,
   * which evaluates them in Grafana unless it is told otherwise, or `grafanaAlerts` here has them. There is no default: both components of one
   * fleet have to agree.
   */
  readonly evaluatedBy: Evaluator;
}

/** One description of a fleet of projection workers, and how it reaches the cluster. */
export interface OrchestratorKubernetesObjectsArgs
  extends Omit<MonitoringProps, 'alerts'>, Omit<DeliveryProps, 'namespace' | 'omit'> {
  readonly alerts: DeliveredAlertsArgs;
  /** How the objects reach Grafana and Prometheus, for instance `kubePrometheusStack({ release: 'monitoring' })`. */
  readonly delivery: Delivery;
  /** Namespace of all objects. Its name may become known later. @default - that of the provider */
  readonly namespace?: pulumi.Input<string>;
  /**
   * Whether the delivery also brings the alerts that Grafana evaluates, as objects of its operator or as files. Not together with
   * OrchestratorMonitoring, which brings them itself. @default false
   */
  readonly grafanaAlerts?: boolean;
  /** A running Grafana that is to mount what the delivery made for it; it is patched. @default - nothing is mounted */
  readonly grafana?: GrafanaWorkload;
}

/**
 * ConfigMaps, rules and scrape objects of a fleet, by one of the deliveries that the cdk8s constructs use, too. Aliases, transforms, providers and
 * protection of the component reach all of them.
 *
 * @example
 * new OrchestratorKubernetesObjects('orders', {
 *   delivery: kubePrometheusStack({ release: 'monitoring' }),
 *   namespace: 'monitoring',
 *   replicaSets: [{ name: 'orders', workers: 3 }],
 *   alerts: { evaluatedBy: 'prometheus' },
 * });
 */
export class OrchestratorKubernetesObjects extends pulumi.ComponentResource {
  /** Kind and name of every object, in the order of the delivery: `PrometheusRule orchestrator-rules`. */
  readonly objectNames: pulumi.Output<string[]>;
  /** What Grafana has to mount, where the delivery is by files. */
  readonly mounts: pulumi.Output<ConfigMapMount[]>;

  /** @throws InputPropertiesError with every mistake of the arguments, each by the name of its prop, before anything is made */
  constructor(name: string, args: OrchestratorKubernetesObjectsArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const given = new PendingNamespace(peek(args, 'namespace') as pulumi.Input<string> | undefined);
    const { mixin, delivered, warnings } = checkArgs(args, given);
    super(TYPE, name, {}, { ...opts, aliases: [...(opts.aliases ?? []), { type: OLD_TYPE }] });
    logWarnings(this, warnings);
    // What its objects wait for, they wait for this, too: none is made where another component makes it.
    const namespace = given.whenKnown((known) => {
      refuseMistakes('OrchestratorKubernetesObjects', claimObjects(this, name, delivered, known));
    });
    const fleet = { mixin, scrapeFile: hasScrapeFile(delivered.objects) };
    logWarnings(this, findMeetings(this, name, '', fleet, KUBERNETES));
    const named = delivered.objects.map(
      ({ manifest }) => [`${name}-${idOf(manifest, namespace.name)}`, manifest] as const,
    );
    const objects = createManifests(this, named, namespace, opts);
    if (args.grafana !== undefined) {
      // A pod that mounts what is not there does not start.
      createGrafanaPatch(`${name}-grafana`, args.grafana, args.namespace, delivered, {
        parent: this,
        dependsOn: objects,
      });
    }
    this.mounts = pulumi.output([...delivered.mounts]);
    this.objectNames = pulumi.output(
      delivered.objects.map(({ manifest }) => `${manifest.kind} ${manifest.metadata.name}`),
    );
    this.registerOutputs({ objectNames: this.objectNames, mounts: this.mounts });
  }
}

/** A problem for each object that another component makes, too. */
function claimObjects(
  component: pulumi.ComponentResource,
  componentName: string,
  { objects }: Delivered,
  known: (text: string) => string,
): readonly Problem[] {
  const names = objects.map(({ manifest: { apiVersion, kind, metadata } }) => ({
    kind: `${apiVersion} in ${known(metadata.namespace ?? '')}`,
    name: `${kind} ${metadata.name}`,
    path: 'name',
  }));
  return claimNames(component, componentName, '', names, KUBERNETES).map(({ path, message }) => ({
    path,
    message: `${message} for ${JSON.stringify(componentName)}`,
  }));
}

/** What tells an object from the others of the component: one of another namespace has that, too, since a delivery may make it in several. */
function idOf({ kind, metadata }: KubernetesManifest, namespace: string | undefined): string {
  const { name, namespace: own = namespace } = metadata;
  return [kind, ...(own === undefined || own === namespace ? [] : [own]), name].join('-');
}

function checkArgs(
  args: OrchestratorKubernetesObjectsArgs,
  namespace: PendingNamespace,
): { readonly mixin: Mixin; readonly delivered: Delivered; readonly warnings: readonly Finding[] } {
  const own = checkKubernetesArgs(args);
  const props = monitoringProps(args);
  return withCheckedMixin({ component: 'OrchestratorKubernetesObjects', props, own }, (mixin, warnings) => {
    const delivered = deliver(mixin, args, namespace);
    return { mixin, delivered, warnings: [...warnings, ...refuseErrors(delivered.findings)] };
  });
}

function monitoringProps(args: unknown): MonitoringProps {
  return isRecord(args) ? pick(args, (key) => !KUBERNETES_KEYS.includes(key)) : {};
}

function deliver(
  mixin: Mixin,
  args: OrchestratorKubernetesObjectsArgs,
  { name: namespace }: PendingNamespace,
): Delivered {
  const { name, labels, annotations, grafanaAlerts = false } = args;
  return renderDelivery(args.delivery, mixin, {
    name,
    namespace,
    labels,
    annotations,
    omit: grafanaAlerts ? [] : ['grafanaAlerts'],
  });
}
