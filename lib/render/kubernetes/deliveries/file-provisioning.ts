/** Delivery by files: ConfigMaps that Grafana and Prometheus mount. */
import type { DashboardProviderProps, DatasourceProps } from '../../grafana/provisioning';
import type { JsonObject } from '../../json';
import { SCRAPE_JOB_KEY, renderScrapeConfigMap } from '../objects/scrape-job-objects';
import {
  DASHBOARD_JSON_CHECKS,
  renderDashboardConfigMap,
  renderDashboardConfigMaps,
} from '../objects/dashboard-config-map';
import type { DashboardJsonOptions } from '../objects/dashboard-config-map';
import type { DeliveredPart, Delivery, DeliveryContext } from './delivery';
import { checkOptions } from './delivery-options';
import { also, plainData } from '../../../validation';
import { allowed, fields, flag, hasFields, shown, type Check, type Checks } from '../objects/field-checks';
import { DASHBOARDS_DIRECTORY, directory } from '../objects/grafana-directories';
import { dataKey, type KubernetesManifest } from '../objects/manifest';
import {
  alertingProvisioningMount,
  dashboardMount,
  dashboardProvisioningMount,
  datasourceProvisioningMount,
} from '../objects/mount';
import { renderGrafanaAlertingConfigMap } from '../objects/grafana-alerting-objects';
import {
  DATASOURCE_CHECKS,
  PROVIDER_CHECKS,
  renderDashboardProvisioningConfigMap,
  renderDatasourceConfigMap,
} from '../objects/provisioning-config-maps';
import { renderRuleConfigMap } from '../objects/rules';
import { WORKER_ACCESS_CHECKS, renderWorkerAccess, type WorkerAccessOptions } from './worker-access-options';

/** How files are delivered. */
export interface FileProvisioningOptions extends DashboardJsonOptions, WorkerAccessOptions {
  /** Directory in Grafana's container that the dashboards are mounted at. @default - `/var/lib/grafana/dashboards/` and the name */
  readonly dashboardDirectory?: string;
  /**
   * Whether each dashboard has a ConfigMap of its own, mounted at a directory of its own below dashboardDirectory; for dashboards that are too
   * large for one. @default false
   */
  readonly splitDashboards?: boolean;
  /** How Grafana loads the dashboards. @default - see DashboardProviderProps; the path is dashboardDirectory */
  readonly provider?: Omit<DashboardProviderProps, 'path'>;
  /** The Prometheus that Grafana asks, for a Grafana that knows none yet. @default - none */
  readonly datasource?: DatasourceProps;
  /**
   * True for an alerting file also where Prometheus evaluates the alerts: it makes Grafana delete those that it evaluated before. Its directory, `/etc/grafana/provisioning/alerting`, can have one ConfigMap only. @default - where Grafana evaluates the alerts
   */
  readonly grafanaAlerting?: true;
  /** File name of the rules where their ConfigMap is mounted. @default - the name and `.rules.yaml` */
  readonly ruleFile?: string;
  /** File name of the scrape job where its ConfigMap is mounted. @default 'orchestrator.scrape.yaml' */
  readonly scrapeFile?: string;
  /**
   * The rest of Prometheus's configuration (`global`, `rule_files`, other `scrape_configs`): the scrape file is then a whole `prometheus.yml`.
   * @default - the workers' job alone, to be named in `scrape_config_files` (Prometheus 2.43 and newer)
   */
  readonly configuration?: JsonObject;
}

/** What a configuration of Prometheus may be, as far as it is looked at. */
export const prometheusConfiguration: Check = also(plainData, (value, report) => {
  const list: unknown = hasFields(value) ? (value['scrape_configs'] ?? []) : undefined;
  if (!Array.isArray(list)) {
    const allowed = "an object with fields of Prometheus's configuration, and a list wherever it has scrape_configs";
    report({ found: shown(value), allowed });
    return;
  }
  const names = new Set<string>();
  list.forEach((job: unknown, index) => {
    const name = hasFields(job) ? job['job_name'] : undefined;
    if (typeof name !== 'string' || name === '') {
      report({ keys: ['scrape_configs', index], found: shown(job), allowed: 'a scrape job with a job_name' });
    } else if (names.has(name)) {
      const found = `${shown(name)} a second time`;
      report({ keys: ['scrape_configs', index, 'job_name'], found, allowed: 'a name that no other job has' });
    } else {
      names.add(name);
    }
  });
});

const { path: _path, ...providerChecks } = PROVIDER_CHECKS;

const CHECKS: Checks<FileProvisioningOptions> = {
  ...DASHBOARD_JSON_CHECKS,
  ...WORKER_ACCESS_CHECKS,
  dashboardDirectory: directory,
  splitDashboards: flag,
  provider: fields(providerChecks),
  datasource: fields(DATASOURCE_CHECKS, ['url']),
  grafanaAlerting: allowed('true', (value) => value === true),
  ruleFile: dataKey,
  scrapeFile: dataKey,
  configuration: prometheusConfiguration,
};

/**
 * Everything as files in ConfigMaps: dashboards and provisioning files to be mounted into Grafana, rules and scrape job into a Prometheus
 * without operator.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function fileProvisioning(given: FileProvisioningOptions = {}): Delivery {
  const options = checkOptions('fileProvisioning', given, CHECKS);
  const { datasource, scrapeFile = SCRAPE_JOB_KEY, configuration } = options;
  return {
    name: 'fileProvisioning',
    dashboards: (context) => deliverDashboards(context, options),
    datasource:
      datasource === undefined
        ? undefined
        : ({ metadata, mixin }) => {
            const object = renderDatasourceConfigMap(metadata('datasource-provisioning'), {
              ...datasource,
              scrapeInterval: datasource.scrapeInterval ?? mixin.config.scrapeInterval,
            });
            return { objects: [object], mounts: [datasourceProvisioningMount(object.metadata.name)] };
          },
    grafanaAlerts: ({ metadata, mixin }) => {
      if (!(options.grafanaAlerting === true || mixin.grafanaRuleGroups.length > 0)) {
        return { objects: [] };
      }
      const object = renderGrafanaAlertingConfigMap(mixin, metadata('alerting-provisioning'));
      return {
        objects: [object],
        mounts: [alertingProvisioningMount(object.metadata.name)],
      };
    },
    rules: ({ metadata, name, mixin }) => ({
      objects: [renderRuleConfigMap(mixin.ruleGroups, metadata('rules'), options.ruleFile ?? `${name}.rules.yaml`)],
      smaller: 'spread the replica sets over several fleets',
    }),
    scraping: (context) => {
      const { mixin, metadata } = context;
      const access = renderWorkerAccess(context, 'fileProvisioning', options);
      const job = renderScrapeConfigMap(mixin.scrapeJob, metadata('scrape-config'), scrapeFile, configuration);
      return { ...access, objects: [job, ...access.objects], smaller: 'take other jobs out of the configuration' };
    },
  };
}

function deliverDashboards(context: DeliveryContext, options: FileProvisioningOptions): DeliveredPart {
  const { metadata, mixin, name } = context;
  const { splitDashboards = false, provider, json = 'minified' } = options;
  const path = options.dashboardDirectory ?? `${DASHBOARDS_DIRECTORY}/${name}`;
  const configMaps: readonly KubernetesManifest[] = splitDashboards
    ? renderDashboardConfigMaps(mixin, metadata('dashboard'), { json })
    : [renderDashboardConfigMap(mixin, metadata('dashboard'), { json })];
  const provisioning = renderDashboardProvisioningConfigMap(metadata('dashboard-provisioning'), { ...provider, path });
  return {
    objects: [...configMaps, provisioning],
    mounts: [
      // One ConfigMap cannot be mounted inside another: each of several has a directory of its own.
      ...configMaps.map((configMap) =>
        dashboardMount(configMap.metadata.name, splitDashboards ? `${path}/${configMap.metadata.name}` : path),
      ),
      dashboardProvisioningMount(provisioning.metadata.name),
    ],
    smaller: splitDashboards ? 'describe fewer replica sets by name' : 'set splitDashboards: true',
  };
}
