import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Mixin } from '../../orchestrator';
import { renderDashboardConfigMap, type DashboardJsonOptions } from '../../render';
import { DASHBOARD_JSON_CHECKS } from '../../render/kubernetes/objects/dashboard-config-map';
import type { Checks } from '../../render/kubernetes/objects/field-checks';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';
import { mixinOf, type MixinProps } from './mixin-props';

/** How the ConfigMap is made, whatever the dashboards show. */
export interface DashboardConfigMapOptions extends KubernetesObjectProps, DashboardJsonOptions {}

/** Props of a DashboardConfigMap. Its name is `orchestrator-dashboard` unless told. */
export interface DashboardConfigMapProps extends MixinProps, DashboardConfigMapOptions {}

/** Checks of DashboardConfigMapOptions. */
export const DASHBOARD_CONFIG_MAP_CHECKS: Checks<DashboardConfigMapOptions> = {
  ...KUBERNETES_OBJECT_CHECKS,
  ...DASHBOARD_JSON_CHECKS,
};

/**
 * A ConfigMap with the dashboards, one key each: `<uid>.json`. Grafana's sidecar turns keys of all ConfigMaps of a cluster into files of one
 * directory, where a `dashboard.json` would overwrite another's. Under the profile `upstream` the key is `dashboard.json` nevertheless, as in
 * the orchestrator's README.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { DashboardConfigMap } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring');
 * new DashboardConfigMap(chart, 'dashboard', {
 *   replicaSets: [{ name: 'main', workers: 3 }],
 *   labels: { grafana_dashboard: '1' },
 * });
 */
export class DashboardConfigMap extends Construct {
  /** What the dashboards show. */
  readonly mixin: Mixin;
  /** The ConfigMap, for patches. */
  readonly apiObject: ApiObject;
  /** Name of the ConfigMap. */
  readonly name: string;

  /** @throws ConfigError when the props are wrong, or the dashboards too large for a ConfigMap */
  constructor(scope: Construct, id: string, props: DashboardConfigMapProps = {}) {
    super(scope, id);
    this.mixin = mixinOf(this, props, DASHBOARD_CONFIG_MAP_CHECKS);
    const { mixin } = this;
    const { json = 'pretty' } = props;
    this.apiObject = addObject(this, props, {
      defaultName: 'orchestrator-dashboard',
      render: (metadata) => renderDashboardConfigMap(mixin, metadata, { json }),
      smaller: json === 'minified' ? 'give each dashboard a ConfigMap of its own' : "set json: 'minified'",
    });
    this.name = this.apiObject.name;
  }
}
