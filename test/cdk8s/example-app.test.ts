/** The app that `npm run synth` runs, as a user who reads what it wrote would look at it. */
import { App, Yaml, type ApiObject } from 'cdk8s';
import {
  createMixin,
  renderGrafanaDashboard,
  renderPrometheusRules,
  renderScrapeJob,
} from 'pupsourcing-orchestrator-monitoring';
import { renderMonitor } from '../../lib/render';
import { warningsOf } from 'pupsourcing-orchestrator-monitoring/cdk8s';
import { parse } from 'yaml';

import { MonitoringChart } from '../../examples/cdk8s/chart';
import { fleet } from '../../examples/cdk8s/fleet';
import { StandaloneChart } from '../../examples/cdk8s/standalone-chart';

/** As cdk8s gives it: any, to be walked through. */
type Manifest = ReturnType<ApiObject['toJson']>;

const app = new App();
const charts = {
  monitoring: new MonitoringChart(app, 'monitoring'),
  standalone: new StandaloneChart(app, 'monitoring-standalone'),
};
const manifests: Readonly<Record<keyof typeof charts, readonly Manifest[]>> = {
  monitoring: charts.monitoring.toJson(),
  standalone: charts.standalone.toJson(),
};
const all = Object.values(manifests).flat();
const mixin = createMixin(fleet);

function find(chart: keyof typeof charts, kind: string, name: string): Manifest {
  return manifests[chart].find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
}

test('there is nothing to warn of', () => {
  expect(warningsOf(app)).toEqual([]);
});

test('every object can be told: apiVersion, kind, name, namespace, and no other like it', () => {
  for (const { apiVersion, kind, metadata } of all) {
    expect(apiVersion).toMatch(/^([a-z0-9.]+\/)?v1$/);
    expect(kind).toMatch(/^[A-Z]\w+$/);
    expect(metadata.name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    expect(metadata.namespace).toMatch(/^(monitoring|monitoring-standalone|projections)$/);
  }
  const identities = all.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
  expect(new Set(identities).size).toBe(identities.length);
});

test('rules and dashboards are those of the fleet', () => {
  const rules = renderPrometheusRules(mixin.ruleGroups);
  const files = find('standalone', 'ConfigMap', 'orchestrator-rules').data;
  const dashboards = find('monitoring', 'ConfigMap', 'orchestrator-dashboard').data;

  expect(find('monitoring', 'PrometheusRule', 'orchestrator-rules').spec).toEqual(rules);
  expect(parse(files['orchestrator.rules.yaml'], { version: '1.1' })).toEqual(rules);
  const byFile = Object.entries<string>(dashboards).map(([file, json]): [string, unknown] => [file, JSON.parse(json)]);
  expect(Object.fromEntries(byFile)).toEqual(
    Object.fromEntries(
      mixin.dashboards.map((dashboard) => [`${dashboard.uid}.json`, renderGrafanaDashboard(dashboard)]),
    ),
  );
});

test('the scrape job is that of the fleet', () => {
  const job = renderScrapeJob(mixin.scrapeJob);
  const configuration = find('standalone', 'ConfigMap', 'prometheus').data['prometheus.yml'];
  const { metadata } = find('monitoring', 'PodMonitor', 'orchestrator-workers');

  expect(find('monitoring', 'PodMonitor', 'orchestrator-workers')).toEqual(
    renderMonitor('PodMonitor', mixin.scrapeJob, metadata, mixin.config.scrape.podLabels),
  );
  expect(parse(configuration)).toEqual({
    global: { scrape_interval: '30s', evaluation_interval: '30s' },
    rule_files: ['/etc/prometheus/rules/*.rules.yaml'],
    scrape_configs: [job],
  });
});

test('what refers to something finds it', () => {
  const operated = find('monitoring', 'Prometheus', 'projections').spec;

  for (const [kind, name, selector] of [
    ['PrometheusRule', 'orchestrator-rules', operated.ruleSelector],
    ['PodMonitor', 'orchestrator-workers', operated.podMonitorSelector],
  ]) {
    expect(find('monitoring', kind, name).metadata.labels).toMatchObject(selector.matchLabels);
  }
  expect(find('monitoring', 'ServiceAccount', operated.serviceAccountName)).toBeDefined();
  for (const chart of ['monitoring', 'standalone'] as const) {
    for (const { spec } of manifests[chart].filter(({ kind }) => kind === 'Deployment')) {
      for (const { configMap } of spec.template.spec.volumes.filter((volume: Manifest) => 'configMap' in volume)) {
        expect(find(chart, 'ConfigMap', configMap.name)).toBeDefined();
      }
    }
  }
});

test('every pod keeps to the restricted security standard', () => {
  const pods = all.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec.template.spec);

  expect(pods).toHaveLength(2);
  for (const { containers, securityContext } of pods) {
    expect(securityContext.runAsNonRoot).toBe(true);
    for (const container of containers) {
      expect(container.image).toMatch(/:v?\d+\.\d+\.\d+$/);
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        privileged: false,
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
    }
  }
});

test('there are no cluster-wide rights, and no credentials', () => {
  expect(all.map(({ kind }) => kind).filter((kind) => kind.startsWith('ClusterRole'))).toEqual([]);
  expect(all.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  expect(JSON.stringify(all)).not.toMatch(/password|token"?:"|apiKey/i);
});

test('everything around the fleet’s own content is as it was reviewed', () => {
  // What is inside these is compared with the mixin above, and pinned where it is made.
  const contents: Readonly<Record<string, string>> = {
    'pupsourcing-orchestrator.json': 'the dashboard',
    'pupsourcing-orchestrator-fleet.json': 'the dashboard over all replica sets',
    'pupsourcing-orchestrator-runbook.json': 'the runbook as a dashboard',
    'orchestrator.rules.yaml': 'the rules',
    'orchestrator.scrape.yaml': 'the scrape job',
    'prometheus.yml': 'the configuration, with the scrape job',
  };
  const outlineOf = (texts: Manifest): Manifest =>
    Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, contents[key] ?? text]));
  const outline = all.map((manifest) => ({
    ...manifest,
    ...(manifest.kind === 'PrometheusRule' ? { spec: 'the rules' } : {}),
    ...('data' in manifest ? { data: outlineOf(manifest.data) } : {}),
    ...('stringData' in manifest ? { stringData: outlineOf(manifest.stringData) } : {}),
  }));

  expect(`\n${Yaml.stringify(...outline)}`).toMatchSnapshot();
});
