import {
  DEFAULT_DASHBOARD_UID,
  DEFAULT_DATASOURCE_UID,
  fleetTitle,
  warningAt,
  type Finding,
  type Mixin,
} from '../../../orchestrator';
import { gzipped } from '../../gzip';
import { renderDatasource, type DatasourceProps } from '../../grafana/provisioning';
import { deliveredDatasource } from './delivered-datasource';
import type { DeliveredPart, Delivery, DeliveryContext } from './delivery';
import { fields, flag, notEmpty, oneOf, type Shapes, text } from '../../../validation';
import { labelsOf } from '../../../validation/kubernetes-names';
import { defineDelivery, OBJECT_PLACE_CHECKS, type DeliveredParts, type ObjectPlace } from './define-delivery';
import { dashboardSuffix, dashboardText } from '../objects/grafana/dashboard-config-map';
import {
  operatorObject,
  renderGrafanaAlertRuleGroups,
  type GrafanaOperatorTarget,
  type GrafanaOperatorVersion,
} from '../objects/grafana/grafana-operator-objects';
import type { KubernetesManifest } from '../objects/manifest';
import { grafanaTitle, grafanaUid } from '../../../orchestrator/fleet/schema';
import { DATASOURCE_CHECKS } from '../objects/grafana/provisioning-config-maps';

/** What the operator is given. */
export interface GrafanaOperatorOptions extends ObjectPlace, GrafanaOperatorTarget {
  /**
   * Title of the folder for dashboards, and for alerts unless `alerts.grafana.folder` names another.
   * @default - 'Pupsourcing Orchestrator', and the dashboard's uid where the fleet has one of its own
   */
  readonly folder?: string;
  /** Uid of that folder. @default - the operator's choice */
  readonly folderUid?: string;
  /** How dashboards are written: as JSON for people, as short as can be, or compressed. @default 'minified' */
  readonly json?: 'pretty' | 'minified' | 'gzip';
  /** Version of the operator: it decides which fields alert rules may have. @default '5.19' */
  readonly operatorVersion?: GrafanaOperatorVersion;
  /** The Prometheus that Grafana asks, for a Grafana that knows none yet. @default - none */
  readonly datasource?: DatasourceProps;
}

const GRAFANA_OPERATOR_CHECKS = {
  ...OBJECT_PLACE_CHECKS,
  instanceSelector: notEmpty(
    labelsOf('an object of labels of Grafana objects and their values', text('the name of a label', /./)),
    'at least one label: those of the Grafana objects that this is for',
  ),
  allowCrossNamespaceImport: flag,
  resyncPeriod: text('a Go duration such as 10m', /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/),
  folder: grafanaTitle,
  folderUid: grafanaUid,
  json: oneOf('pretty', 'minified', 'gzip'),
  operatorVersion: oneOf('5.18', '5.19', '5.22'),
  datasource: fields(DATASOURCE_CHECKS, ['url']),
} satisfies Shapes<GrafanaOperatorOptions>;

/**
 * Folder, dashboards and data source as objects of the Grafana operator. It brings no rules for Prometheus and no scraping: see
 * combineDeliveries.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function grafanaOperator(given: GrafanaOperatorOptions): Delivery {
  return defineDelivery('grafanaOperator', given, fields(GRAFANA_OPERATOR_CHECKS, ['instanceSelector']), partsOf);
}

function partsOf(options: GrafanaOperatorOptions): DeliveredParts {
  const { datasource: described } = options;
  return {
    dashboards: (context) => deliverDashboards(context, options),
    grafanaAlerts: (context) => deliverAlerts(context, options),
    datasource:
      described &&
      (({ metadata, mixin }) => {
        const { datasource, findings } = datasourceBeside(mixin, described);
        const spec = { datasource: renderDatasource(datasource) };
        return { objects: [operatorObject('GrafanaDatasource', metadata('datasource'), options, spec)], findings };
      }),
  };
}

/**
 * The data source of a fleet with a dashboard of its own is one beside those of other fleets. Where Grafana evaluates the alerts, they say which one
 * they ask, and fleets that ask one share it.
 */
function datasourceBeside(mixin: Mixin, described: DatasourceProps): ReturnType<typeof deliveredDatasource> {
  const { dashboard, alerts } = mixin.config;
  const isBeside = dashboard.uid !== DEFAULT_DASHBOARD_UID;
  const isAsked = mixin.grafanaRuleGroups.length > 0;
  const { isDefault = alerts.grafana.datasourceUid === DEFAULT_DATASOURCE_UID } = described;
  const given = isBeside && isAsked ? { ...described, isDefault } : described;
  return deliveredDatasource('grafanaOperator', mixin, given, { isOfFleet: isBeside && !isAsked });
}

function deliverDashboards(context: DeliveryContext, options: GrafanaOperatorOptions): DeliveredPart {
  const { metadata, mixin } = context;
  const { json = 'minified' } = options;
  const folder = dashboardFolder(context, options);
  const folderRef = folder.metadata.name;
  return {
    objects: [
      folder,
      ...mixin.dashboards.map((dashboard) => {
        const own = metadata(`dashboard${dashboardSuffix(dashboard, mixin)}`);
        // A tenth of the size of plain JSON.
        const spec =
          json === 'gzip'
            ? { folderRef, gzipJson: gzipped(dashboardText(dashboard, { json: 'minified' })) }
            : { folderRef, json: dashboardText(dashboard, { json }) };
        return operatorObject('GrafanaDashboard', own, options, spec);
      }),
    ],
    smaller: json === 'gzip' ? 'describe fewer replica sets by name' : "set json: 'gzip'",
  };
}

/**
 * Alerts are in the folder of the dashboards, whatever its title, because a GrafanaAlertRuleGroup must keep the folder that it names; or in one of
 * their own, where alerts.grafana.folder gives it a title.
 */
function deliverAlerts(context: DeliveryContext, options: GrafanaOperatorOptions): DeliveredPart {
  const { metadata, mixin } = context;
  const { operatorVersion, folder } = options;
  const { alerts, dashboard } = mixin.config;
  const title = alerts.grafana.folder;
  if (mixin.grafanaRuleGroups.length === 0) {
    return { objects: [] };
  }
  const alertFolder = [fleetTitle(dashboard.uid), folder].includes(title)
    ? dashboardFolder(context, options)
    : operatorObject('GrafanaFolder', metadata('alert-folder'), options, { title });
  return {
    objects: [
      alertFolder,
      ...renderGrafanaAlertRuleGroups(
        mixin,
        { folderRef: alertFolder.metadata.name, operatorVersion },
        options,
        (suffix) => metadata(`alerts${suffix}`),
      ),
    ],
    findings: [...findUnknownFields(mixin, operatorVersion)],
  };
}

function dashboardFolder({ metadata, mixin }: DeliveryContext, options: GrafanaOperatorOptions): KubernetesManifest {
  const { folder: title = fleetTitle(mixin.config.dashboard.uid), folderUid: uid } = options;
  return operatorObject('GrafanaFolder', metadata('folder'), options, { title, uid });
}

/** What alert rules say and the operator does not know. */
function* findUnknownFields(
  { alerts, config }: Mixin,
  operatorVersion: GrafanaOperatorVersion = '5.19',
): Generator<Finding> {
  const unknown = (field: string, why: string, needed: GrafanaOperatorVersion): Finding =>
    warningAt('grafanaOperator.operatorVersion', {
      what: `found '${operatorVersion}', and ${field}`,
      why: `that operator does not know it, and ${why}`,
      fix: `use operator ${needed} or newer and set operatorVersion: '${needed}'`,
    });
  if (operatorVersion === '5.18' && alerts.some(({ keepFiringFor }) => keepFiringFor !== undefined)) {
    yield unknown('alerts with keepFiringFor', 'these alerts end and begin again where they should go on', '5.19');
  }
  if (operatorVersion !== '5.22' && config.alerts.grafana.targetDatasourceUid !== undefined) {
    const why = "recorded series go where recording_rules.default_datasource_uid of Grafana's configuration says";
    yield unknown('alerts.grafana.targetDatasourceUid', why, '5.22');
  }
}
