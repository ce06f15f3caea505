/** The scrape job, as data: how Prometheus finds the workers and what it makes of their addresses. */
import type { MonitoringConfig } from './fleet/config';
import type { ScrapeProps } from './fleet/props';
import type { Duration } from '../promql/duration';

/** One relabelling step. Field names are Prometheus's own, in camelCase. */
export interface RelabelStep {
  readonly sourceLabels?: readonly string[];
  readonly action?: 'keep' | 'drop' | 'replace';
  readonly regex?: string;
  readonly replacement?: string;
  readonly targetLabel?: string;
}

/** A scrape job that discovers pods in Kubernetes. */
export interface ScrapeJob {
  readonly jobName: string;
  /** Undefined leaves Prometheus's own default. */
  readonly scrapeInterval: Duration | undefined;
  readonly namespaces: readonly string[];
  /**
   * Whether a label of a metric stays where the target has one of the same name. It goes together with a target label `replica_set`: the
   * workers' own would be renamed `exported_replica_set` otherwise. @default false
   */
  readonly honorLabels?: boolean;
  /** How it asks them. @default - over HTTP, as anybody */
  readonly connection?: ScrapeConnection;
  readonly relabelings: readonly RelabelStep[];
}

/** How Prometheus asks a worker for its metrics. */
export type ScrapeConnection = Pick<
  ScrapeProps,
  'scheme' | 'tlsConfig' | 'authorization' | 'basicAuth' | 'timeout' | 'sampleLimit'
>;

const ANNOTATION = '__meta_kubernetes_pod_annotation_prometheus_io_';

const KEEP_ANNOTATED: RelabelStep = { sourceLabels: [`${ANNOTATION}scrape`], action: 'keep', regex: 'true' };

/** Pods of the right labels are known by the name of their port, or else say themselves that they are to be scraped. */
const keepNamedOrAnnotated = (portName: string): RelabelStep => ({
  sourceLabels: ['__meta_kubernetes_pod_container_port_name', `${ANNOTATION}scrape`],
  action: 'keep',
  regex: `${portName};.*|.*;true`,
});

/** Takes a label of the target over from its discovery, where that has such a form. @default - whatever it is */
const copied = (source: string, targetLabel: string, regex?: string): RelabelStep => ({
  sourceLabels: [source],
  action: 'replace',
  ...(regex === undefined ? {} : { regex }),
  targetLabel,
});

const PATH = copied(`${ANNOTATION}path`, '__metrics_path__', '(.+)');

const port = (regex: string): RelabelStep => ({
  sourceLabels: ['__address__', `${ANNOTATION}port`],
  action: 'replace',
  regex,
  replacement: '$1:$2',
  targetLabel: '__address__',
});

/** The README's: it does not match the address of an IPv6 pod, which is then scraped on whatever port the container declares first. */
const UPSTREAM_PORT = port('([^:]+)(?::\\d+)?;(\\d+)');

/** IPv4 addresses, host names and IPv6 addresses in brackets, with and without a port. */
const PORT = port('(\\[.+\\]|[^:]+)(?::\\d+)?;(\\d+)');

/** A pod that declares no port is found at its bare address, and an IPv6 address needs brackets before a port can follow. */
const IPV6_PORT: RelabelStep = { ...port('([^\\[\\]]*:[^\\[\\]]*:[^\\[\\]]*);(\\d+)'), replacement: '[$1]:$2' };

/** A finished pod keeps its annotations and would stay a target that is down. */
const DROP_FINISHED: RelabelStep = {
  sourceLabels: ['__meta_kubernetes_pod_phase'],
  action: 'drop',
  regex: 'Failed|Succeeded',
};

/** Name of the port that has the metrics, where nobody names another. */
export const DEFAULT_PORT_NAME = 'metrics';

/** Labels that a scraped target has: Prometheus's own two, those that every operator's job maps, and those that this one does. */
export function targetLabelsOf({ relabelings }: ScrapeJob): readonly string[] {
  const mapped = relabelings.flatMap(({ targetLabel = '__' }) => (targetLabel.startsWith('__') ? [] : [targetLabel]));
  return [...new Set(['job', 'instance', 'namespace', 'pod', ...mapped])];
}

/**
 * The scrape job of a configuration. `upstream`: the README's, step by step. `hardened`: the same, right for IPv6, without finished pods,
 * with the labels `namespace` and `pod` and the configured interval.
 */
export function createScrapeJob(config: MonitoringConfig): ScrapeJob {
  const {
    jobName,
    namespaces = [],
    podLabels = {},
    replicaSetPodLabel,
    port: portName = DEFAULT_PORT_NAME,
    ...connection
  } = config.scrape;
  const keepLabelled = Object.entries(podLabels).map(([label, value]): RelabelStep => ({
    sourceLabels: [metaLabelOf(label)],
    action: 'keep',
    regex: value.replace(/[.]/g, '\\.'),
  }));
  const isUpstream = config.profile === 'upstream';
  return {
    jobName,
    scrapeInterval: isUpstream ? undefined : config.scrapeInterval,
    namespaces,
    ...(isUpstream || replicaSetPodLabel === undefined ? {} : { honorLabels: true }),
    ...(Object.keys(connection).length === 0 ? {} : { connection }),
    relabelings: isUpstream
      ? [KEEP_ANNOTATED, ...keepLabelled, PATH, UPSTREAM_PORT]
      : [
          // Without labels, a port of this name is anybody's.
          ...(keepLabelled.length === 0 ? [KEEP_ANNOTATED] : [...keepLabelled, keepNamedOrAnnotated(portName)]),
          DROP_FINISHED,
          copied(`${ANNOTATION}scheme`, '__scheme__', '(https?)'),
          PATH,
          PORT,
          IPV6_PORT,
          copied('__meta_kubernetes_namespace', 'namespace'),
          copied('__meta_kubernetes_pod_name', 'pod'),
          // A pod without the label keeps none: its metrics say themselves whose they are.
          ...(replicaSetPodLabel === undefined ? [] : [copied(metaLabelOf(replicaSetPodLabel), 'replica_set', '(.+)')]),
        ],
  };
}

function metaLabelOf(podLabel: string): string {
  return `__meta_kubernetes_pod_label_${podLabel.replace(/[^a-zA-Z0-9_]/g, '_')}`;
}
