/** Files that Grafana reads when it starts: which folders hold dashboards, and which data sources there are. */
import { DEFAULT_DATASOURCE_UID } from '../../orchestrator';
import { defined, type JsonObject } from '../json';

/** Directory in Grafana's container that the dashboards are mounted at. */
export const DASHBOARD_DIRECTORY = '/var/lib/grafana/dashboards/orchestrator';

/** Directory in Grafana's container that holds dashboard provisioning files. */
export const PROVISIONING_DIRECTORY = '/etc/grafana/provisioning/dashboards';

/** Name of our dashboard provisioning file. */
export const PROVISIONING_FILE = 'orchestrator.yaml';

/** A text that Grafana's provisioning reads as it is: it takes `$NAME` for a variable of the environment, and `$$` for a dollar sign. */
export function literal(text: string): string {
  return text.replace(/\$/g, '$$$$');
}

/** How Grafana loads the dashboards from files. */
export interface DashboardProviderProps {
  /** @default 'Pupsourcing Orchestrator' */
  readonly name?: string;
  /** Grafana organization. @default 1 */
  readonly orgId?: number;
  /** Title of the folder that shows the dashboards; empty for the root. @default '' */
  readonly folder?: string;
  /** Uid of that folder. @default - Grafana makes one */
  readonly folderUid?: string;
  /** Whether dashboards stay when their file is gone. @default false */
  readonly disableDeletion?: boolean;
  /** How often Grafana looks for changed files, in seconds. @default 10 */
  readonly updateIntervalSeconds?: number;
  /** Whether changes in the user interface can be saved (and are lost at the next change of the file). @default true */
  readonly allowUiUpdates?: boolean;
  /** Directory that holds the dashboard files. @default '/var/lib/grafana/dashboards/orchestrator' */
  readonly path?: string;
}

/** A dashboard provisioning file, `apiVersion: 1`. */
export function renderDashboardProvider(props: DashboardProviderProps = {}): JsonObject {
  return defined({
    apiVersion: 1,
    providers: [
      {
        name: literal(props.name ?? 'Pupsourcing Orchestrator'),
        orgId: props.orgId ?? 1,
        folder: literal(props.folder ?? ''),
        folderUid: props.folderUid,
        type: 'file',
        disableDeletion: props.disableDeletion ?? false,
        updateIntervalSeconds: props.updateIntervalSeconds ?? 10,
        allowUiUpdates: props.allowUiUpdates ?? true,
        options: { path: literal(props.path ?? DASHBOARD_DIRECTORY) },
      },
    ],
  });
}

/** A Prometheus data source. */
export interface DatasourceProps {
  /**
   * Grafana takes data sources of one name for one. @default - 'Prometheus'; behind it in parentheses, a `uid` that is given, or what objects of the
   * fleet are called by default: for a sidecar, and by grafanaOperator for a fleet with a `dashboard.uid` of its own whose alerts Prometheus evaluates
   */
  readonly name?: string;
  /**
   * @default - 'prometheus'; for a sidecar, and by grafanaOperator for a fleet with a `dashboard.uid` of its own whose alerts Prometheus evaluates,
   * what objects of the fleet are called by default and '-prometheus'; where Grafana evaluates alerts, what `alerts.grafana.datasourceUid` gives
   */
  readonly uid?: string;
  /** Where Grafana's server finds Prometheus, for instance `http://prometheus:9090`. */
  readonly url: string;
  /**
   * Whether Grafana asks it where nobody says whom. @default - true; false for a sidecar, since the chart brings a default, and by grafanaOperator
   * for a fleet with a `dashboard.uid` of its own, unless its uid is 'prometheus' because its alerts ask that
   */
  readonly isDefault?: boolean;
  /** Grafana organization, which an object of Grafana's operator cannot name. @default - that of `alerts.grafana`, or 1 where there is no fleet */
  readonly orgId?: number;
  /** Scrape interval, from which `$__rate_interval` is computed. @default - the fleet's scrapeInterval */
  readonly scrapeInterval?: string;
}

/** A data source provisioning file, `apiVersion: 1`. */
export function renderDatasourceProvisioning(props: DatasourceProps): JsonObject {
  const datasource = renderDatasource(props);
  const { name, url } = datasource;
  return {
    apiVersion: 1,
    datasources: [{ ...datasource, orgId: props.orgId ?? 1, name: literal(name), url: literal(url) }],
  };
}

/** A data source, as the objects of Grafana's operator have it. */
export function renderDatasource(props: DatasourceProps): JsonObject & { readonly name: string; readonly url: string } {
  const { uid = DEFAULT_DATASOURCE_UID } = props;
  return {
    name: props.name ?? (uid === DEFAULT_DATASOURCE_UID ? 'Prometheus' : `Prometheus (${uid})`),
    type: 'prometheus',
    uid,
    access: 'proxy',
    url: props.url,
    isDefault: props.isDefault ?? true,
    jsonData: { httpMethod: 'POST', timeInterval: props.scrapeInterval ?? '15s', prometheusType: 'Prometheus' },
    editable: false,
  };
}
