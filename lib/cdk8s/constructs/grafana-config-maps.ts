import type { Construct } from 'constructs';
import {
  renderDashboardConfigMap,
  renderDashboardProvisioningConfigMap,
  renderDatasourceConfigMap,
  type DashboardJsonOptions,
  type DashboardProviderProps,
  type DatasourceProps,
} from '../../render';
import { DASHBOARD_JSON_CHECKS } from '../../render/kubernetes/objects/grafana/dashboard-config-map';
import { METADATA_CHECKS } from '../../render/kubernetes/objects/manifest';
import { fields, problemsOf } from '../../validation';
import { DATASOURCE_CHECKS, PROVIDER_CHECKS } from '../../render/kubernetes/objects/grafana/provisioning-config-maps';
import { refuse } from '../findings/findings';
import { addObject, FleetObject, ObjectConstruct, type KubernetesObjectProps } from './fleet-object';
import type { MixinProps } from './mixin-props';

/** Props of a DashboardConfigMap. Its name is that of the fleet and `-dashboard` unless told: `orchestrator-dashboard`, or `orchestrator-<dashboard.uid>-dashboard`. */
export interface DashboardConfigMapProps extends MixinProps, KubernetesObjectProps, DashboardJsonOptions {}

/**
 * A ConfigMap with the dashboards, one key each: `<uid>.json`. Grafana's sidecar turns keys of all ConfigMaps of a cluster into files of one
 * directory, where a `dashboard.json` would overwrite another's. Under the profile `upstream` the key is `dashboard.json`, as in the orchestrator's
 * README, unless the fleet has a `dashboard.uid` of its own.
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
export class DashboardConfigMap extends FleetObject {
  /** @throws ConfigError when the props are wrong, or the dashboards too large for a ConfigMap */
  constructor(scope: Construct, id: string, props: DashboardConfigMapProps = {}) {
    super(scope, id, props, {
      suffix: 'dashboard',
      part: 'dashboards',
      checks: DASHBOARD_JSON_CHECKS,
      render: (mixin, metadata) => renderDashboardConfigMap(mixin, metadata, { json: props.json }),
      smaller: "set json: 'minified', or use a delivery with splitDashboards: true",
    });
  }
}

/** Props of a DashboardProvisioningConfigMap. Its name is `orchestrator-dashboard-provisioning` unless told. */
export interface DashboardProvisioningConfigMapProps extends KubernetesObjectProps {
  /** How Grafana loads the dashboards. @default - see DashboardProviderProps */
  readonly provider?: DashboardProviderProps;
}

/**
 * A ConfigMap with the file that tells Grafana where its dashboards lie, under the key `orchestrator.yaml`. Grafana reads it when it starts,
 * from `/etc/grafana/provisioning/dashboards`: GrafanaMounts puts it there.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { DashboardProvisioningConfigMap } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring');
 * new DashboardProvisioningConfigMap(chart, 'provisioning', { provider: { folder: 'Projections' } });
 */
export class DashboardProvisioningConfigMap extends ObjectConstruct {
  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: DashboardProvisioningConfigMapProps = {}) {
    super(scope, id);
    refuse(this, problemsOf(fields({ ...METADATA_CHECKS, provider: fields(PROVIDER_CHECKS) }), props));
    addObject(this, props, {
      defaultName: 'orchestrator-dashboard-provisioning',
      render: (metadata) => renderDashboardProvisioningConfigMap(metadata, props.provider),
      smaller: 'shorten the names',
    });
  }
}

/** Props of a DatasourceProvisioningConfigMap. Its name is `orchestrator-datasource-provisioning` unless told. */
export interface DatasourceProvisioningConfigMapProps extends KubernetesObjectProps {
  /** The Prometheus that has the workers' metrics. */
  readonly datasource: DatasourceProps;
}

/**
 * A ConfigMap with the provisioning file of Grafana’s data source for Prometheus, under the key `orchestrator.yaml`; for a Grafana that has no data source yet.
 * Grafana reads it when it starts, from `/etc/grafana/provisioning/datasources`.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { DatasourceProvisioningConfigMap } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring');
 * new DatasourceProvisioningConfigMap(chart, 'datasource', { datasource: { url: 'http://prometheus:9090' } });
 */
export class DatasourceProvisioningConfigMap extends ObjectConstruct {
  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: DatasourceProvisioningConfigMapProps) {
    super(scope, id);
    const checks = { ...METADATA_CHECKS, datasource: fields(DATASOURCE_CHECKS, ['url']) };
    refuse(this, problemsOf(fields(checks, ['datasource']), props));
    addObject(this, props, {
      defaultName: 'orchestrator-datasource-provisioning',
      render: (metadata) => renderDatasourceConfigMap(metadata, props.datasource),
      smaller: 'shorten the names',
    });
  }
}
