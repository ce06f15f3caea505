/** What all constructs of one Kubernetes object have in common is tested over this list. */
import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  AdditionalScrapeConfigsSecret,
  DashboardConfigMap,
  DashboardProvisioningConfigMap,
  DatasourceProvisioningConfigMap,
  OrchestratorAlertmanagerConfig,
  OrchestratorPrometheusRule,
  RuleConfigMap,
  ScrapeConfigMap,
  type KubernetesObjectProps,
} from 'pupsourcing-orchestrator-monitoring/cdk8s';

/** A construct with nothing but defaults, apart from what is required. */
export interface ConstructCase {
  readonly construct: string;
  readonly kind: string;
  readonly defaultName: string;
  readonly make: (
    scope: Construct,
    id: string,
    props?: KubernetesObjectProps,
  ) => { readonly apiObject: ApiObject; readonly name: string };
}

/** Constructs that say something of the fleet. */
export const MIXIN_CONSTRUCTS: readonly ConstructCase[] = [
  {
    construct: 'DashboardConfigMap',
    kind: 'ConfigMap',
    defaultName: 'orchestrator-dashboard',
    make: (scope, id, props) => new DashboardConfigMap(scope, id, props),
  },
  {
    construct: 'OrchestratorPrometheusRule',
    kind: 'PrometheusRule',
    defaultName: 'orchestrator-rules',
    make: (scope, id, props) => new OrchestratorPrometheusRule(scope, id, props),
  },
  {
    construct: 'OrchestratorAlertmanagerConfig',
    kind: 'AlertmanagerConfig',
    defaultName: 'orchestrator-inhibitions',
    make: (scope, id, props) => new OrchestratorAlertmanagerConfig(scope, id, props),
  },
  {
    construct: 'RuleConfigMap',
    kind: 'ConfigMap',
    defaultName: 'orchestrator-rules',
    make: (scope, id, props) => new RuleConfigMap(scope, id, props),
  },
  {
    construct: 'ScrapeConfigMap',
    kind: 'ConfigMap',
    defaultName: 'orchestrator-scrape-config',
    make: (scope, id, props) => new ScrapeConfigMap(scope, id, props),
  },
  {
    construct: 'AdditionalScrapeConfigsSecret',
    kind: 'Secret',
    defaultName: 'orchestrator-scrape-config',
    make: (scope, id, props) => new AdditionalScrapeConfigsSecret(scope, id, props),
  },
];

/** All constructs of one object. */
export const CONSTRUCTS: readonly ConstructCase[] = [
  ...MIXIN_CONSTRUCTS,
  {
    construct: 'DashboardProvisioningConfigMap',
    kind: 'ConfigMap',
    defaultName: 'orchestrator-dashboard-provisioning',
    make: (scope, id, props) => new DashboardProvisioningConfigMap(scope, id, props),
  },
  {
    construct: 'DatasourceProvisioningConfigMap',
    kind: 'ConfigMap',
    defaultName: 'orchestrator-datasource-provisioning',
    make: (scope, id, props) =>
      new DatasourceProvisioningConfigMap(scope, id, { ...props, datasource: { url: 'http://prometheus:9090' } }),
  },
];
