/**
 * What arrives in the configuration that the operator makes. What kube-prometheus-stack selects with the values that it comes with, shown on the operator itself: objects that carry the label `release`
 * arrive in the configuration, and those without it are ignored without a word.
 */
import { App, Chart } from 'cdk8s';
import { parse } from 'yaml';

import { MonitoringChart } from '../../../examples/cdk8s/chart';
import { WORKER_NAMESPACE } from '../../../examples/cdk8s/fleet';
import { toYaml } from '../../../lib';
import { OrchestratorPrometheusRule } from '../../../lib/cdk8s';
import { promtoolCheck } from '../promtool';
import { Teardown } from '../server-process';
import { startCluster, type Cluster, type KubernetesObject } from './cluster';
import { generatedFilesWhere, startOperator, type RunningOperator } from './operator';

jest.setTimeout(120_000);

const RELEASE = 'monitoring-stack';
const NAMESPACE = 'monitoring';
const PROMETHEUS = { namespace: NAMESPACE, name: 'stack' };

/** What the chart makes of its defaults: everything in every namespace, as long as it carries the label. */
const SELECTED = { matchLabels: { release: RELEASE } };

const STACK: KubernetesObject = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata: PROMETHEUS,
  spec: {
    version: 'v3.7.3',
    serviceAccountName: 'stack',
    ruleSelector: SELECTED,
    ruleNamespaceSelector: {},
    podMonitorSelector: SELECTED,
    podMonitorNamespaceSelector: {},
    serviceMonitorSelector: SELECTED,
    serviceMonitorNamespaceSelector: {},
    scrapeConfigSelector: SELECTED,
    scrapeConfigNamespaceSelector: {},
  },
};

/** The rules of one replica set, as an object of its own. */
function rulesFor(replicaSet: string, labels: Readonly<Record<string, string>>): KubernetesObject {
  const chart = new Chart(new App(), replicaSet, { namespace: NAMESPACE });
  new OrchestratorPrometheusRule(chart, 'rules', {
    name: `rules-of-${replicaSet}`,
    replicaSets: [{ name: replicaSet, workers: 3 }],
    labels,
  });
  return (chart.toJson() as KubernetesObject[])[0]!;
}

const teardown = new Teardown();
let cluster: Cluster;
let operator: RunningOperator;

beforeAll(async () => {
  cluster = await startCluster();
  teardown.add(cluster.stop);
  await cluster.createNamespaces([NAMESPACE, WORKER_NAMESPACE]);
  operator = await startOperator(cluster);
  teardown.add(operator.stop);
  await cluster.apply([STACK]);
});

afterAll(() => teardown.run());

describe('rules', () => {
  const labelled = rulesFor('orders', { release: RELEASE });
  const unlabelled = rulesFor('billing', {});
  const fileOf = (files: readonly string[], replicaSet: string): string | undefined =>
    files.find((name) => name.startsWith(`${NAMESPACE}-rules-of-${replicaSet}-`));

  test('with the label arrive, those without it do not', async () => {
    // The one without first: when the other has arrived, it has had its chance.
    await cluster.apply([unlabelled, labelled]);
    const { rules } = await generatedFilesWhere(
      cluster,
      operator,
      PROMETHEUS,
      (files) => fileOf(Object.keys(files.rules), 'orders') !== undefined,
    );

    expect(Object.keys(rules)).toEqual([expect.stringMatching(/^monitoring-rules-of-orders-/)]);
    expect(parse(Object.values(rules)[0]!)).toEqual(labelled['spec']);
  });

  test('that were ignored arrive with nothing but the label', async () => {
    await cluster.apply([rulesFor('billing', { release: RELEASE })]);
    const { rules } = await generatedFilesWhere(
      cluster,
      operator,
      PROMETHEUS,
      (files) => fileOf(Object.keys(files.rules), 'billing') !== undefined,
    );

    expect(Object.keys(rules)).toHaveLength(2);
    expect(promtoolCheck('rules', rules)).toMatchObject({ status: 0 });
  });
});

describe('the example', () => {
  test('its Prometheus has the rules and the scrape job', async () => {
    const objects = new MonitoringChart(new App(), 'monitoring').toJson() as KubernetesObject[];
    await cluster.apply(objects);
    const { configuration, rules } = await generatedFilesWhere(
      cluster,
      operator,
      { namespace: NAMESPACE, name: 'projections' },
      (files) => Object.keys(files.rules).length > 0,
    );
    const { scrape_configs: jobs } = parse(configuration) as { scrape_configs: { job_name: string }[] };

    expect(jobs.map(({ job_name: job }) => job)).toEqual(['projection-workers']);
    expect(promtoolCheck('config', { 'prometheus.yaml': withoutRuleFiles(configuration) })).toMatchObject({
      status: 0,
    });
    expect(promtoolCheck('rules', rules)).toMatchObject({ status: 0 });
  });
});

/** They lie in the pod. */
function withoutRuleFiles(configuration: string): string {
  return toYaml({ ...(parse(configuration) as object), rule_files: [] });
}
