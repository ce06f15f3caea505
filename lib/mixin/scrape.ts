/** The scrape job, as data: how Prometheus finds the workers and what it makes of their addresses. */
import type { MonitoringConfig } from './config';
import type { Duration } from './duration';

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
  readonly relabelings: readonly RelabelStep[];
}

const ANNOTATION = '__meta_kubernetes_pod_annotation_prometheus_io_';

const KEEP_ANNOTATED: RelabelStep = { sourceLabels: [`${ANNOTATION}scrape`], action: 'keep', regex: 'true' };

const PATH: RelabelStep = {
  sourceLabels: [`${ANNOTATION}path`],
  action: 'replace',
  targetLabel: '__metrics_path__',
  regex: '(.+)',
};

const port = (regex: string): RelabelStep => ({
  sourceLabels: ['__address__', `${ANNOTATION}port`],
  action: 'replace',
  regex,
  replacement: '$1:$2',
  targetLabel: '__address__',
});

/** The README's: it does not match the address of an IPv6 pod, which is then scraped on whatever port the container declares first. */
const UPSTREAM_PORT = port('([^:]+)(?::\\d+)?;(\\d+)');

/** Matches IPv4 and IPv6 addresses, with and without a port. */
const PORT = port('(.+?)(?::\\d+)?;(\\d+)');

/** A finished pod keeps its annotations and would stay a target that is down. */
const DROP_FINISHED: RelabelStep = {
  sourceLabels: ['__meta_kubernetes_pod_phase'],
  action: 'drop',
  regex: 'Failed|Succeeded',
};

const NAMESPACE: RelabelStep = {
  sourceLabels: ['__meta_kubernetes_namespace'],
  action: 'replace',
  targetLabel: 'namespace',
};
const POD: RelabelStep = { sourceLabels: ['__meta_kubernetes_pod_name'], action: 'replace', targetLabel: 'pod' };

/** Labels that a scraped target has: Prometheus's own two, and those that the hardened job maps. */
export const TARGET_LABELS: readonly string[] = ['job', 'instance', 'namespace', 'pod'];

/**
 * The scrape job of a configuration. `upstream`: the README's, step by step. `hardened`: the same, right for IPv6, without finished pods,
 * with the labels `namespace` and `pod` and the configured interval.
 */
export function createScrapeJob(config: MonitoringConfig): ScrapeJob {
  const { jobName, namespaces = [], podLabels = {} } = config.scrape;
  const keepLabelled = Object.entries(podLabels).map(([label, value]): RelabelStep => ({
    sourceLabels: [`__meta_kubernetes_pod_label_${label.replace(/[^a-zA-Z0-9_]/g, '_')}`],
    action: 'keep',
    regex: value.replace(/[.]/g, '\\.'),
  }));
  if (config.profile === 'upstream') {
    return {
      jobName,
      scrapeInterval: undefined,
      namespaces,
      relabelings: [KEEP_ANNOTATED, ...keepLabelled, PATH, UPSTREAM_PORT],
    };
  }
  return {
    jobName,
    scrapeInterval: config.scrapeInterval,
    namespaces,
    relabelings: [KEEP_ANNOTATED, ...keepLabelled, DROP_FINISHED, PATH, PORT, NAMESPACE, POD],
  };
}
