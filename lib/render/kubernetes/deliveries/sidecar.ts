/** Delivery through the sidecar (k8s-sidecar) that Grafana's Helm charts run beside Grafana: it collects ConfigMaps by their label. */
import { warningAt } from '../../../orchestrator';
import { grafanaTitle } from '../../../orchestrator/fleet/schema';
import { fields, flag, given, notEmpty, type Shapes } from '../../../validation';
import { labels, qualifiedName } from '../../../validation/kubernetes-names';
import type { DatasourceProps } from '../../grafana/provisioning';
import {
  DASHBOARD_JSON_CHECKS,
  deliverDashboardConfigMaps,
  type DashboardJsonOptions,
} from '../objects/grafana/dashboard-config-map';
import { deliveredDatasource } from './delivered-datasource';
import type { DeliveredPart, Delivery, DeliveryContext } from './delivery';
import { defineDelivery, OBJECT_PLACE_CHECKS, type DeliveredParts, type ObjectPlace } from './define-delivery';
import { nameOfFleet } from './render-delivery';
import { renderGrafanaAlertingFile } from '../../grafana/alerting-file';
import { configMapOf } from '../objects/manifest';
import { DATASOURCE_CHECKS, renderDatasourceConfigMap } from '../objects/grafana/provisioning-config-maps';

/** What the sidecar looks for. */
export interface SidecarOptions extends ObjectPlace, DashboardJsonOptions {
  /** Labels by which the sidecar knows dashboards. @default { grafana_dashboard: '1' } */
  readonly dashboardLabels?: Readonly<Record<string, string>>;
  /** Labels by which the sidecar knows data sources. @default { grafana_datasource: '1' } */
  readonly datasourceLabels?: Readonly<Record<string, string>>;
  /** Labels by which the sidecar knows alert rules that Grafana evaluates. @default { grafana_alert: '1' } */
  readonly alertLabels?: Readonly<Record<string, string>>;
  /** Folder that shows the dashboards; the sidecar must have been told to look for an annotation: see folderAnnotation. @default - none */
  readonly folder?: string;
  /**
   * The annotation that the sidecar reads folders from: what its Helm value `sidecar.dashboards.folderAnnotation` says. By default it reads none,
   * and Grafana makes folders of directories only with `sidecar.dashboards.provider.foldersFromFilesStructure: true`. Naming it here says that
   * both are set. @default - 'grafana_folder', with a warning
   */
  readonly folderAnnotation?: string;
  /** Whether each dashboard has a ConfigMap of its own; for dashboards that are too large for one. @default false */
  readonly splitDashboards?: boolean;
  /**
   * True for an alerting file also where Prometheus evaluates the alerts: it makes Grafana delete those that it evaluated before. The sidecar reads
   * it with the Helm value `sidecar.alerts.enabled: true`. @default - where Grafana evaluates the alerts
   */
  readonly grafanaAlerting?: true;
  /**
   * A data source of its own for the fleet, which is never Grafana's default unless it says so. @default - none: charts with a sidecar mostly
   * bring one
   */
  readonly datasource?: DatasourceProps;
}

const sidecarLabels = notEmpty(labels, 'at least one label: those that the sidecar looks for');

export const SIDECAR_CHECKS: Shapes<SidecarOptions> = {
  ...OBJECT_PLACE_CHECKS,
  ...DASHBOARD_JSON_CHECKS,
  dashboardLabels: sidecarLabels,
  datasourceLabels: sidecarLabels,
  alertLabels: sidecarLabels,
  folder: grafanaTitle,
  folderAnnotation: qualifiedName,
  splitDashboards: flag,
  grafanaAlerting: given('true', (value) => value === true),
  datasource: fields(DATASOURCE_CHECKS, ['url']),
};

/**
 * Dashboards (and a data source) in labelled ConfigMaps, for Grafana's sidecar. It brings no rules and no scraping: see combineDeliveries, or
 * kubePrometheusStack for all of it.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function sidecar(options: SidecarOptions = {}): Delivery {
  return defineDelivery('sidecar', options, fields(SIDECAR_CHECKS), (checked) => sidecarParts('sidecar', checked));
}

/**
 * The delivery of checked options, under the name of the delivery that the user chose.
 *
 * @param there uid of the data source that Grafana has beside the one that is delivered
 */
export function sidecarParts(delivery: string, options: SidecarOptions, there?: string): DeliveredParts {
  // What k8s-sidecar looks for, as Grafana's Helm charts set it up.
  const {
    datasource: described,
    datasourceLabels = { grafana_datasource: '1' },
    alertLabels = { grafana_alert: '1' },
  } = options;
  return {
    dashboards: (context) => deliverDashboards(delivery, context, options),
    datasource:
      described &&
      (({ metadata, mixin }) => {
        const { datasource, findings } = deliveredDatasource(delivery, mixin, described, { isOfFleet: true, there });
        const object = metadata('datasource', { labels: datasourceLabels });
        // A file name among those of all data sources of the cluster: objects of two namespaces may have one name.
        return {
          objects: [renderDatasourceConfigMap(object, datasource, `${nameOfFleet(mixin)}-datasource.yaml`)],
          findings,
        };
      }),
    grafanaAlerts: ({ metadata, mixin }) => ({
      objects:
        options.grafanaAlerting === true || mixin.grafanaRuleGroups.length > 0
          ? [
              configMapOf(metadata('alerting', { labels: alertLabels }), {
                [`${nameOfFleet(mixin)}-alerts.yaml`]: renderGrafanaAlertingFile(mixin),
              }),
            ]
          : [],
    }),
  };
}

function deliverDashboards(
  delivery: string,
  { metadata, mixin }: DeliveryContext,
  options: SidecarOptions,
): DeliveredPart {
  const { folder, folderAnnotation = 'grafana_folder', dashboardLabels = { grafana_dashboard: '1' } } = options;
  const own = metadata('dashboard', {
    labels: dashboardLabels,
    annotations: folder === undefined ? {} : { [folderAnnotation]: folder },
  });
  return {
    ...deliverDashboardConfigMaps(mixin, own, { ...options, isCollected: true }),
    findings:
      folder === undefined || options.folderAnnotation !== undefined
        ? []
        : [
            warningAt(`${delivery}.folder`, {
              what: `found ${JSON.stringify(folder)}, but not that the sidecar reads folders`,
              why: 'by default it reads no annotation, and the dashboards appear in no folder',
              fix: "set the Helm values sidecar.dashboards.folderAnnotation: grafana_folder and sidecar.dashboards.provider.foldersFromFilesStructure: true, then folderAnnotation: 'grafana_folder' here",
            }),
          ],
  };
}
