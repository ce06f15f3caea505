/** The queries of the database's exporter in a ConfigMap. The exporter's password is in a Secret of the user's own, never here. */
import { ConfigError, type MonitoringConfig } from '../../../orchestrator';
import { renderQueryFile, type QueryFile } from '../../database/query-file';
import type { DeliverPart } from '../deliveries/delivery';
import { configMapOf, type KubernetesManifest, type ObjectMetadata } from './manifest';

/** The file of queries of a description. Throws a ConfigError without `database`. */
export function queryFileOf(config: MonitoringConfig): QueryFile {
  const file = renderQueryFile(config);
  if (file === undefined) {
    throw new ConfigError([
      {
        path: 'database',
        message:
          'found none (or the profile upstream, which ignores it); allowed: a description of the database; set it',
      },
    ]);
  }
  return file;
}

/** A ConfigMap with the queries under the usual name of their file. CloudNativePG reads it anew when it changes. */
export function renderQueryConfigMap(metadata: ObjectMetadata, config: MonitoringConfig): KubernetesManifest {
  const file = queryFileOf(config);
  const labels =
    config.database?.exporter === 'cloudnative-pg' ? { ...metadata.labels, 'cnpg.io/reload': '' } : metadata.labels;
  return configMapOf({ ...metadata, labels }, { [file.name]: file.content });
}

/** The part `database` of every delivery that has no other. */
export const deliverQueries: DeliverPart = ({ metadata, mixin }) => ({
  objects: [renderQueryConfigMap(metadata('database-queries'), mixin.config)],
});
