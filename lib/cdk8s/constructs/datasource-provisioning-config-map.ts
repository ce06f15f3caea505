import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { renderDatasourceConfigMap, type DatasourceProps } from '../../render';
import { problemsOf } from '../../validation';
import { fields, type Checks } from '../../render/kubernetes/objects/field-checks';
import { DATASOURCE_CHECKS } from '../../render/kubernetes/objects/provisioning-config-maps';
import { refuse } from '../findings/findings';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';

/** Props of a DatasourceProvisioningConfigMap. Its name is `orchestrator-datasource-provisioning` unless told. */
export interface DatasourceProvisioningConfigMapProps extends KubernetesObjectProps {
  /** The Prometheus that has the workers' metrics. */
  readonly datasource: DatasourceProps;
}

/** Checks of DatasourceProvisioningConfigMapProps. */
export const DATASOURCE_PROVISIONING_CHECKS: Checks<DatasourceProvisioningConfigMapProps> = {
  ...KUBERNETES_OBJECT_CHECKS,
  datasource: fields(DATASOURCE_CHECKS, ['url']),
};

/**
 * A ConfigMap with the file that tells Grafana of Prometheus, under the key `orchestrator.yaml`. Grafana reads it when it starts, from
 * `/etc/grafana/provisioning/datasources`: GrafanaMounts puts it there. For a Grafana that has no Prometheus data source yet.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { DatasourceProvisioningConfigMap } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring');
 * new DatasourceProvisioningConfigMap(chart, 'datasource', { datasource: { url: 'http://prometheus-operated:9090' } });
 */
export class DatasourceProvisioningConfigMap extends Construct {
  /** The ConfigMap, for patches. */
  readonly apiObject: ApiObject;
  /** Name of the ConfigMap. */
  readonly name: string;

  /** @throws ConfigError when the props are wrong */
  constructor(scope: Construct, id: string, props: DatasourceProvisioningConfigMapProps) {
    super(scope, id);
    refuse(this, problemsOf(fields(DATASOURCE_PROVISIONING_CHECKS, ['datasource']), props));
    this.apiObject = addObject(this, props, {
      defaultName: 'orchestrator-datasource-provisioning',
      render: (metadata) => renderDatasourceConfigMap(metadata, props.datasource),
      smaller: 'shorten the names',
    });
    this.name = this.apiObject.name;
  }
}
