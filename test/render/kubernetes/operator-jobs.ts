/** The scrape jobs that the Prometheus operator (0.87) makes of its objects, as far as labels go: see its pkg/prometheus/promcfg.go. */
import type { JsonObject, KubernetesManifest } from '../../../lib';
import type { RelabelConfig } from './relabelling';

/** A scrape job with what decides about labels. */
export interface ScrapeJobView {
  readonly job_name: string;
  readonly honor_labels: boolean;
  readonly relabel_configs: readonly RelabelConfig[];
}

const replace = (source: string, target: string): RelabelConfig => ({ source_labels: [source], target_label: target });

const sanitize = (name: string): string => name.replace(/[^a-zA-Z0-9_]/g, '_');

/** The operator asks for the value, and that there is such a label at all. */
const keepLabelled = (of: 'pod' | 'service', selector: JsonObject): readonly RelabelConfig[] =>
  Object.entries((selector['matchLabels'] ?? {}) as Record<string, string>)
    .sort()
    .map(([name, value]) => ({
      action: 'keep',
      source_labels: [
        `__meta_kubernetes_${of}_label_${sanitize(name)}`,
        `__meta_kubernetes_${of}_labelpresent_${sanitize(name)}`,
      ],
      regex: `(${value});true`,
    }));

const RUNNING: RelabelConfig = {
  action: 'drop',
  source_labels: ['__meta_kubernetes_pod_phase'],
  regex: '(Failed|Succeeded)',
};

/** The operator writes the same fields under Prometheus's names. */
const FIELDS: Readonly<Record<string, keyof RelabelConfig>> = {
  sourceLabels: 'source_labels',
  targetLabel: 'target_label',
  regex: 'regex',
  replacement: 'replacement',
  action: 'action',
};

const fromObject = (relabelings: unknown): readonly RelabelConfig[] =>
  ((relabelings ?? []) as readonly JsonObject[]).map((step) =>
    Object.fromEntries(
      Object.entries(step).map(([field, value]) => {
        const name = FIELDS[field];
        if (name === undefined) {
          throw new Error(`the operator's RelabelConfig has no field ${field} that is known here`);
        }
        return [name, value];
      }),
    ),
  );

/** The job of a PodMonitor, ServiceMonitor or ScrapeConfig. */
export function jobOf({ kind, metadata, ...rest }: KubernetesManifest): ScrapeJobView {
  const spec = rest['spec'] as JsonObject;
  const { namespace = '', name } = metadata;
  if (kind === 'ScrapeConfig') {
    return {
      job_name: `scrapeConfig/${namespace}/${name}`,
      honor_labels: spec['honorLabels'] === true,
      relabel_configs: [replace('job', '__tmp_prometheus_job_name'), ...fromObject(spec['relabelings'])],
    };
  }
  const isPod = kind === 'PodMonitor';
  const [endpoint] = (isPod ? spec['podMetricsEndpoints'] : spec['endpoints']) as readonly [JsonObject];
  const selector = spec['selector'] as JsonObject;
  return {
    job_name: `${isPod ? 'podMonitor' : 'serviceMonitor'}/${namespace}/${name}/0`,
    honor_labels: endpoint['honorLabels'] === true,
    relabel_configs: [
      replace('job', '__tmp_prometheus_job_name'),
      ...keepLabelled(isPod ? 'pod' : 'service', selector),
      ...(isPod
        ? [
            RUNNING,
            replace('__meta_kubernetes_namespace', 'namespace'),
            replace('__meta_kubernetes_pod_container_name', 'container'),
            replace('__meta_kubernetes_pod_name', 'pod'),
            { target_label: 'job', replacement: `${namespace}/${name}` },
          ]
        : [
            ...(['Node', 'Pod'] as const).map((target) => ({
              source_labels: [
                '__meta_kubernetes_endpoint_address_target_kind',
                '__meta_kubernetes_endpoint_address_target_name',
              ],
              separator: ';',
              regex: `${target};(.*)`,
              replacement: '${1}',
              target_label: target.toLowerCase(),
            })),
            replace('__meta_kubernetes_namespace', 'namespace'),
            replace('__meta_kubernetes_service_name', 'service'),
            replace('__meta_kubernetes_pod_name', 'pod'),
            replace('__meta_kubernetes_pod_container_name', 'container'),
            RUNNING,
            { source_labels: ['__meta_kubernetes_service_name'], target_label: 'job', replacement: '${1}' },
          ]),
      ...fromObject(endpoint['relabelings']),
    ],
  };
}
