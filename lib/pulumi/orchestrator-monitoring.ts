import * as pulumi from '@pulumi/pulumi';
import type * as grafana from './grafana/grafana-resources';
import type { OrchestratorMonitoringArgs, DescribedArgs, GrafanaResources } from './orchestrator-monitoring-args';

// What a component needs is loaded when the first of its kind is made: a program that imports this entry pays for no other, nor for the classes alone.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- constructors cannot wait for an import()
const load = (): typeof grafana => require('./grafana/grafana-resources') as typeof grafana;

/**
 * Folder, dashboards, alert rules and, where wanted, contact points and recording rules of a fleet, in Grafana. Aliases, transforms,
 * providers and protection of the component reach all of them.
 *
 * @example
 * new OrchestratorMonitoring('orders', {
 *   datasourceUid: prometheus.uid,
 *   replicaSets: [{ name: 'orders', workers: 3 }],
 *   contactPoints: { 'Orders team': { webhooks: [{ url: config.requireSecret('webhook') }] } },
 *   notifications: { contactPoint: 'Orders team' },
 * });
 */
export class OrchestratorMonitoring extends pulumi.ComponentResource {
  /** Uid of the folder that holds dashboards and rules. */
  readonly folderUid: pulumi.Output<string>;
  /** Uid of the main dashboard. */
  readonly dashboardUid: pulumi.Output<string>;
  /** Address of the main dashboard. */
  readonly dashboardUrl: pulumi.Output<string>;
  /** Uids of all dashboards, the main one first. */
  readonly dashboardUids: pulumi.Output<string[]>;
  /** Addresses of all dashboards, in the same order. */
  readonly dashboardUrls: pulumi.Output<string[]>;
  /** Uids of the rules that Grafana evaluates, by their titles. */
  readonly ruleUids: pulumi.Output<Record<string, string>>;

  /** @throws InputPropertiesError with every mistake of the arguments, each by the name of its prop, before anything is made */
  constructor(name: string, args: OrchestratorMonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    const { checkArgs, createChecked } = load();
    const checked = checkArgs('OrchestratorMonitoring', args);
    super('pupsourcing-orchestrator-monitoring:index:OrchestratorMonitoring', name, {}, opts);
    const made = createChecked(this, name, checked, opts);
    this.folderUid = made.folderUid;
    this.dashboardUids = made.dashboardUids;
    this.dashboardUrls = made.dashboardUrls;
    this.dashboardUid = made.dashboardUid;
    this.dashboardUrl = made.dashboardUrl;
    this.ruleUids = made.ruleUids;
    this.registerOutputs({ ...made });
  }
}

/**
 * Makes the folder, the dashboards, the rule groups and the contact points as children of `component`, with names that begin with `name`.
 * OrchestratorMonitoring does no more than this; it is here for components of one's own. What the component depends on, they do.
 *
 * @throws InputPropertiesError with every mistake of the arguments, each by the name of its prop, before anything is made
 */
export function createGrafanaResources(
  component: pulumi.ComponentResource,
  name: string,
  args: OrchestratorMonitoringArgs,
  opts?: Pick<pulumi.ComponentResourceOptions, 'dependsOn'>,
): GrafanaResources {
  const { checkArgs, createChecked } = load();
  return createChecked(component, name, checkArgs(component.constructor.name, args), opts);
}

/**
 * The same for arguments that have the description in one of its own. Programs in other languages have it like this.
 *
 * @throws InputPropertiesError as createGrafanaResources; paths within the description begin with `monitoring.`
 */
export function createDescribedResources(
  component: pulumi.ComponentResource,
  name: string,
  described: DescribedArgs,
  opts?: Pick<pulumi.ComponentResourceOptions, 'dependsOn'>,
): GrafanaResources {
  const { checkDescribed, createChecked } = load();
  return createChecked(component, name, checkDescribed(component.constructor.name, described), opts);
}
