import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { renderDashboardProvisioningConfigMap, type DashboardProviderProps } from '../../render';
import { problemsOf } from '../../validation';
import { fields, type Checks } from '../../render/kubernetes/objects/field-checks';
import { PROVIDER_CHECKS } from '../../render/kubernetes/objects/provisioning-config-maps';
import { refuse } from '../findings/findings';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';

/** Props of a DashboardProvisioningConfigMap. Its name is `orchestrator-dashboard-provisioning` unless told. */
export interface DashboardProvisioningConfigMapProps extends KubernetesObjectProps {
  /** How Grafana loads the dashboards. @default - see DashboardProviderProps */
  readonly provider?: DashboardProviderProps;
}

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
    refuse(this, problemsOf(fields(DASHBOARD_PROVISIONING_CHECKS), props));
    this.apiObject = addObject(this, props, {
      defaultName: 'orchestrator-dashboard-provisioning',
      render: (metadata) => renderDashboardProvisioningConfigMap(metadata, props.provider),
      smaller: 'shorten the names',
    });
    this.name = this.apiObject.name;
  }
}
