import { ApiObject, Chart, Testing } from 'cdk8s';

import { createMixin, renderGrafanaDashboard } from '../../lib';
import { DashboardConfigMap, GrafanaMounts, OrchestratorMonitoring } from '../../lib/cdk8s';
import { block, testParity } from './parity';

// Upstream's rules hold a threshold that nothing can cross; the constructs warn of it, and that is tested elsewhere.
beforeAll(() => {
  jest.spyOn(process, 'emitWarning').mockImplementation();
});

interface ConfigMap {
  readonly data: Readonly<Record<string, string>>;
}

const placeholder = block('config-map.yaml') as ConfigMap;

/** A manifest whose data has its keys, and a word in the place of what they hold. */
function withoutContents(manifest: ConfigMap): unknown {
  return { ...manifest, data: Object.fromEntries(Object.keys(manifest.data).map((key) => [key, 'contents'])) };
}

function configMap(): ConfigMap {
  const chart = Testing.chart();
  new DashboardConfigMap(chart, 'dashboard', { profile: 'upstream', namespace: 'monitoring' });
  const [manifest] = Testing.synth(chart);
  return manifest as ConfigMap;
}

testParity(
  'ConfigMap, all but the dashboard that is to be pasted in',
  () => withoutContents(configMap()),
  () => withoutContents(placeholder),
);

test('what is delivered without a word has it under the same name, in the same namespace', () => {
  const chart = Testing.chart();
  new OrchestratorMonitoring(chart, 'monitoring', { profile: 'upstream' });
  const [manifest] = Testing.synth(chart);

  expect(withoutContents(manifest as ConfigMap)).toMatchObject(withoutContents(placeholder) as object);
});

test('the dashboard stands where the README has its placeholder', () => {
  expect(placeholder.data).toEqual({ 'dashboard.json': '# Paste dashboard.json contents here\n' });
  expect(JSON.parse(configMap().data['dashboard.json']!)).toEqual(
    renderGrafanaDashboard(createMixin({ profile: 'upstream' }).dashboards[0]!),
  );
});

describe('mounts and volumes', () => {
  /** The pod of a Deployment that a user brings along, after the dashboards were mounted into it. */
  function pod(): { containers: { volumeMounts: unknown }[]; volumes: unknown } {
    const chart = new Chart(Testing.app(), 'monitoring');
    const deployment = new ApiObject(chart, 'grafana', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'grafana' },
      spec: { template: { spec: { containers: [{ name: 'grafana', image: 'grafana/grafana' }] } } },
    });
    // The README's block mounts the dashboards alone.
    new GrafanaMounts(chart, 'mounts', { dashboardProvisioning: false }).patchInto(deployment);
    return deployment.toJson().spec.template.spec;
  }

  testParity(
    'in a Deployment',
    () => {
      const { containers, volumes } = pod();
      return { volumeMounts: containers[0]!.volumeMounts, volumes };
    },
    () => block('mounts.yaml'),
  );
});
