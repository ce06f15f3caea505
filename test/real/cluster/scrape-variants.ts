/** Every way in which the workers can be scraped: the objects that a user applies, and what Prometheus and Alertmanager then read. */
import { ApiObject, App, Chart } from 'cdk8s';
import { parse } from 'yaml';

import { WorkerReader } from '../../../examples/cdk8s/worker-reader';
import {
  createMixin,
  fileProvisioning,
  kubePrometheusStack,
  renderInhibitionRules,
  toYaml,
  type MonitoringProps,
} from '../../../lib';
import type { KubePrometheusStackOptions } from '../../../lib/render';
import { OrchestratorMonitoring } from '../../../lib/cdk8s';
import type { Cluster, KubernetesObject } from './cluster';
import { generatedInhibitions, generatedFilesWhere, type RunningOperator } from './operator';

/** Name of the Prometheus and Alertmanager objects, and of the service account that Prometheus has. */
export const NAME = 'prometheus';

/** A configuration and its rule files, as they lie in a Prometheus's pod. */
export interface PrometheusFiles {
  readonly configuration: string;
  /** By name. */
  readonly rules: Readonly<Record<string, string>>;
}

/** One way. */
export interface ScrapeVariant {
  readonly name: string;
  /** Everything of it lies in a namespace of its own. */
  readonly namespace: string;
  /** Name of the Service that it puts in front of the workers; its endpoints are a controller's to find. */
  readonly service?: string;
  /** What the user applies. */
  readonly objects: (props: MonitoringProps) => readonly KubernetesObject[];
  /** What Prometheus reads once that is applied. */
  readonly files: (cluster: Cluster, operator: RunningOperator) => Promise<PrometheusFiles>;
  /** Which alert silences which: a part of Alertmanager's configuration. */
  readonly inhibitions: (cluster: Cluster, operator: RunningOperator, props: MonitoringProps) => Promise<object>;
}

/** Files in ConfigMaps, for a Prometheus without the operator. */
function byFiles(profile: 'upstream' | 'hardened'): ScrapeVariant {
  const namespace = `files-${profile}`;
  return {
    name: `the scrape job of ${profile}`,
    namespace,
    objects: (all) =>
      chartOf(namespace, (chart) => {
        // The README's alerts are not looked at here: one of them can never fire, and says so each time.
        const props: MonitoringProps =
          profile === 'hardened' ? all : { profile, scrape: all.scrape ?? {}, alerts: { enabled: false } };
        new OrchestratorMonitoring(chart, 'monitoring', {
          ...props,
          delivery: fileProvisioning({
            scrapeFile: 'prometheus.yml',
            configuration: {
              // The README's job leaves both to Prometheus.
              global: { scrape_interval: '1s', evaluation_interval: '1s' },
              rule_files: ['/etc/prometheus/rules/*.yaml'],
            },
          }),
        });
        new WorkerReader(chart, 'reader');
      }),
    files: async (cluster) => {
      const read = async (name: string): Promise<Readonly<Record<string, string>>> => {
        const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
        return (await cluster.api<{ data: Readonly<Record<string, string>> }>(path))!.data;
      };
      return {
        configuration: (await read('orchestrator-scrape-config'))['prometheus.yml']!,
        rules: await read('orchestrator-rules'),
      };
    },
    inhibitions: (_cluster, _operator, props) => Promise.resolve(renderInhibitionRules(createMixin(props).inhibitions)),
  };
}

/** How kube-prometheus-stack selects with the values that it comes with: in every namespace, by the label with the name of the release. */
export function selectorsOf(release: string): Readonly<Record<string, object>> {
  const kinds = ['rule', 'podMonitor', 'serviceMonitor', 'scrapeConfig', 'probe'];
  return Object.fromEntries(
    kinds.flatMap((kind): [string, object][] => [
      [`${kind}Selector`, { matchLabels: { release } }],
      [`${kind}NamespaceSelector`, {}],
    ]),
  );
}

/**
 * Objects of the operator.
 *
 * @param stack - what the Prometheus object says beside the chart's selectors
 */
function byOperator(
  name: string,
  scraping: KubePrometheusStackOptions['scraping'],
  stack: Readonly<Record<string, unknown>> = {},
): ScrapeVariant {
  const namespace = name.toLowerCase().replace(/[^a-z]+/g, '-');
  const release = namespace;
  const own = { namespace, name: NAME };
  return {
    name,
    namespace,
    ...(scraping === 'serviceMonitor' ? { service: `${namespace}-worker-metrics-projections` } : {}),
    objects: (props) =>
      chartOf(namespace, (chart) => {
        new OrchestratorMonitoring(chart, 'monitoring', {
          ...props,
          // Rights and Services lie in the workers' namespace, which all variants share.
          name: namespace,
          delivery: kubePrometheusStack({
            release,
            ...(scraping === undefined ? {} : { scraping }),
            discoveredBy: { name: NAME, namespace },
            inhibitions: { matcherStrategy: 'None' },
          }),
        });
        new ApiObject(chart, 'service-account', {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: NAME },
        });
        new ApiObject(chart, 'prometheus', {
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'Prometheus',
          metadata: { name: NAME },
          spec: { version: 'v3.7.3', serviceAccountName: NAME, ...selectorsOf(release), ...stack },
        });
        new ApiObject(chart, 'alertmanager', {
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'Alertmanager',
          metadata: { name: NAME },
          spec: {
            replicas: 1,
            alertmanagerConfigSelector: { matchLabels: { release } },
            alertmanagerConfigMatcherStrategy: { type: 'None' },
          },
        });
      }),
    files: (cluster, operator) =>
      generatedFilesWhere(
        cluster,
        operator,
        own,
        ({ configuration, rules }) => jobsOf(configuration).length > 0 && Object.keys(rules).length > 0,
      ),
    inhibitions: async (cluster, operator) => ({
      inhibit_rules: await generatedInhibitions(cluster, operator, own),
    }),
  };
}

/** All of them. */
export const SCRAPE_VARIANTS: readonly ScrapeVariant[] = [
  byFiles('upstream'),
  byFiles('hardened'),
  byOperator('PodMonitor', 'podMonitor'),
  byOperator('ServiceMonitor', 'serviceMonitor'),
  byOperator('ServiceMonitor, by slices', 'serviceMonitor', { serviceDiscoveryRole: 'EndpointSlice' }),
  byOperator('ScrapeConfig', 'scrapeConfig'),
  byOperator('additionalScrapeConfigs', 'additionalScrapeConfigs', {
    additionalScrapeConfigs: {
      name: 'additionalscrapeconfigs-scrape-config',
      key: 'orchestrator.scrape.yaml',
    },
  }),
];

function chartOf(namespace: string, fill: (chart: Chart) => void): readonly KubernetesObject[] {
  const chart = new Chart(new App(), namespace, { namespace });
  fill(chart);
  return chart.toJson() as KubernetesObject[];
}

/** As much of a configuration as has to be changed for a Prometheus outside of the cluster. */
interface PrometheusConfiguration {
  readonly scrape_configs?: readonly {
    readonly job_name: string;
    readonly kubernetes_sd_configs?: readonly object[];
  }[];
}

/** The scrape jobs of a configuration. */
export function jobsOf(configuration: string): NonNullable<PrometheusConfiguration['scrape_configs']> {
  return (parse(configuration) as PrometheusConfiguration).scrape_configs ?? [];
}

/** What the operator's reloader fills in, which runs beside Prometheus in its pod. */
const IN_THE_POD: readonly (readonly [variable: string, value: string])[] = [
  ['$(POD_NAME)', `prometheus-${NAME}-0`],
  ['$(SHARD)', '0'],
];

/**
 * A configuration that was made for a pod, for a Prometheus that runs beside the API server: it asks there for what is discovered, reads the
 * rules where they lie, and knows one Alertmanager. Everything else stays as it was.
 */
export function outsideOfThePod(
  configuration: string,
  surroundings: { readonly api: string; readonly alertmanager: string; readonly rules: string },
): string {
  const filled = IN_THE_POD.reduce((text, [variable, value]) => text.replaceAll(variable, value), configuration);
  return toYaml({
    ...(parse(filled) as PrometheusConfiguration),
    scrape_configs: jobsOf(filled).map((job) => ({
      ...job,
      kubernetes_sd_configs: job.kubernetes_sd_configs?.map((discovery) => ({
        ...discovery,
        api_server: surroundings.api,
      })),
    })),
    rule_files: [surroundings.rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [surroundings.alertmanager] }] }] },
  });
}
