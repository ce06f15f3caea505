/** Props of OrchestratorMonitoring. */
import type { Problem } from '../orchestrator';
import {
  ADDITIONAL_SCRAPE_CONFIGS_CHECKS,
  type AdditionalScrapeConfigsSecretOptions,
} from './constructs/additional-scrape-configs-secret';
import { DASHBOARD_CONFIG_MAP_CHECKS, type DashboardConfigMapOptions } from './constructs/dashboard-config-map';
import {
  DASHBOARD_PROVISIONING_CHECKS,
  type DashboardProvisioningConfigMapProps,
} from './constructs/dashboard-provisioning-config-map';
import {
  DATASOURCE_PROVISIONING_CHECKS,
  type DatasourceProvisioningConfigMapProps,
} from './constructs/datasource-provisioning-config-map';
import type { Delivery } from '../render';
import { deliveryCheck } from '../render/kubernetes/deliveries/delivery-checks';
import { either, fields, type Check, type Checks } from '../render/kubernetes/objects/field-checks';
import { directory } from '../render/kubernetes/objects/grafana-directories';
import { namePrefix } from '../render/kubernetes/objects/manifest';
import { KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './constructs/kubernetes-object';
import type { MixinProps } from './constructs/mixin-props';
import { RULE_CONFIG_MAP_CHECKS, type RuleConfigMapOptions } from './constructs/rule-config-map';
import { SCRAPE_CONFIG_MAP_CHECKS, type ScrapeConfigMapOptions } from './constructs/scrape-config-map';

/**
 * Which objects are made, and what is particular to each: true, false, or its settings. Names, namespace, labels and annotations that are
 * given here win over those of the whole.
 */
export interface OrchestratorMonitoringParts {
  /** The dashboards. @default true */
  readonly dashboardConfigMap?: boolean | DashboardConfigMapOptions;
  /** The file that tells Grafana where they lie. @default true */
  readonly dashboardProvisioning?: boolean | DashboardProvisioningConfigMapProps;
  /** The file that tells Grafana of Prometheus; for a Grafana without data source. @default false */
  readonly datasourceProvisioning?: false | DatasourceProvisioningConfigMapProps;
  /** Alerts and recording rules, for a Prometheus that the operator runs. @default true */
  readonly prometheusRule?: boolean | KubernetesObjectProps;
  /** Which alert silences which, for an Alertmanager that the operator runs. @default false */
  readonly alertmanagerConfig?: boolean | KubernetesObjectProps;
  /** The scrape job, for a Prometheus that the operator runs. @default true */
  readonly additionalScrapeConfigs?: boolean | AdditionalScrapeConfigsSecretOptions;
  /** Alerts and recording rules, for a Prometheus without operator: instead of `prometheusRule`. @default false */
  readonly ruleConfigMap?: boolean | RuleConfigMapOptions;
  /** The scrape job, for a Prometheus without operator: instead of `additionalScrapeConfigs`. @default false */
  readonly scrapeConfigMap?: boolean | ScrapeConfigMapOptions;
}

/** One description of the fleet, and how it is delivered. */
export interface OrchestratorMonitoringProps extends MixinProps {
  /**
   * What the names of all objects start with: `orchestrator` gives `orchestrator-dashboard`, `orchestrator-rules` and so on. Two fleets in one
   * namespace need two. @default 'orchestrator'
   */
  readonly name?: string;
  /** Namespace of all objects. @default - the chart's namespace, `monitoring` where it has none */
  readonly namespace?: string;
  /** Labels of all objects, beside the chart's. @default - none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of all objects. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Directory in Grafana's container that the dashboards are mounted at. @default - `/var/lib/grafana/dashboards/` and the name */
  readonly dashboardDirectory?: string;
  /**
   * How the objects reach Grafana and Prometheus: `kubePrometheusStack({ release: 'monitoring' })`, for instance. Everything that is particular to
   * them is then the delivery's to say. @default - parts
   */
  readonly delivery?: Delivery;
  /**
   * Which objects are made, one by one; instead of a delivery.
   * @default - dashboards and their provisioning, and what the Prometheus operator reads
   */
  readonly parts?: OrchestratorMonitoringParts;
}

const switchable = (settings: Readonly<Record<string, Check>>): Check =>
  either((value) => typeof value === 'boolean', fields(settings));

const PART_CHECKS: Checks<OrchestratorMonitoringParts> = {
  dashboardConfigMap: switchable(DASHBOARD_CONFIG_MAP_CHECKS),
  dashboardProvisioning: switchable(DASHBOARD_PROVISIONING_CHECKS),
  datasourceProvisioning: either((value) => value === false, fields(DATASOURCE_PROVISIONING_CHECKS, ['datasource'])),
  prometheusRule: switchable(KUBERNETES_OBJECT_CHECKS),
  alertmanagerConfig: switchable(KUBERNETES_OBJECT_CHECKS),
  additionalScrapeConfigs: switchable(ADDITIONAL_SCRAPE_CONFIGS_CHECKS),
  ruleConfigMap: switchable(RULE_CONFIG_MAP_CHECKS),
  scrapeConfigMap: switchable(SCRAPE_CONFIG_MAP_CHECKS),
};

/** Checks of OrchestratorMonitoringProps, without the description of the fleet. */
export const ORCHESTRATOR_MONITORING_CHECKS: Checks<Omit<OrchestratorMonitoringProps, keyof MixinProps>> = {
  ...KUBERNETES_OBJECT_CHECKS,
  name: namePrefix,
  dashboardDirectory: directory,
  delivery: deliveryCheck(),
  parts: fields(PART_CHECKS),
};

/** What says the same as a delivery does. */
export function findDeliveryConflicts(props: OrchestratorMonitoringProps): readonly Problem[] {
  const { delivery, parts, dashboardDirectory } = props;
  return delivery === undefined
    ? []
    : Object.entries({ parts, dashboardDirectory })
        .filter(([, value]) => value !== undefined)
        .map(([path]) => ({
          path,
          message: `stands beside delivery, which decides that; give it to ${delivery.name}() or leave out one of the two`,
        }));
}
