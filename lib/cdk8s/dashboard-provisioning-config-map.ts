import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { PROVISIONING_FILE, renderDashboardProvider, toYaml, type DashboardProviderProps } from '../render';
import { allowed, fields, flag, line, type Checks } from './field-checks';
import { refuse } from './findings';
import { directory } from './grafana-directories';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';
import { DATA_MAXIMUM } from './object-size';

/** Props of a DashboardProvisioningConfigMap. Its name is `orchestrator-dashboard-provisioning` unless told. */
export interface DashboardProvisioningConfigMapProps extends KubernetesObjectProps {
  /** How Grafana loads the dashboards. @default - see DashboardProviderProps */
  readonly provider?: DashboardProviderProps;
}

const count = (what: string, minimum: number) =>
  allowed(what, (value) => typeof value === 'number' && Number.isInteger(value) && value >= minimum);

const PROVIDER_CHECKS: Checks<DashboardProviderProps> = {
  name: line,
  orgId: count('a whole number from 1 on', 1),
  folder: line,
  folderUid: line,
  disableDeletion: flag,
  updateIntervalSeconds: count('a whole number of seconds from 1 on', 1),
  allowUiUpdates: flag,
  path: directory,
};

/** Checks of DashboardProvisioningConfigMapProps. */
export const DASHBOARD_PROVISIONING_CHECKS: Checks<DashboardProvisioningConfigMapProps> = {
  ...KUBERNETES_OBJECT_CHECKS,
  provider: fields(PROVIDER_CHECKS),
};

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
export class DashboardProvisioningConfigMap extends Construct {
  /** The ConfigMap, for patches. */
  readonly apiObject: ApiObject;
  /** Name of the ConfigMap. */
  readonly name: string;

  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: DashboardProvisioningConfigMapProps = {}) {
    super(scope, id);
    refuse(this, fields(DASHBOARD_PROVISIONING_CHECKS)(props, ''));
    this.apiObject = addObject(this, props, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      defaultName: 'orchestrator-dashboard-provisioning',
      content: { data: { [PROVISIONING_FILE]: toYaml(renderDashboardProvider(props.provider)) } },
      size: { maximum: DATA_MAXIMUM, mend: 'shorten the names' },
    });
    this.name = this.apiObject.name;
  }
}
