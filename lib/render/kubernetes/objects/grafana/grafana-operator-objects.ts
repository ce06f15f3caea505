/** Objects of the Grafana operator, version 5 (`grafana.integreatly.org/v1beta1`). */
import { gzipped } from '../../../gzip';
import type { Dashboard } from '../../../../orchestrator';
import { renderDatasourceProvisioning, type DatasourceProps } from '../../../grafana/provisioning';
import { defined, type JsonObject } from '../../../json';
import { dashboardText } from './dashboard-config-map';
import { manifestOf, type KubernetesManifest, type ObjectMetadata } from '../manifest';

/** What all objects of the Grafana operator say. */
export interface GrafanaOperatorTarget {
  /** Labels of the Grafana objects that this is for: `instanceSelector.matchLabels`. */
  readonly instanceSelector: Readonly<Record<string, string>>;
  /** Whether those Grafana objects may be in another namespace. @default false */
  readonly allowCrossNamespaceImport?: boolean | undefined;
  /** How often the operator puts right what somebody changed in Grafana, a Go duration such as `10m`. @default - the operator's own, 10m */
  readonly resyncPeriod?: string | undefined;
}

export function renderGrafanaFolder(
  { title, uid }: { readonly title: string; readonly uid?: string | undefined },
  target: GrafanaOperatorTarget,
  metadata: ObjectMetadata,
): KubernetesManifest {
  return operatorObject('GrafanaFolder', metadata, target, { title, uid });
}

/**
 * A dashboard. `gzip` is about a tenth of the size of plain JSON.
 *
 * @param options `folderRef` is the name of a GrafanaFolder in the same namespace
 */
export function renderGrafanaDashboardObject(
  dashboard: Dashboard,
  options: { readonly json?: 'minified' | 'pretty' | 'gzip' | undefined; readonly folderRef?: string | undefined },
  target: GrafanaOperatorTarget,
  metadata: ObjectMetadata,
): KubernetesManifest {
  const { json = 'minified', folderRef } = options;
  return operatorObject('GrafanaDashboard', metadata, target, {
    folderRef,
    ...(json === 'gzip'
      ? { gzipJson: gzipped(dashboardText(dashboard, { json: 'minified' })) }
      : { json: dashboardText(dashboard, { json }) }),
  });
}

export function renderGrafanaDatasource(
  datasource: DatasourceProps,
  target: GrafanaOperatorTarget,
  metadata: ObjectMetadata,
): KubernetesManifest {
  const { datasources } = renderDatasourceProvisioning(datasource) as unknown as {
    readonly datasources: readonly [JsonObject];
  };
  return operatorObject('GrafanaDatasource', metadata, target, { datasource: datasources[0] });
}

/** An object of the operator, with what all of them say first. */
export function operatorObject(
  kind: string,
  metadata: ObjectMetadata,
  { instanceSelector, allowCrossNamespaceImport, resyncPeriod }: GrafanaOperatorTarget,
  spec: Parameters<typeof defined>[0],
): KubernetesManifest {
  return manifestOf({ apiVersion: 'grafana.integreatly.org/v1beta1', kind }, metadata, {
    spec: defined({
      instanceSelector: { matchLabels: { ...instanceSelector } },
      allowCrossNamespaceImport: allowCrossNamespaceImport === true ? true : undefined,
      resyncPeriod,
      ...spec,
    }),
  });
}
