/** Directories in Grafana's container. */
import { given, type Shape } from '../../../../validation';

/** Where Grafana reads data source provisioning files. */
export const DATASOURCE_PROVISIONING_DIRECTORY = '/etc/grafana/provisioning/datasources';

/** Where Grafana reads alert rules. */
export const ALERTING_PROVISIONING_DIRECTORY = '/etc/grafana/provisioning/alerting';

/** Where the directories with dashboards are, one for each DashboardConfigMap. */
export const DASHBOARDS_DIRECTORY = '/var/lib/grafana/dashboards';

/** A directory that something can be mounted at: Kubernetes refuses `:`, and a path that climbs would not be found in another's. */
export const directory: Shape = given(
  "an absolute path without ':', empty parts, '.' and '..'",
  (value) => typeof value === 'string' && /^(\/[^/:]+)+$/.test(value) && !/\/\.{1,2}(\/|$)/.test(value),
);

/** Whether a directory is another, or lies anywhere below it. */
export function isWithin(inner: string, outer: string): boolean {
  const parent = outer.replace(/\/+$/, '');
  return inner === parent || inner.startsWith(`${parent}/`);
}
