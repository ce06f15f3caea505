/** Delivery through the Grafana operator, version 5. */
import type { DatasourceProps } from '../grafana-provisioning';
import type { DeliveredPart, Delivery, DeliveryContext } from './delivery';
import { checkOptions } from './delivery-options';
import { allowed, entries, fields, flag, line, oneOf, text, type Checks } from './field-checks';
import { dashboardSuffix } from './dashboard-config-map';
import {
  renderGrafanaDashboardObject,
  renderGrafanaDatasource,
  renderGrafanaFolder,
  type GrafanaOperatorTarget,
} from './grafana-operator-objects';
import { labelValue, namespaceName } from './manifest';
import { DATASOURCE_CHECKS } from './provisioning-config-maps';

/** What the operator is given. */
export interface GrafanaOperatorOptions extends GrafanaOperatorTarget {
  /** Namespace of the objects. The operator looks for Grafana objects there, unless allowCrossNamespaceImport. @default - that of all objects */
  readonly namespace?: string;
  /** Title of the folder for dashboards and alert rules. @default 'Pupsourcing Orchestrator' */
  readonly folder?: string;
  /** Uid of that folder. @default - the operator's choice */
  readonly folderUid?: string;
  /** How dashboards are written: as JSON for people, as short as can be, or compressed. @default 'minified' */
  readonly json?: 'pretty' | 'minified' | 'gzip';
  /** The Prometheus that Grafana asks, for a Grafana that knows none yet. @default - none */
  readonly datasource?: DatasourceProps;
}

const CHECKS: Checks<GrafanaOperatorOptions> = {
  instanceSelector: (value, path) => [
    ...entries('labels of Grafana objects and their values', 'the name of a label', /./, labelValue)(value, path),
    ...allowed(
      'at least one label: those of the Grafana objects that this is for',
      (found) => typeof found !== 'object' || found === null || Object.keys(found).length > 0,
    )(value, path),
  ],
  allowCrossNamespaceImport: flag,
  resyncPeriod: text('a Go duration such as 10m', /^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/),
  namespace: namespaceName,
  folder: line,
  folderUid: text("up to 40 letters, digits, '-' and '_'", /^[a-zA-Z0-9_-]+$/, 40),
  json: oneOf('pretty', 'minified', 'gzip'),
  datasource: fields(DATASOURCE_CHECKS, ['url']),
};

/**
 * Folder, dashboards and data source as objects of the Grafana operator. It brings no rules for Prometheus and no scraping: see
 * combineDeliveries.
 *
 * @throws ConfigError when the options are wrong, with every problem
 */
export function grafanaOperator(options: GrafanaOperatorOptions): Delivery {
  checkOptions('grafanaOperator', options, CHECKS, ['instanceSelector']);
  const { datasource, namespace } = options;
  return {
    name: 'grafanaOperator',
    dashboards: (context) => deliverDashboards(context, options),
    datasource:
      datasource === undefined
        ? undefined
        : ({ metadata, mixin }) => ({
            objects: [
              renderGrafanaDatasource(
                { ...datasource, scrapeInterval: datasource.scrapeInterval ?? mixin.config.scrapeInterval },
                options,
                metadata('datasource', { namespace }),
              ),
            ],
          }),
  };
}

function deliverDashboards({ metadata, mixin }: DeliveryContext, options: GrafanaOperatorOptions): DeliveredPart {
  const { namespace, folder = 'Pupsourcing Orchestrator', folderUid, json = 'minified' } = options;
  const folderMetadata = metadata('folder', { namespace });
  return {
    objects: [
      renderGrafanaFolder({ title: folder, uid: folderUid }, options, folderMetadata),
      ...mixin.dashboards.map((dashboard) =>
        renderGrafanaDashboardObject(
          dashboard,
          { json, folderRef: folderMetadata.name },
          options,
          metadata(`dashboard${dashboardSuffix(dashboard, mixin)}`, { namespace }),
        ),
      ),
    ],
    smaller: json === 'gzip' ? 'describe fewer replica sets by name' : "set json: 'gzip'",
  };
}
