/** Delivery by files: ConfigMaps that Grafana and Prometheus mount. */
import { PROVISIONING_FILE, type DashboardProviderProps, type DatasourceProps } from '../../grafana/provisioning';
import { errorAt, fleetTitle } from '../../../orchestrator';
import type { JsonObject } from '../../json';
import { renderScrapeConfigMap } from '../objects/scrape-job-objects';
import {
  DASHBOARD_JSON_CHECKS,
  type DashboardJsonOptions,
  deliverDashboardConfigMaps,
} from '../objects/grafana/dashboard-config-map';
import {
  also,
  either,
  fields,
  flag,
  given,
  isPlainObject,
  plainData,
  type Shape,
  type Shapes,
  show,
} from '../../../validation';
import { dataKey } from '../../../validation/kubernetes-names';
import { defineDelivery, OBJECT_PLACE_CHECKS, placed, type ObjectPlace } from './define-delivery';
import { deliveredDatasource } from './delivered-datasource';
import type { DeliveredPart, DeliverPart, Delivery, DeliveryContext } from './delivery';
import { DASHBOARDS_DIRECTORY, directory, isWithin, dashboardMount, provisioningMount } from '../objects/mount';
import { configMapOf } from '../objects/manifest';
import { findInlineSecrets } from '../../prometheus/inline-secrets';
import { renderGrafanaAlertingFile } from '../../grafana/alerting-file';
import {
  DATASOURCE_CHECKS,
  PROVIDER_CHECKS,
  renderDashboardProvisioningConfigMap,
  renderDatasourceConfigMap,
} from '../objects/grafana/provisioning-config-maps';
import { renderRuleConfigMap } from '../objects/rules';
import { WORKER_ACCESS_CHECKS, deliverWorkerAccess, type WorkerAccessOptions } from './worker-access';

/** How files are delivered. */
export interface FileProvisioningOptions extends ObjectPlace, DashboardJsonOptions, WorkerAccessOptions {
  /** Directory in Grafana's container that the dashboards are mounted at. @default - `/var/lib/grafana/dashboards/` and the name */
  readonly dashboardDirectory?: string;
  /**
   * Whether each dashboard has a ConfigMap of its own, mounted at a directory of its own below dashboardDirectory; for dashboards that are too
   * large for one. @default false
   */
  readonly splitDashboards?: boolean;
  /**
   * How Grafana loads the dashboards; false where the provider file of another fleet, or of the Grafana, looks at dashboardDirectory or above it.
   * @default - see DashboardProviderProps; the path is dashboardDirectory, the organization that of `alerts.grafana`
   */
  readonly provider?: DashboardProviderProps | false;
  /** The Prometheus that Grafana asks, for a Grafana that knows none yet. @default - none */
  readonly datasource?: DatasourceProps;
  /**
   * True for an alerting file also where Prometheus evaluates the alerts: it makes Grafana delete those that it evaluated before. Its directory, `/etc/grafana/provisioning/alerting`, can have one ConfigMap only. @default - where Grafana evaluates the alerts
   */
  readonly grafanaAlerting?: true;
  /** File name of the rules where their ConfigMap is mounted. @default - the name and `.rules.yaml` */
  readonly ruleFile?: string;
  /** File name of the scrape job where its ConfigMap is mounted. @default - the name and `.scrape.yaml` */
  readonly scrapeFile?: string;
  /**
   * The rest of Prometheus's configuration (`global`, `rule_files`, other `scrape_configs`): the scrape file is then a whole `prometheus.yml`.
   * @default - the workers' job alone, to be named in `scrape_config_files` (Prometheus 2.43 and newer)
   */
  readonly configuration?: JsonObject;
}

/** What a configuration of Prometheus may be, as far as it is looked at. */
export const prometheusConfiguration: Shape = also(plainData, (value: unknown, report) => {
  const list: unknown = isPlainObject(value) ? (value['scrape_configs'] ?? []) : undefined;
  if (!Array.isArray(list)) {
    const allowed = "an object with fields of Prometheus's configuration, and a list wherever it has scrape_configs";
    report({ found: show(value), allowed });
    return;
  }
  const names = list.map((job: unknown) => (isPlainObject(job) ? job['job_name'] : undefined));
  names.forEach((name, index) => {
    const keys = ['scrape_configs', index];
    if (typeof name !== 'string' || name === '') {
      report({ keys, found: show(list[index]), allowed: 'a scrape job with a job_name' });
    } else if (names.indexOf(name) < index) {
      const found = `${show(name)} a second time`;
      report({ keys: [...keys, 'job_name'], found, allowed: 'a name that no other job has' });
    }
  });
});

const FILE_PROVISIONING_CHECKS = fields({
  ...OBJECT_PLACE_CHECKS,
  ...DASHBOARD_JSON_CHECKS,
  ...WORKER_ACCESS_CHECKS,
  dashboardDirectory: directory,
  splitDashboards: flag,
  provider: either((value) => value === false, fields(PROVIDER_CHECKS)),
  datasource: fields(DATASOURCE_CHECKS, ['url']),
  grafanaAlerting: given('true', (value) => value === true),
  ruleFile: dataKey,
  scrapeFile: dataKey,
  configuration: prometheusConfiguration,
} satisfies Shapes<FileProvisioningOptions>);

/**
 * Everything as files in ConfigMaps: dashboards and provisioning files to be mounted into Grafana, rules and scrape job into a Prometheus
 * without operator.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function fileProvisioning(options: FileProvisioningOptions = {}): Delivery {
  return filesBy('fileProvisioning', options);
}

/** Namespace of the ConfigMap in the orchestrator's own README. */
const SEED_NAMESPACE = 'monitoring';

/**
 * What is delivered where no delivery is chosen: the files of `fileProvisioning`, as the orchestrator's own README has them. What Grafana mounts
 * is in the namespace `monitoring` there unless another is given, because a pod mounts ConfigMaps of its own namespace only.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function standalone(options: FileProvisioningOptions = {}): Delivery {
  const files = filesBy('standalone', options);
  const mounted = (deliver: DeliverPart | undefined): DeliverPart | undefined =>
    deliver && ((context) => placed(deliver, { namespace: context.namespace ?? SEED_NAMESPACE })(context));
  return {
    ...files,
    dashboards: mounted(files.dashboards),
    datasource: mounted(files.datasource),
    grafanaAlerts: mounted(files.grafanaAlerts),
  };
}

function filesBy(name: string, unchecked: FileProvisioningOptions): Delivery {
  return defineDelivery(name, unchecked, FILE_PROVISIONING_CHECKS, ({ datasource: described, ...options }) => ({
    dashboards: (context) => deliverDashboards(name, context, options),
    datasource:
      described &&
      (({ metadata, mixin }) => {
        const { datasource, findings } = deliveredDatasource(name, mixin, described);
        const object = renderDatasourceConfigMap(metadata('datasource-provisioning'), datasource);
        const mounts = [provisioningMount('datasources', object, 'leave out datasource')];
        return { objects: [object], mounts, findings };
      }),
    grafanaAlerts: ({ metadata, mixin }) => {
      if (!(options.grafanaAlerting === true || mixin.grafanaRuleGroups.length > 0)) {
        return { objects: [] };
      }
      const content = { [PROVISIONING_FILE]: renderGrafanaAlertingFile(mixin) };
      const object = configMapOf(metadata('alerting-provisioning'), content);
      return {
        objects: [object],
        mounts: [provisioningMount('alerting', object, 'set grafanaAlerts: false in combineDeliveries')],
      };
    },
    rules: ({ metadata, name: prefix, mixin }) => ({
      objects: [renderRuleConfigMap(mixin.ruleGroups, metadata('rules'), options.ruleFile ?? `${prefix}.rules.yaml`)],
    }),
    scraping: ({ mixin, metadata, name: prefix }) => {
      const { scrapeFile = `${prefix}.scrape.yaml`, configuration } = options;
      const job = renderScrapeConfigMap(mixin.scrapeJob, metadata('scrape-config'), scrapeFile, configuration);
      const findings = findInlineSecrets(configuration, `${name}.configuration`);
      return { objects: [job], findings, smaller: 'take other jobs out of the configuration' };
    },
    access: deliverWorkerAccess(name, options),
  }));
}

function deliverDashboards(
  delivery: string,
  { metadata, mixin, name }: DeliveryContext,
  options: FileProvisioningOptions,
): DeliveredPart {
  const { provider = {}, dashboardDirectory: directory = `${DASHBOARDS_DIRECTORY}/${name}` } = options;
  const { objects, ...smaller } = deliverDashboardConfigMaps(mixin, metadata('dashboard'), options);
  const mounts = objects.map((configMap) =>
    // What is mounted inside a directory would be read with it: each of several has one of its own.
    dashboardMount(
      configMap.metadata.name,
      options.splitDashboards === true ? `${directory}/${configMap.metadata.name}` : directory,
    ),
  );
  if (provider === false) {
    return { objects, mounts, ...smaller };
  }
  const path = provider.path ?? directory;
  const file = renderDashboardProvisioningConfigMap(metadata('dashboard-provisioning'), {
    orgId: mixin.config.alerts.grafana.orgId,
    ...provider,
    // Grafana takes away the dashboards of another provider of its name.
    name: provider.name ?? fleetTitle(mixin.config.dashboard.uid),
    path,
  });
  return {
    objects: [...objects, file],
    mounts: [...mounts, provisioningMount('dashboards', file, 'set provider: false')],
    findings: isWithin(directory, path)
      ? []
      : [
          errorAt(`${delivery}.provider.path`, {
            what: `found ${path}, and dashboards at ${directory}`,
            why: 'Grafana would not find the dashboards',
            fix: `leave out the path, or give ${directory} or a directory above it`,
          }),
        ],
    ...smaller,
  };
}
