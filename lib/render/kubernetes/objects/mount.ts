/** ConfigMaps that are mounted into Grafana. */
import { DASHBOARD_DIRECTORY, PROVISIONING_DIRECTORY } from '../../grafana/provisioning';
import { ALERTING_PROVISIONING_DIRECTORY, DATASOURCE_PROVISIONING_DIRECTORY } from './grafana-directories';

/** A ConfigMap, the volume that holds it, and where it appears in the container. */
export interface ConfigMapMount {
  readonly configMapName: string;
  readonly volumeName: string;
  readonly mountPath: string;
  /** What to do where that path is taken. */
  readonly otherwise: string;
}

/** The volume is called as its ConfigMap, as far as a volume can be: no dots, and at most 63 characters. */
function mountOf(configMapName: string, mountPath: string, otherwise: string): ConfigMapMount {
  const volumeName = configMapName.replace(/\./g, '-').slice(0, 63).replace(/-+$/, '');
  return { configMapName, volumeName, mountPath, otherwise };
}

/** A ConfigMap with dashboards. */
export function dashboardMount(configMapName: string, directory: string = DASHBOARD_DIRECTORY): ConfigMapMount {
  return mountOf(configMapName, directory, 'choose another dashboardDirectory');
}

/** A ConfigMap with the file that says where dashboards lie. */
export function dashboardProvisioningMount(configMapName: string): ConfigMapMount {
  return mountOf(
    configMapName,
    PROVISIONING_DIRECTORY,
    'set dashboardProvisioning to false and add the dashboard provider to the files that are there',
  );
}

/** A ConfigMap with the file that says what data sources there are. */
export function datasourceProvisioningMount(configMapName: string): ConfigMapMount {
  return mountOf(
    configMapName,
    DATASOURCE_PROVISIONING_DIRECTORY,
    'set datasourceProvisioning to false and add the data source to the files that are there',
  );
}

/** A ConfigMap with alert rules that Grafana evaluates. */
export function alertingProvisioningMount(configMapName: string): ConfigMapMount {
  return mountOf(
    configMapName,
    ALERTING_PROVISIONING_DIRECTORY,
    'set alertingProvisioning to false and add the rules to the files that are there',
  );
}
