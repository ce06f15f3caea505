import { DEFAULT_DASHBOARD_UID, type Dashboard, type Mixin } from '../../../../orchestrator';
import { renderGrafanaDashboard } from '../../../grafana/dashboard';
import { prettyJson } from '../../../json';
import { oneOf, type Shapes } from '../../../../validation';
import type { DeliveredPart } from '../../deliveries/delivery';
import { configMapOf, type KubernetesManifest, type ObjectMetadata } from '../manifest';

/** How the JSON of dashboards is written. */
export interface DashboardJsonOptions {
  /**
   * Whether the JSON is indented, for people who review manifests, or as short as can be. A seventh of the bytes are blanks.
   * @default - 'minified' by a delivery, 'pretty' by the construct DashboardConfigMap
   */
  readonly json?: 'pretty' | 'minified' | undefined;
}

interface KeyedJsonOptions extends DashboardJsonOptions {
  /** Whether the keys are names of files among those of others. @default false: they are in a directory of their own */
  readonly isCollected?: boolean | undefined;
}

export const DASHBOARD_JSON_CHECKS: Shapes<DashboardJsonOptions> = { json: oneOf('pretty', 'minified') };

/**
 * All dashboards in one ConfigMap, one key each: `<uid>.json`. Grafana's sidecar turns keys of all ConfigMaps of a cluster into files of one
 * directory, where a `dashboard.json` would overwrite another's. Under the profile `upstream` the key is `dashboard.json`, as in the orchestrator's
 * README, unless the fleet has a `dashboard.uid` of its own, or a delivery is for a sidecar.
 */
export function renderDashboardConfigMap(
  mixin: Mixin,
  metadata: ObjectMetadata,
  options: KeyedJsonOptions = {},
): KubernetesManifest {
  return configMapOf(metadata, dataOf(mixin.dashboards, mixin, options));
}

/**
 * The ConfigMaps of a delivery: one, or with `splitDashboards` one for each dashboard, for dashboards that are too large together. The main
 * dashboard's has the name that is given, the others what their uid adds to the main dashboard's behind it.
 */
export function deliverDashboardConfigMaps(
  mixin: Mixin,
  metadata: ObjectMetadata,
  { splitDashboards = false, ...options }: KeyedJsonOptions & { readonly splitDashboards?: boolean },
): Pick<DeliveredPart, 'objects' | 'smaller'> {
  const { json = 'minified', isCollected } = options;
  const ofOne = (dashboard: Dashboard): KubernetesManifest =>
    configMapOf(
      { ...metadata, name: `${metadata.name}${dashboardSuffix(dashboard, mixin)}` },
      dataOf([dashboard], mixin, { json, isCollected }),
    );
  return splitDashboards
    ? { objects: mixin.dashboards.map(ofOne), smaller: 'describe fewer replica sets by name' }
    : {
        objects: [renderDashboardConfigMap(mixin, metadata, { json, isCollected })],
        smaller: 'set splitDashboards: true',
      };
}

/** What tells the object of a dashboard from the main dashboard's: `-fleet`; nothing for the main dashboard. */
export function dashboardSuffix({ uid }: Dashboard, { dashboards }: Mixin): string {
  const main = dashboards[0]?.uid ?? '';
  const suffix = uid.startsWith(main) ? uid.slice(main.length) : `-${uid}`;
  return suffix.toLowerCase().replace(/_/g, '-').replace(/-+$/, '');
}

/** A dashboard as the text of a file. */
export function dashboardText(dashboard: Dashboard, { json = 'pretty' }: DashboardJsonOptions = {}): string {
  const rendered = renderGrafanaDashboard(dashboard);
  return `${json === 'minified' ? JSON.stringify(rendered) : prettyJson(rendered)}\n`;
}

function dataOf(
  those: readonly Dashboard[],
  { config, dashboards }: Mixin,
  { isCollected = false, ...options }: KeyedJsonOptions,
): Readonly<Record<string, string>> {
  const isOnly = dashboards.length === 1 && config.dashboard.uid === DEFAULT_DASHBOARD_UID;
  const isUpstreams = config.profile === 'upstream' && isOnly && !isCollected;
  return Object.fromEntries(
    those.map((dashboard) => [
      isUpstreams ? 'dashboard.json' : `${dashboard.uid}.json`,
      dashboardText(dashboard, options),
    ]),
  );
}
