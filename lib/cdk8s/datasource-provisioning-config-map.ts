import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { DURATION_FORM, parseDuration } from '../mixin';
import { PROVISIONING_FILE, renderDatasourceProvisioning, toYaml, type DatasourceProps } from '../render';
import { allowed, fields, flag, line, text, type Checks } from './field-checks';
import { refuse } from './findings';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';
import { DATA_MAXIMUM } from './object-size';

/** Props of a DatasourceProvisioningConfigMap. Its name is `orchestrator-datasource-provisioning` unless told. */
export interface DatasourceProvisioningConfigMapProps extends KubernetesObjectProps {
  /** The Prometheus that has the workers' metrics. */
  readonly datasource: DatasourceProps;
}

const DATASOURCE_CHECKS: Checks<DatasourceProps> = {
  name: line,
  uid: text("up to 40 letters, digits, '-' and '_'", /^[a-zA-Z0-9_-]+$/, 40),
  url: allowed(
    'an http or https URL',
    (value) => typeof value === 'string' && /^https?:\/\/\S+$/.test(value) && URL.canParse(value),
  ),
  isDefault: flag,
  scrapeInterval: allowed(DURATION_FORM, (value) => typeof value === 'string' && parseDuration(value) !== undefined),
};

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
    refuse(this, fields(DATASOURCE_PROVISIONING_CHECKS, ['datasource'])(props, ''));
    this.apiObject = addObject(this, props, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      defaultName: 'orchestrator-datasource-provisioning',
      content: { data: { [PROVISIONING_FILE]: toYaml(renderDatasourceProvisioning(props.datasource)) } },
      size: { maximum: DATA_MAXIMUM, mend: 'shorten the names' },
    });
    this.name = this.apiObject.name;
  }
}
