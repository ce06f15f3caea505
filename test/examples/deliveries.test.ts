/** The example apps of every delivery, as they would be applied. */
import { App, Yaml, type ApiObject } from 'cdk8s';
import { warningsOf } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { StandaloneChart } from '../../examples/cdk8s/standalone-chart';
import { MonitoringChart } from '../../examples/cdk8s/chart';
import { deliveryApps } from '../../examples/deliveries/apps';

/** As cdk8s gives it: any, to be walked through. */
type Manifest = ReturnType<ApiObject['toJson']>;

const first = new App();
new MonitoringChart(first, 'monitoring');
new StandaloneChart(first, 'monitoring-standalone');

const apps = [...deliveryApps(), { name: 'cdk8s', app: first }];
const objectsOf = (app: App): readonly Manifest[] => app.charts.flatMap((chart): Manifest[] => chart.toJson());
const all = apps.flatMap(({ app }) => objectsOf(app));

test.each(apps)('$name is synthesized without a word', ({ app }) => {
  const printed = jest.spyOn(process, 'emitWarning').mockImplementation();

  expect(() => app.synthYaml()).not.toThrow();
  expect(warningsOf(app)).toEqual([]);
  expect(printed).not.toHaveBeenCalled();
});

test('every delivery has an example, and so has every way to scrape', () => {
  const kinds = new Set(all.map(({ kind }) => kind as string));

  for (const kind of [
    'PrometheusRule',
    'PodMonitor',
    'ServiceMonitor',
    'ScrapeConfig',
    'AlertmanagerConfig',
    'GrafanaFolder',
    'GrafanaDashboard',
    'GrafanaDatasource',
    'GrafanaAlertRuleGroup',
    'Role',
    'NetworkPolicy',
  ]) {
    expect(kinds).toContain(kind);
  }
});

test('no rights reach beyond a namespace, and every pod keeps to the restricted security standard', () => {
  expect(all.filter(({ kind }) => (kind as string).startsWith('Cluster'))).toEqual([]);
  const pods = all.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec.template.spec);
  expect(pods.length).toBeGreaterThan(7);
  for (const { containers, securityContext } of pods) {
    expect(securityContext.runAsNonRoot).toBe(true);
    for (const container of containers) {
      expect(container.securityContext).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        runAsNonRoot: true,
        readOnlyRootFilesystem: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
    }
  }
});

test('everything of ours has the labels that Kubernetes recommends', () => {
  const ours = deliveryApps()
    .flatMap(({ app }) => objectsOf(app))
    .filter(({ metadata }) => (metadata.name as string).startsWith('orchestrator-'));

  expect(ours.length).toBeGreaterThan(40);
  for (const { metadata } of ours) {
    expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/part-of': 'pupsourcing-orchestrator' });
  }
});

test('what is around the contents is as it was reviewed', () => {
  const reviewed = ['sidecar', 'kube-prometheus-stack-service-monitor', 'grafana-operator-alerts', 'own-delivery'];
  const outline = deliveryApps()
    .filter(({ name }) => reviewed.includes(name))
    .map(({ name, app }) => {
      const objects = objectsOf(app).filter(({ metadata }) => (metadata.name as string).startsWith('orchestrator-'));
      return `# ${name}\n${Yaml.stringify(...objects.map(withoutContents))}`;
    });

  expect(`\n${outline.join('\n')}`).toMatchSnapshot();
});

/** Rules, dashboards and texts are compared with the mixin where they are made. */
function withoutContents(manifest: Manifest): Manifest {
  const names = (texts: object): Manifest => Object.fromEntries(Object.keys(texts).map((key) => [key, '...']));
  const { spec, data, stringData } = manifest;
  return {
    ...manifest,
    ...(data === undefined ? {} : { data: names(data) }),
    ...(stringData === undefined ? {} : { stringData: names(stringData) }),
    ...(spec?.groups === undefined ? {} : { spec: { groups: '...' } }),
    ...(spec?.gzipJson === undefined ? {} : { spec: { ...spec, gzipJson: '...' } }),
    ...(spec?.rules === undefined ? {} : { spec: { ...spec, rules: '...' } }),
    ...(spec?.inhibitRules === undefined ? {} : { spec: { inhibitRules: '...' } }),
  };
}
