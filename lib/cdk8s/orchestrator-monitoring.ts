import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Finding, Mixin } from '../orchestrator';
import { DASHBOARDS_DIRECTORY, isWithin } from '../render/kubernetes/objects/grafana-directories';
import { AdditionalScrapeConfigsSecret } from './constructs/additional-scrape-configs-secret';
import { DashboardConfigMap } from './constructs/dashboard-config-map';
import { DashboardProvisioningConfigMap } from './constructs/dashboard-provisioning-config-map';
import { DatasourceProvisioningConfigMap } from './constructs/datasource-provisioning-config-map';
import { placeDelivery } from './constructs/delivered-objects';
import { refuse, reportFindings } from './findings/findings';
import { GrafanaMounts } from './workloads/grafana-mounts';
import type { KubernetesObjectProps } from './constructs/kubernetes-object';
import { mixinOf } from './constructs/mixin-props';
import { OrchestratorAlertmanagerConfig } from './constructs/orchestrator-alertmanager-config';
import {
  findDeliveryConflicts,
  ORCHESTRATOR_MONITORING_CHECKS,
  type OrchestratorMonitoringParts,
  type OrchestratorMonitoringProps,
} from './orchestrator-monitoring-props';
import { OrchestratorPrometheusRule } from './constructs/orchestrator-prometheus-rule';
import { RuleConfigMap } from './constructs/rule-config-map';
import { ScrapeConfigMap } from './constructs/scrape-config-map';

/**
 * Everything that there is to watch about one fleet of projection workers, from one description: dashboards for Grafana, rules and scrape
 * configuration for Prometheus. With a `delivery`, that says which objects there are; with `parts`, each object is a construct of its own, undefined
 * where its part is switched off.
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
 *   parts: { prometheusRule: { labels: { release: 'kube-prometheus-stack' } } },
 * });
 *
 * const grafana = new kplus.Deployment(chart, 'grafana', { containers: [{ image: 'grafana/grafana:12.1.1', portNumber: 3000 }] });
 * monitoring.grafanaMounts.mountInto(grafana, kplus);
 * app.synth();
 */
export class OrchestratorMonitoring extends Construct {
  /** What all objects were made from. */
  readonly mixin: Mixin;
  /** The dashboards. */
  readonly dashboardConfigMap: DashboardConfigMap | undefined;
  /** The file that tells Grafana where they lie. */
  readonly dashboardProvisioning: DashboardProvisioningConfigMap | undefined;
  /** The file that tells Grafana of Prometheus. */
  readonly datasourceProvisioning: DatasourceProvisioningConfigMap | undefined;
  /** Alerts and recording rules, for the operator. */
  readonly prometheusRule: OrchestratorPrometheusRule | undefined;
  /** What keeps consequences of one fault from notifying too, for the operator's Alertmanager. */
  readonly alertmanagerConfig: OrchestratorAlertmanagerConfig | undefined;
  /** The scrape job, for the operator. */
  readonly additionalScrapeConfigs: AdditionalScrapeConfigsSecret | undefined;
  /** Alerts and recording rules, as a file. */
  readonly ruleConfigMap: RuleConfigMap | undefined;
  /** The scrape job, as a file. */
  readonly scrapeConfigMap: ScrapeConfigMap | undefined;
  /** Every object, in the order in which it is written, for patches. */
  readonly objects: readonly ApiObject[];
  /** Puts the ConfigMaps into a Grafana. Nothing is mounted until one of its methods is called. */
  readonly grafanaMounts: GrafanaMounts;

  /** @throws ConfigError when the props are wrong, with every problem */
  constructor(scope: Construct, id: string, props: OrchestratorMonitoringProps = {}) {
    super(scope, id);
    const mixin = mixinOf(this, props, ORCHESTRATOR_MONITORING_CHECKS);
    this.mixin = mixin;
    refuse(this, findDeliveryConflicts(props));
    const { name = 'orchestrator', parts = props.delivery === undefined ? {} : NO_PARTS } = props;
    const dashboardDirectory = props.dashboardDirectory ?? `${DASHBOARDS_DIRECTORY}/${name}`;

    this.dashboardConfigMap = made(parts.dashboardConfigMap ?? true, (options) => {
      return new DashboardConfigMap(this, 'dashboard', { ...options, ...metadata(props, options, 'dashboard'), mixin });
    });
    this.dashboardProvisioning = made(parts.dashboardProvisioning ?? true, (options) => {
      const provider = { ...options.provider, path: options.provider?.path ?? dashboardDirectory };
      this.refuseProviderElsewhere(provider.path, dashboardDirectory);
      return new DashboardProvisioningConfigMap(this, 'dashboard-provisioning', {
        ...metadata(props, options, 'dashboard-provisioning'),
        provider,
      });
    });
    this.datasourceProvisioning = made(parts.datasourceProvisioning ?? false, (options) => {
      return new DatasourceProvisioningConfigMap(this, 'datasource-provisioning', {
        ...metadata(props, options, 'datasource-provisioning'),
        datasource: {
          ...options.datasource,
          scrapeInterval: options.datasource.scrapeInterval ?? mixin.config.scrapeInterval,
        },
      });
    });
    this.prometheusRule = made(parts.prometheusRule ?? true, (options) => {
      return new OrchestratorPrometheusRule(this, 'prometheus-rule', { ...metadata(props, options, 'rules'), mixin });
    });
    this.alertmanagerConfig = made(parts.alertmanagerConfig ?? false, (options) => {
      return new OrchestratorAlertmanagerConfig(this, 'alertmanager-config', {
        ...metadata(props, options, 'inhibitions'),
        mixin,
      });
    });
    this.additionalScrapeConfigs = made(parts.additionalScrapeConfigs ?? true, (options) => {
      return new AdditionalScrapeConfigsSecret(this, 'additional-scrape-configs', {
        ...options,
        ...metadata(props, options, 'scrape-config'),
        mixin,
      });
    });
    this.ruleConfigMap = made(parts.ruleConfigMap ?? false, (options) => {
      return new RuleConfigMap(this, 'rules', {
        ...options,
        key: options.key ?? `${name}.rules.yaml`,
        ...metadata(props, options, 'rules'),
        mixin,
      });
    });
    this.scrapeConfigMap = made(parts.scrapeConfigMap ?? false, (options) => {
      return new ScrapeConfigMap(this, 'scrape-config', {
        ...options,
        ...metadata(props, options, 'scrape-config'),
        mixin,
      });
    });
    const delivered =
      props.delivery === undefined
        ? undefined
        : placeDelivery(this, props.delivery, mixin, {
            name: props.name,
            namespace: props.namespace,
            labels: props.labels,
            annotations: props.annotations,
          });
    this.objects =
      delivered?.objects ??
      this.node.children.flatMap((child) => ('apiObject' in child ? [child.apiObject as ApiObject] : []));
    reportFindings(this, props.delivery === undefined ? findUndeliveredAlerts(mixin) : []);
    this.grafanaMounts = new GrafanaMounts(this, 'grafana-mounts', {
      ...(delivered === undefined ? {} : { mounts: delivered.mounts }),
      dashboards: this.dashboardConfigMap?.name ?? false,
      dashboardDirectory,
      dashboardProvisioning: this.dashboardProvisioning?.name ?? false,
      datasourceProvisioning: this.datasourceProvisioning?.name ?? false,
    });
  }

  private refuseProviderElsewhere(providerPath: string, dashboardDirectory: string): void {
    if (!isWithin(dashboardDirectory, providerPath)) {
      refuse(this, [
        {
          path: 'parts.dashboardProvisioning.provider.path',
          message: `found ${providerPath}, where Grafana would not find the dashboards; allowed: ${dashboardDirectory} or a directory above it`,
        },
      ]);
    }
  }
}

/** No part brings alerts to Grafana. */
function findUndeliveredAlerts({ grafanaRuleGroups }: Mixin): readonly Finding[] {
  return grafanaRuleGroups.length === 0
    ? []
    : [
        {
          severity: 'warning',
          path: 'alerts.evaluatedBy',
          what: "found 'grafana', and parts, none of which brings alerts to Grafana",
          why: 'nobody would evaluate them',
          mend: 'use a delivery instead of parts, for instance delivery: fileProvisioning()',
        },
      ];
}

/** With a delivery, nothing is made beside it. */
const NO_PARTS: OrchestratorMonitoringParts = {
  dashboardConfigMap: false,
  dashboardProvisioning: false,
  prometheusRule: false,
  additionalScrapeConfigs: false,
};

/** Makes a part unless it is switched off; `true` is a part with default settings, and only for parts that have a default for each. */
function made<TOptions extends object, TPart>(
  setting: boolean | TOptions,
  make: (options: TOptions) => TPart,
): TPart | undefined {
  return setting === false ? undefined : make(setting === true ? ({} as TOptions) : setting);
}

/** Metadata of a part: its own, and what it leaves open from the whole. */
function metadata(
  whole: OrchestratorMonitoringProps,
  part: KubernetesObjectProps,
  suffix: string,
): KubernetesObjectProps {
  const namespace = part.namespace ?? whole.namespace;
  return {
    name: part.name ?? `${whole.name ?? 'orchestrator'}-${suffix}`,
    ...(namespace === undefined ? {} : { namespace }),
    labels: { ...whole.labels, ...part.labels },
    annotations: { ...whole.annotations, ...part.annotations },
  };
}
