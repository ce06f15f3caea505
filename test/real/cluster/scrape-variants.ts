/** Every way in which the workers can be scraped: the objects that a user applies, and what a Prometheus then reads. */
import { ApiObject, App, Chart } from 'cdk8s';
import { parse } from 'yaml';

import { WorkerReader } from '../../../examples/cdk8s/worker-reader';
import { toYaml, type MonitoringProps } from '../../../lib';
import {
  AdditionalScrapeConfigsSecret,
  OrchestratorPrometheusRule,
  RuleConfigMap,
  ScrapeConfigMap,
} from '../../../lib/cdk8s';
import type { Cluster, KubernetesObject } from './cluster';
import { generatedFilesWhere, type RunningOperator } from './operator';

/** Name of the Prometheus object, and of the service account that every Prometheus has. */
const PROMETHEUS = 'prometheus';

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
  /** What the user applies. */
  readonly objects: (props: MonitoringProps) => readonly KubernetesObject[];
  /** What Prometheus reads once that is applied. */
  readonly files: (cluster: Cluster, operator: RunningOperator) => Promise<PrometheusFiles>;
}

/** A variant without the operator: both as files of a Prometheus. */
function scrapeJob(profile: 'upstream' | 'hardened'): ScrapeVariant {
  const namespace = `job-${profile}`;
  return {
    name: `the scrape job of ${profile}`,
    namespace,
    objects: (all) =>
      chartOf(namespace, (chart) => {
        // The README's alerts are not looked at here: one of them can never fire, and says so each time.
        const props: MonitoringProps =
          profile === 'hardened' ? all : { profile, scrape: all.scrape ?? {}, alerts: { enabled: false } };
        new RuleConfigMap(chart, 'rules', props);
        new ScrapeConfigMap(chart, 'configuration', {
          ...props,
          name: 'configuration',
          key: 'prometheus.yml',
          configuration: {
            // The README's job leaves both to Prometheus.
            global: { scrape_interval: '1s', evaluation_interval: '1s' },
            rule_files: ['/etc/prometheus/rules/*.yaml'],
          },
        });
      }),
    files: async (cluster) => {
      const read = async (name: string): Promise<Readonly<Record<string, string>>> => {
        const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
        return (await cluster.api<{ data: Readonly<Record<string, string>> }>(path))!.data;
      };
      return {
        configuration: (await read('configuration'))['prometheus.yml']!,
        rules: await read('orchestrator-rules'),
      };
    },
  };
}

/**
 * A variant with the operator.
 *
 * @param scrape - adds what is to be scraped; gives what the Prometheus object must say for it
 */
function operated(
  name: string,
  namespace: string,
  scrape: (chart: Chart, props: MonitoringProps) => object,
): ScrapeVariant {
  return {
    name,
    namespace,
    objects: (props) =>
      chartOf(namespace, (chart) => {
        new OrchestratorPrometheusRule(chart, 'rules', props);
        new ApiObject(chart, 'prometheus', {
          apiVersion: 'monitoring.coreos.com/v1',
          kind: 'Prometheus',
          metadata: { name: PROMETHEUS },
          spec: { version: 'v3.7.3', serviceAccountName: PROMETHEUS, ruleSelector: {}, ...scrape(chart, props) },
        });
      }),
    files: (cluster, operator) =>
      generatedFilesWhere(
        cluster,
        operator,
        { namespace, name: PROMETHEUS },
        ({ configuration, rules }) =>
          (parse(configuration) as PrometheusConfiguration).scrape_configs.length > 0 && Object.keys(rules).length > 0,
      ),
  };
}

/** All of them. */
export const SCRAPE_VARIANTS: readonly ScrapeVariant[] = [
  scrapeJob('upstream'),
  scrapeJob('hardened'),
  operated('additionalScrapeConfigs', 'additional', (chart, props) => ({
    // With no selector at all, the operator leaves the whole configuration to the user.
    scrapeConfigSelector: {},
    additionalScrapeConfigs: new AdditionalScrapeConfigsSecret(chart, 'scrape', props).secretKey,
  })),
];

function chartOf(namespace: string, fill: (chart: Chart) => void): readonly KubernetesObject[] {
  const chart = new Chart(new App(), namespace, { namespace });
  fill(chart);
  new WorkerReader(chart, 'reader');
  return chart.toJson() as KubernetesObject[];
}

/** As much of a configuration as has to be changed for a Prometheus outside of the cluster. */
interface PrometheusConfiguration {
  readonly scrape_configs: readonly {
    readonly kubernetes_sd_configs?: readonly object[];
  }[];
}

/**
 * A configuration that was made for a pod, for a Prometheus that runs beside the API server: it asks there for what is discovered, reads the
 * rules where they lie, and knows one Alertmanager. Everything else stays as it was.
 */
export function outsideOfThePod(
  configuration: string,
  surroundings: { readonly api: string; readonly alertmanager: string; readonly rules: string },
): string {
  const parsed = parse(configuration) as PrometheusConfiguration;
  return toYaml({
    ...parsed,
    scrape_configs: parsed.scrape_configs.map((job) => ({
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
