/**
 * The queries of the database's exporter in a ConfigMap, and an exporter of its own: postgres_exporter with the queries and nothing else, and a
 * monitor for it. The exporter's password is in a Secret of the user's own, never here.
 */
import { ConfigError, warningAt, type Finding, type MonitoringConfig } from '../../../orchestrator';
import { passes } from '../../../promql/re2';
import { braces, type LabelMatcher } from '../../../promql/write';
import { stableHash } from '../../../model/stable-hash';
import { renderQueryFile, type QueryFile } from '../../database/query-file';
import type { JsonObject } from '../../json';
import type { DeliverPart } from '../deliveries/delivery';
import { fields, flag, LIMITS, oneLine, type Shapes, shortened, textsAt, withheld } from '../../../validation';
import { show } from '../../../validation/words';
import { dataKey, labels, objectName } from '../../../validation/kubernetes-names';
import { configMapOf, manifestOf, type KubernetesManifest, type ObjectMetadata, RECOMMENDED_LABELS } from './manifest';
import { labelRelabeling } from './scrape-job-objects';

/** The file of queries of a description. Throws a ConfigError without `database`. */
function queryFileOf(config: MonitoringConfig): QueryFile {
  const file = renderQueryFile(config);
  if (file === undefined) {
    const message =
      'found none (or the profile upstream, which ignores it); allowed: a description of the database; set it';
    throw new ConfigError([{ path: 'database', message }]);
  }
  return file;
}

/** A ConfigMap with the queries under the usual name of their file. CloudNativePG reads it anew when it changes. */
function renderQueryConfigMap(metadata: ObjectMetadata, config: MonitoringConfig): KubernetesManifest {
  const file = queryFileOf(config);
  const labels =
    config.database?.exporter === 'cloudnative-pg' ? { ...metadata.labels, 'cnpg.io/reload': '' } : metadata.labels;
  return configMapOf({ ...metadata, labels }, { [file.name]: file.content });
}

/** The part `database` of every delivery that has no other. */
export const deliverQueries: DeliverPart = ({ metadata, mixin }) => ({
  objects: [renderQueryConfigMap(metadata('database-queries'), mixin.config)],
});

/** Where the exporter finds its connection string. */
export interface ConnectionSecret {
  /** Name of a Secret that exists in the namespace of the exporter. */
  readonly name: string;
  /** Key of the connection string, as libpq reads it: `postgresql://pupsourcing_monitor:...@host/database`. @default 'dsn' */
  readonly key?: string;
}

/** What an exporter of its own needs. */
export interface LagExporterOptions {
  /** The connection string: it stands in this Secret and nowhere else. */
  readonly connection: ConnectionSecret;
  /** Image of postgres_exporter. @default 'quay.io/prometheuscommunity/postgres-exporter:v0.15.0' */
  readonly image?: string;
  /** Whether a PodMonitor of the Prometheus operator is made. @default true */
  readonly monitor?: boolean;
  /** Labels of the PodMonitor, for instance `{ release: 'monitoring' }` for kube-prometheus-stack. @default - none */
  readonly monitorLabels?: Readonly<Record<string, string>>;
}

export const LAG_EXPORTER_CHECKS: Shapes<LagExporterOptions> = {
  connection: withheld(fields({ name: objectName, key: dataKey }, ['name'])),
  image: oneLine,
  monitor: flag,
  monitorLabels: labels,
};

/** Collectors that are on unless told, by names that postgres_exporter 0.14 to 0.20 know: they read tables of others, wait and are refused. */
const COLLECTORS = 'database locks replication stat_bgwriter stat_database stat_user_tables statio_user_tables wal';
const PORT = 9187;
const PORT_NAME = 'metrics';
const CONTAINER = 'postgres-exporter';
const FOLDER = '/etc/pupsourcing';
/** The user that the image is made for. */
const NOBODY = 65_534;
const NAME = 'app.kubernetes.io/name';
const LAG_EXPORTER = 'pupsourcing-lag-exporter';

/**
 * ConfigMap of the queries, Deployment and PodMonitor of an exporter.
 *
 * @param given - metadata of the Deployment and the PodMonitor; the ConfigMap's name ends with `-queries`
 * @throws ConfigError without `database`, and for an exporter that is not postgres_exporter
 */
export function renderLagExporter(
  given: ObjectMetadata,
  config: MonitoringConfig,
  options: LagExporterOptions,
): readonly KubernetesManifest[] {
  const metadata = { ...given, labels: { ...RECOMMENDED_LABELS, ...given.labels } };
  const file = queryFileOf(config);
  const exporter = config.database?.exporter ?? 'postgres_exporter';
  if (exporter !== 'postgres_exporter') {
    const instead =
      exporter === 'cloudnative-pg'
        ? 'CloudNativePG exports by itself: name the ConfigMap of the queries in the Cluster’s spec.monitoring.customQueriesConfigMap'
        : 'give the collector file to the sql_exporter that you run';
    const message = `found '${exporter}'; allowed: 'postgres_exporter', for an exporter of its own; ${instead}`;
    throw new ConfigError([{ path: 'database.exporter', message }]);
  }
  const queries = { ...metadata, name: shortened(`${metadata.name}-queries`, LIMITS.objectName) };
  const selected = { [NAME]: LAG_EXPORTER, 'app.kubernetes.io/instance': shortened(metadata.name, LIMITS.labelValue) };
  return [
    renderQueryConfigMap(queries, config),
    manifestOf({ apiVersion: 'apps/v1', kind: 'Deployment' }, metadata, {
      spec: {
        replicas: 1,
        selector: { matchLabels: selected },
        template: {
          metadata: {
            labels: selected,
            // The exporter reads its queries once: other queries want another pod.
            annotations: { 'pupsourcing-orchestrator-monitoring/queries': stableHash(file.content) },
          },
          spec: podOf(queries.name, file.name, options),
        },
      },
    }),
    ...(options.monitor === false
      ? []
      : [monitorOf({ ...metadata, labels: { ...metadata.labels, ...options.monitorLabels } }, selected, config)]),
  ];
}

function podOf(configMap: string, file: string, { connection, image }: LagExporterOptions): JsonObject {
  return {
    automountServiceAccountToken: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: NOBODY,
      runAsGroup: NOBODY,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: CONTAINER,
        image: image ?? 'quay.io/prometheuscommunity/postgres-exporter:v0.15.0',
        args: [
          '--disable-default-metrics',
          ...COLLECTORS.split(' ').map((collector) => `--no-collector.${collector}`),
          `--extend.query-path=${FOLDER}/${file}`,
          `--web.listen-address=:${String(PORT)}`,
        ],
        env: [
          {
            name: 'DATA_SOURCE_NAME',
            valueFrom: { secretKeyRef: { name: connection.name, key: connection.key ?? 'dsn' } },
          },
          // 0.20 refuses the flag of this name.
          { name: 'PG_EXPORTER_DISABLE_SETTINGS_METRICS', value: 'true' },
        ],
        ports: [{ name: PORT_NAME, containerPort: PORT }],
        readinessProbe: { httpGet: { path: '/', port: PORT_NAME } },
        resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [{ name: 'queries', mountPath: FOLDER, readOnly: true }],
      },
    ],
    volumes: [{ name: 'queries', configMap: { name: configMap } }],
  };
}

/** Whether it is the monitor of an exporter: its labels are options of the exporter, not of a delivery. */
export function isLagMonitor(manifest: KubernetesManifest): boolean {
  return manifest.kind === 'PodMonitor' && textsAt(manifest, 'spec', 'selector', 'matchLabels')[NAME] === LAG_EXPORTER;
}

/** Matchers of `database.selector` that the monitor decides: other labels of the fleet come from where those of the workers do. */
const decided = ({ database, selector, aggregateBy }: MonitoringConfig): readonly LabelMatcher[] => {
  const ofFleet = new Set([...selector.map(({ label }) => label), ...aggregateBy]);
  const isDecided = (label: string): boolean => OF_TARGET.has(label) || !ofFleet.has(label);
  return database?.selector.filter(({ label }) => isDecided(label)) ?? [];
};

/** Labels that the operator gives every target of a monitor. */
const OF_TARGET: ReadonlySet<string> = new Set(['job', 'namespace', 'container', 'endpoint', 'pod', 'instance']);

/** What the monitor cannot give the exporter's target: a label that `database.selector` leaves open and the operator decides. Series may have others. */
export function* checkLagMonitor(
  { name, namespace }: ObjectMetadata,
  config: MonitoringConfig,
  { monitor = true }: LagExporterOptions,
): Generator<Finding> {
  const known = new Map<string, string | undefined>([
    ['job', namespace === undefined ? undefined : `${namespace}/${name}`],
    ['namespace', namespace],
    ['container', CONTAINER],
    ['endpoint', PORT_NAME],
  ]);
  for (const matcher of monitor ? decided(config) : []) {
    const { label, op } = matcher;
    const value = known.get(label);
    if (op !== '=' && value !== undefined && passes(matcher, value) === false) {
      yield warningAt('database.selector', {
        what: `found ${braces([matcher])}, while the PodMonitor of the exporter gives it ${label} ${show(value)}`,
        why: 'no rule and no panel would find the series of the exporter',
        fix: `name one value of ${label}: the PodMonitor gives it to the exporter; or set monitor: false, where its metrics are scraped otherwise`,
      });
    }
  }
}

/** The operator calls the job after its object, and gives its namespace; the rules ask for what `database.selector` names. */
function monitorOf(
  metadata: ObjectMetadata,
  matchLabels: Readonly<Record<string, string>>,
  config: MonitoringConfig,
): KubernetesManifest {
  const named = decided(config).filter(({ op }) => op === '=');
  return manifestOf({ apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' }, metadata, {
    spec: {
      selector: { matchLabels },
      podMetricsEndpoints: [
        {
          port: PORT_NAME,
          interval: config.database?.interval,
          relabelings: named.length === 0 ? undefined : named.map(({ label, value }) => labelRelabeling(label, value)),
        },
      ],
    },
  });
}
