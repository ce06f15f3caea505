import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import * as yaml from 'yaml';

import { readManifests, ruleFilesOf, scrapeConfigsOf } from '../../tools/manifests';

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'manifests-'));
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function write(...objects: readonly unknown[]): void {
  fs.writeFileSync(path.join(folder, 'app.k8s.yaml'), objects.map((object) => yaml.stringify(object)).join('---\n'));
}

function configMap(data: Readonly<Record<string, string>>, name = 'config'): unknown {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'monitoring' }, data };
}

const groups = [{ name: 'orchestrator', rules: [{ alert: 'OrchestratorDown', expr: 'up == 0' }] }];
const job = { job_name: 'projection-workers', kubernetes_sd_configs: [{ role: 'pod' }] };

describe('what cannot be applied is a problem', () => {
  test('a folder that is not there', () => {
    expect(readManifests(path.join(folder, 'gone'))).toEqual({
      objects: [],
      problems: [`${path.join(folder, 'gone')} does not exist: run \`npm run synth\` first`],
    });
  });

  test.each([
    ['apiVersion', { kind: 'ConfigMap', metadata: { name: 'a' } }],
    ['kind', { apiVersion: 'v1', metadata: { name: 'a' } }],
    ['metadata', { apiVersion: 'v1', kind: 'ConfigMap' }],
    ['name', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '' } }],
    ['anything', ['a list']],
  ])('an object without %s', (_missing, object) => {
    write(object);

    expect(readManifests(folder).problems).toEqual([
      'app.k8s.yaml: an object without apiVersion, kind or metadata.name',
    ]);
  });

  test('a text that is no YAML', () => {
    fs.writeFileSync(path.join(folder, 'app.k8s.yaml'), 'kind: "ConfigMap');

    expect(readManifests(folder).problems).toEqual([expect.stringMatching(/^app\.k8s\.yaml: Missing closing "quote/)]);
  });

  test('the second of two with the same name', () => {
    write(configMap({}), configMap({}), configMap({}, 'other'));

    expect(readManifests(folder).problems).toEqual([
      'app.k8s.yaml: ConfigMap monitoring/config is there a second time',
    ]);
  });
});

describe('rule files', () => {
  test('are the groups of a PrometheusRule, without what only the operator reads', () => {
    write({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'orchestrator' },
      spec: { groups: [{ ...groups[0], partial_response_strategy: 'warn' }] },
    });

    const files = ruleFilesOf(readManifests(folder).objects);

    expect(files.map((file) => file.origin)).toEqual(['PrometheusRule orchestrator (app.k8s.yaml)']);
    expect(yaml.parse(files[0]!.content)).toEqual({ groups });
  });

  test('are keys that hold Prometheus rules, or are named as if they did', () => {
    const rules = yaml.stringify({ groups });
    const grafana = yaml.stringify({
      apiVersion: 1,
      groups: [{ name: 'orchestrator', rules: [{ uid: 'a', data: [] }] }],
    });
    write(
      configMap({
        'rules.yaml': 'broken: [',
        'worker.rules.yml': rules,
        any: rules,
        'alerting.yaml': grafana,
        text: 'a: b: c',
      }),
    );

    expect(ruleFilesOf(readManifests(folder).objects)).toEqual([
      { origin: 'ConfigMap monitoring/config (app.k8s.yaml) rules.yaml', content: 'broken: [' },
      { origin: 'ConfigMap monitoring/config (app.k8s.yaml) worker.rules.yml', content: rules },
      { origin: 'ConfigMap monitoring/config (app.k8s.yaml) any', content: rules },
    ]);
  });
});

describe('scrape configurations', () => {
  const swapped = { job_name: 'projection-workers', static_configs: [{ targets: ['localhost:8080'] }] };

  test.each([
    ['stringData', yaml.stringify([job])],
    ['data', Buffer.from(yaml.stringify([job])).toString('base64')],
  ])('are the jobs in the %s of a Secret', (field, text) => {
    write({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'scrape' }, [field]: { 'additional.yaml': text } });

    const files = scrapeConfigsOf(readManifests(folder).objects);

    expect(files.map((file) => yaml.parse(file.content))).toEqual([{ scrape_configs: [swapped] }]);
  });

  test('are whole configurations in a ConfigMap, without rule files that only the pod has', () => {
    const configuration = {
      global: { scrape_interval: '15s' },
      rule_files: ['/etc/rules.yaml'],
      scrape_configs: [job],
    };
    write(configMap({ 'prometheus.yml': yaml.stringify(configuration) }));

    const files = scrapeConfigsOf(readManifests(folder).objects);

    expect(files.map((file) => yaml.parse(file.content))).toEqual([
      { global: { scrape_interval: '15s' }, scrape_configs: [swapped] },
    ]);
  });

  test('are also texts that are only named as such, and no other', () => {
    write(configMap({ 'scrape-config.yaml': 'broken: [', 'dashboard.json': '{"title": "x"}', note: 'text' }));

    expect(scrapeConfigsOf(readManifests(folder).objects)).toEqual([
      { origin: 'ConfigMap monitoring/config (app.k8s.yaml) scrape-config.yaml', content: 'broken: [' },
    ]);
  });
});
