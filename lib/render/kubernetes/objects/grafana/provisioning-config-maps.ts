/** Grafana's provisioning files in ConfigMaps: each is mounted as a directory that Grafana reads when it starts. */
import { DURATION_FORM, parseDuration } from '../../../../orchestrator';
import { grafanaTitle, grafanaUid, httpUrl } from '../../../../orchestrator/fleet/schema';
import {
  PROVISIONING_FILE,
  renderDashboardProvider,
  renderDatasourceProvisioning,
  type DashboardProviderProps,
  type DatasourceProps,
} from '../../../grafana/provisioning';
import { either, flag, given, oneLine, type Shapes } from '../../../../validation';
import { toYaml } from '../../../yaml';
import { directory } from '../mount';
import { configMapOf, type KubernetesManifest, type ObjectMetadata } from '../manifest';

/** The file that tells Grafana where its dashboards lie, under the key `orchestrator.yaml`. */
export function renderDashboardProvisioningConfigMap(
  metadata: ObjectMetadata,
  provider?: DashboardProviderProps,
): KubernetesManifest {
  return configMapOf(metadata, { [PROVISIONING_FILE]: toYaml(renderDashboardProvider(provider)) });
}

/** The provisioning file of Grafana’s data source for Prometheus, under the key `orchestrator.yaml`. */
export function renderDatasourceConfigMap(
  metadata: ObjectMetadata,
  datasource: DatasourceProps,
  key: string = PROVISIONING_FILE,
): KubernetesManifest {
  return configMapOf(metadata, { [key]: toYaml(renderDatasourceProvisioning(datasource)) });
}

const count = (what: string, minimum: number) =>
  given(what, (value) => typeof value === 'number' && Number.isInteger(value) && value >= minimum);

const orgId = count('a whole number from 1 on', 1);

export const PROVIDER_CHECKS: Shapes<DashboardProviderProps> = {
  name: oneLine,
  orgId,
  folder: either((value) => value === '', grafanaTitle),
  folderUid: grafanaUid,
  disableDeletion: flag,
  updateIntervalSeconds: count('a whole number of seconds from 1 on', 1),
  allowUiUpdates: flag,
  path: directory,
};

export const DATASOURCE_CHECKS: Shapes<DatasourceProps> = {
  name: oneLine,
  uid: grafanaUid,
  url: httpUrl(
    'an http or https URL',
    /^https?:\/\/\S+$/,
    'which everybody who reads the object could see: set it in Grafana',
  ),
  isDefault: flag,
  orgId,
  scrapeInterval: given(DURATION_FORM, (value) => typeof value === 'string' && parseDuration(value) !== undefined),
};
