/**
 * What arrives in the configuration that the operator makes for a Prometheus object with the selectors of kube-prometheus-stack: what carries the
 * label `release` does, what does not is ignored without a word. What is ignored is what synth stops at where it sees the Prometheus object.
 */
import { ApiObject, App, Chart } from 'cdk8s';
import { parse } from 'yaml';

import { MonitoringChart } from '../../../examples/cdk8s/chart';
import { WORKER_NAMESPACE } from '../../../examples/cdk8s/fleet';
import { kubePrometheusStack, toYaml, type OperatorScraping } from '../../../lib';
import { OrchestratorMonitoring } from '../../../lib/cdk8s';
import { promtoolCheck } from '../promtool';
import { Teardown } from '../server-process';
import { startCluster, type Cluster, type KubernetesObject } from './cluster';
import { generatedFilesWhere, startOperator, type GeneratedFiles, type RunningOperator } from './operator';
import { jobsOf, selectorsOf } from './scrape-variants';

jest.setTimeout(120_000);

const RELEASE = 'monitoring-stack';
const NAMESPACE = 'monitoring';
const PROMETHEUS = { namespace: NAMESPACE, name: 'stack' };

/** How each kind of object appears among the operator's scrape jobs. */
const KINDS: readonly (readonly [kind: string, scraping: OperatorScraping])[] = [
  ['podMonitor', 'podMonitor'],
  ['serviceMonitor', 'serviceMonitor'],
  ['scrapeConfig', 'scrapeConfig'],
];

/** A fleet of one replica set, delivered with or without the label; `name` is what its objects are called. */
function addFleet(chart: Chart, name: string, scraping: OperatorScraping, release: string | false): void {
  new OrchestratorMonitoring(chart, name, {
    name,
    replicaSets: [{ name, workers: 3 }],
    scrape: { namespaces: [WORKER_NAMESPACE], podLabels: { app: name } },
    delivery: kubePrometheusStack({ release, scraping }),
  });
}

function prometheusObject(chart: Chart): void {
  new ApiObject(chart, 'prometheus', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: PROMETHEUS,
    spec: { version: 'v3.7.3', serviceAccountName: 'stack', ...selectorsOf(RELEASE) },
  });
}

/** What the chart of an app comes to. Throws what synth throws. */
function objectsOf(fill: (chart: Chart) => void): readonly KubernetesObject[] {
  const chart = new Chart(new App(), 'chart', { namespace: NAMESPACE });
  fill(chart);
  return chart.toJson() as KubernetesObject[];
}

const fleetOf = (name: string, scraping: OperatorScraping, release: string | false): readonly KubernetesObject[] =>
  objectsOf((chart) => {
    addFleet(chart, name, scraping, release);
  });

const teardown = new Teardown();
let cluster: Cluster;
let operator: RunningOperator;

beforeAll(async () => {
  cluster = await startCluster();
  teardown.add(cluster.stop);
  await cluster.createNamespaces([NAMESPACE, WORKER_NAMESPACE]);
  operator = await startOperator(cluster);
  teardown.add(operator.stop);
  await cluster.apply(objectsOf(prometheusObject));
});

afterAll(() => teardown.run());

const untilGenerated = (isSo: (files: GeneratedFiles) => boolean): Promise<GeneratedFiles> =>
  generatedFilesWhere(cluster, operator, PROMETHEUS, isSo);

const jobs = ({ configuration }: GeneratedFiles): readonly string[] =>
  jobsOf(configuration).map(({ job_name: job }) => job);

/** Fleets whose rules have arrived. */
const ruled = ({ rules }: GeneratedFiles, names: readonly string[]): readonly string[] =>
  names.filter((name) => Object.keys(rules).some((file) => file.startsWith(`${NAMESPACE}-${name}-rules-`)));

describe.each(KINDS)('rules and a %s', (kind, scraping) => {
  const labelled = `${scraping.toLowerCase()}-labelled`;
  const unlabelled = `${scraping.toLowerCase()}-unlabelled`;
  const jobOf = (name: string): string => `${kind}/${NAMESPACE}/${name}-workers${kind === 'scrapeConfig' ? '' : '/0'}`;

  test('with the label arrive, those without it do not', async () => {
    // Those without first: when the others have arrived, they have had their chance.
    await cluster.apply(fleetOf(unlabelled, scraping, false));
    await cluster.apply(fleetOf(labelled, scraping, RELEASE));
    const files = await untilGenerated(
      (all) => jobs(all).includes(jobOf(labelled)) && ruled(all, [labelled]).length === 1,
    );

    expect(jobs(files)).not.toContain(jobOf(unlabelled));
    expect(ruled(files, [labelled, unlabelled])).toEqual([labelled]);
  });

  test('without it are what synth stops at, and names what would have to be added', () => {
    const stoppedAt = (release: string | false): string => {
      try {
        objectsOf((chart) => {
          prometheusObject(chart);
          addFleet(chart, unlabelled, scraping, release);
        });
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    const message = stoppedAt(false);
    for (const object of [`PrometheusRule ${NAMESPACE}/${unlabelled}-rules`, `/${unlabelled}-workers: found`]) {
      expect(message).toContain(object);
    }
    expect(message).toContain(`give it the label release: ${RELEASE}`);
    expect(stoppedAt(RELEASE)).toBe('');
  });

  test('that were ignored arrive with nothing but the label', async () => {
    await cluster.apply(fleetOf(unlabelled, scraping, RELEASE));
    const files = await untilGenerated(
      (all) => jobs(all).includes(jobOf(unlabelled)) && ruled(all, [unlabelled]).length === 1,
    );

    expect(promtoolCheck('config', { 'prometheus.yaml': withoutRuleFiles(files.configuration) })).toMatchObject({
      status: 0,
    });
    expect(promtoolCheck('rules', files.rules)).toMatchObject({ status: 0 });
  });
});

test('the example’s Prometheus has the rules and the monitor', async () => {
  const chart = new MonitoringChart(new App(), 'monitoring');
  await cluster.apply(chart.toJson() as KubernetesObject[]);
  const files = await generatedFilesWhere(
    cluster,
    operator,
    { namespace: NAMESPACE, name: 'projections' },
    ({ rules }) => Object.keys(rules).length > 0,
  );

  expect(jobs(files)).toEqual(['podMonitor/monitoring/orchestrator-workers/0']);
  expect(promtoolCheck('config', { 'prometheus.yaml': withoutRuleFiles(files.configuration) })).toMatchObject({
    status: 0,
  });
  expect(promtoolCheck('rules', files.rules)).toMatchObject({ status: 0 });
});

/** They lie in the pod. */
function withoutRuleFiles(configuration: string): string {
  return toYaml({ ...(parse(configuration) as object), rule_files: [] });
}
