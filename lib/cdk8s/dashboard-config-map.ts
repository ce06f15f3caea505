import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { Dashboard, Mixin } from '../mixin';
import { renderGrafanaDashboard } from '../render';
import { oneOf, type Checks } from './field-checks';
import { addObject, KUBERNETES_OBJECT_CHECKS, type KubernetesObjectProps } from './kubernetes-object';
import { mixinOf, type MixinProps } from './mixin-props';
import { DATA_MAXIMUM } from './object-size';

/** How the ConfigMap is made, whatever the dashboards show. */
export interface DashboardConfigMapOptions extends KubernetesObjectProps {
  /**
   * Whether the JSON is indented, for people who review manifests, or as short as can be. More than a third of the bytes are blanks.
   * @default 'pretty'
   */
  readonly json?: 'pretty' | 'minified';
}

/** Props of a DashboardConfigMap. Its name is `orchestrator-dashboard` unless told. */
export interface DashboardConfigMapProps extends MixinProps, DashboardConfigMapOptions {}

/** Checks of DashboardConfigMapOptions. */
export const DASHBOARD_CONFIG_MAP_CHECKS: Checks<DashboardConfigMapOptions> = {
  ...KUBERNETES_OBJECT_CHECKS,
  json: oneOf('pretty', 'minified'),
};

/**
 * A ConfigMap with the dashboards, one key each: `<uid>.json`. Grafana's sidecar turns keys of all ConfigMaps of a cluster into files of one
 * directory, where a `dashboard.json` would overwrite another's. Under the profile `upstream` the key is `dashboard.json` nevertheless, as in
 * the orchestrator's README.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { DashboardConfigMap } from 'pupsourcing-orchestrator-monitoring/cdk8s';
 *
 * const chart = new Chart(new App(), 'monitoring');
 * new DashboardConfigMap(chart, 'dashboard', {
 *   replicaSets: [{ name: 'main', workers: 3 }],
 *   labels: { grafana_dashboard: '1' },
 * });
 */
export class DashboardConfigMap extends Construct {
  /** What the dashboards show. */
  readonly mixin: Mixin;
  /** The ConfigMap, for patches. */
  readonly apiObject: ApiObject;
  /** Name of the ConfigMap. */
  readonly name: string;

  /** @throws ConfigError when the props are wrong, or the dashboards too large for a ConfigMap */
  constructor(scope: Construct, id: string, props: DashboardConfigMapProps = {}) {
    super(scope, id);
    this.mixin = mixinOf(this, props, DASHBOARD_CONFIG_MAP_CHECKS);
    const indentation = props.json === 'minified' ? undefined : 2;
    this.apiObject = addObject(this, props, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      defaultName: 'orchestrator-dashboard',
      content: {
        data: Object.fromEntries(
          this.mixin.dashboards.map((dashboard) => [
            fileName(dashboard, this.mixin),
            `${JSON.stringify(renderGrafanaDashboard(dashboard), undefined, indentation)}\n`,
          ]),
        ),
      },
      size: {
        maximum: DATA_MAXIMUM,
        mend: indentation === undefined ? 'give each dashboard a ConfigMap of its own' : "set json: 'minified'",
      },
    });
    this.name = this.apiObject.name;
  }
}

function fileName({ uid }: Dashboard, { config, dashboards }: Mixin): string {
  return config.profile === 'upstream' && dashboards.length === 1 ? 'dashboard.json' : `${uid}.json`;
}
