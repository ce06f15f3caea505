/** Whatever deliveries are given: what is wrong is a ConfigError with every problem, never another error. */
import { runInNewContext } from 'node:vm';
import {
  combineDeliveries,
  configMapOf,
  createMixin,
  fileProvisioning,
  mimir,
  renderDelivery,
  sidecar,
  type Delivery,
  type KubernetesManifest,
} from '../../../lib';
import { problemsOf } from '../../cdk8s/problems-of';
import { LINE } from '../../validation/refused';

const cyclic: Record<string, unknown> = {};
cyclic['a'] = cyclic;

const mixin = createMixin({ replicaSets: [{ name: 'orders', workers: 3 }] });

const TITLE = 'a non-empty text of at most 189 characters';
const LABELS = 'an object of Kubernetes label names and their values';
const JSON_FORM = "'pretty' or 'minified'";
const PROVIDER =
  'an object with name, orgId, folder, folderUid, disableDeletion, updateIntervalSeconds, allowUiUpdates, path';

test.each<[string, object, string]>([
  ['a bigint', { json: 10n }, `json: found 10n; allowed: ${JSON_FORM}`],
  ['a function', { json: () => 'pretty' }, `json: found a function; allowed: ${JSON_FORM}`],
  [
    'labels that are a Date',
    { dashboardLabels: new Date() },
    `dashboardLabels: found an instance of Date; allowed: ${LABELS}`,
  ],
  [
    'labels that are a Map',
    { dashboardLabels: new Map() },
    `dashboardLabels: found an instance of Map; allowed: ${LABELS}`,
  ],
  [
    'labels that are a String',
    { dashboardLabels: new String('x') },
    `dashboardLabels: found an instance of String; allowed: ${LABELS}`,
  ],
  ['an empty folder', { folder: '' }, `folder: found ""; allowed: ${TITLE}`],
  ['a folder of blanks', { folder: '  ' }, `folder: found "  "; allowed: ${TITLE}`],
  [
    'a control character',
    { folder: 'a\u0000b' },
    `folder: found "a\\u0000b"; allowed: ${TITLE}, without control characters`,
  ],
  ['half a surrogate pair', { folder: '\ud800' }, `folder: found "\\ud800"; allowed: ${TITLE}, in well-formed Unicode`],
])('sidecar: %s', (_what, options, problem) => {
  expect(problemsOf(() => sidecar(options as never))).toEqual([`sidecar.${problem}`]);
});

test.each<[string, object, readonly string[]]>([
  ['a provider that is a Map', { provider: new Map() }, [`provider: found an instance of Map; allowed: ${PROVIDER}`]],
  [
    'a configuration that is a Date',
    { configuration: new Date() },
    ['configuration: found an instance of Date; allowed: plain data'],
  ],
  [
    'a configuration that contains itself',
    { configuration: cyclic },
    ['configuration.a: found an object that contains itself; allowed: plain data'],
  ],
  [
    'values of a configuration that are no data',
    { configuration: { global: { a: () => 1, b: 10n, c: new Date() } } },
    [
      'configuration.global.a: found a function; allowed: plain data',
      'configuration.global.b: found 10n; allowed: plain data',
      'configuration.global.c: found an instance of Date; allowed: plain data',
    ],
  ],
  [
    'scrape jobs that are none',
    { configuration: { scrape_configs: [{ job_name: 'a' }, null, 5, {}, { job_name: 'a' }] } },
    [
      'configuration.scrape_configs[1]: found null; allowed: a scrape job with a job_name',
      'configuration.scrape_configs[2]: found 5; allowed: a scrape job with a job_name',
      'configuration.scrape_configs[3]: found an object with no keys; allowed: a scrape job with a job_name',
      'configuration.scrape_configs[4].job_name: found "a" a second time; allowed: a name that no other job has',
    ],
  ],
])('fileProvisioning: %s', (_what, options, problems) => {
  expect(problemsOf(() => fileProvisioning(options as never))).toEqual(
    problems.map((problem) => `fileProvisioning.${problem}`),
  );
});

test('keys that objects of JavaScript have are labels as any other', () => {
  const labels = { constructor: 'a', prototype: 'b', toString: 'c' };
  const delivery = fileProvisioning({ configuration: { global: { external_labels: labels } } });
  const written = JSON.stringify(renderDelivery(delivery, mixin));

  for (const [label, value] of Object.entries(labels)) {
    expect(written).toContain(`${label}: ${value}`);
  }
});

test('the job of the workers may not stand in the configuration already', () => {
  const delivery = fileProvisioning({ configuration: { scrape_configs: [{ job_name: 'projection-workers' }] } });

  expect(problemsOf(() => renderDelivery(delivery, mixin))).toEqual([
    'configuration.scrape_configs[0].job_name: found "projection-workers", the name of the job that is added; allowed: a name that no other job has: remove this job',
  ]);
});

test('mimir: no namespace', () => {
  expect(problemsOf(() => mimir({ ruleNamespace: '' }))).toEqual([`mimir.ruleNamespace: found ""; allowed: ${LINE}`]);
});

test('plain objects of another realm, and those without a prototype, are as good', () => {
  const foreign = runInNewContext("({ team: 'shop' })") as Record<string, string>;
  const bare = Object.assign(Object.create(null) as Record<string, string>, { team: 'shop' });

  expect(problemsOf(() => sidecar({ dashboardLabels: foreign, alertLabels: bare }))).toEqual([]);
});

test('what was given is read once: later changes change nothing', () => {
  const options = { dashboardLabels: { team: 'shop' } };
  const delivery = sidecar(options);
  options.dashboardLabels.team = 'other';

  expect(renderDelivery(delivery, mixin).objects[0]?.manifest.metadata['labels']).toMatchObject({ team: 'shop' });
});

test('what was given is read once, also where any data may stand', () => {
  const job = { job_name: 'nodes' };
  const delivery = fileProvisioning({ configuration: { scrape_configs: [job] } });
  job.job_name = 'other';

  const delivered = JSON.stringify(renderDelivery(delivery, mixin).objects.map(({ manifest }) => manifest));
  expect(delivered).toContain('job_name: nodes');
  expect(delivered).not.toContain('job_name: other');
});

const DELIVERY = 'a delivery, such as kubePrometheusStack(...) returns';
const NOTHING = {
  path: 'combineDeliveries',
  message: 'found no delivery; allowed: at least one, for instance dashboards',
};

test.each<[string, unknown, readonly string[]]>([
  [
    'null',
    null,
    [
      'combineDeliveries: found null; allowed: an object with dashboards, datasource, grafanaAlerts, rules, inhibitions, scraping, access, database',
    ],
  ],
  ['nothing', {}, [`${NOTHING.path}: ${NOTHING.message}`]],
  ['a place alone', { database: { namespace: 'postgres' } }, [`${NOTHING.path}: ${NOTHING.message}`]],
  [
    'no place of the queries, but a delivery that has none',
    { rules: mimir(), database: mimir() },
    [
      'combineDeliveries.database: found mimir, which delivers none; allowed: an object with namespace, labels and annotations of the queries, or false for none',
    ],
  ],
  [
    'a place that no object has',
    { rules: mimir(), database: { namespce: 'postgres' } },
    [
      'combineDeliveries.database.namespce: unknown key `namespce`; allowed: namespace, labels, annotations; did you mean `namespace`?',
    ],
  ],
  ['none for each', { dashboards: false, rules: false }, [`${NOTHING.path}: ${NOTHING.message}`]],
  [
    'no deliveries',
    { dashboards: 10n, rules: { name: 'x', rules: 1 } },
    [
      `combineDeliveries.dashboards: found 10n; allowed: ${DELIVERY}, or false for none`,
      'combineDeliveries.rules.rules: found 1; allowed: a function that delivers this part',
    ],
  ],
  [
    'a delivery without name',
    { dashboards: { name: '', dashboards: () => [] } },
    [`combineDeliveries.dashboards.name: found ""; allowed: ${LINE}`],
  ],
])('combineDeliveries: %s', (_what, combination, problems) => {
  expect(problemsOf(() => combineDeliveries(combination as never))).toEqual(problems);
});

const OBJECT = 'a Kubernetes object with apiVersion, kind and metadata.name';
const MANIFEST = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rules' } };

test.each<[string, unknown, string]>([
  ['nothing', undefined, ': found undefined; allowed: an object with objects, mounts, findings, smaller'],
  [
    'a promise',
    Promise.resolve(),
    ': found a value that is known later; allowed: an object with objects, mounts, findings, smaller; it must be known when the program runs',
  ],
  ['an empty object', {}, '.objects: missing; allowed: a list of objects'],
  ['null for objects', { objects: null }, '.objects: found null; allowed: a list of objects'],
  ['objects that are none', { objects: [{}] }, `.objects[0]: found an object with no keys; allowed: ${OBJECT}`],
  [
    'mounts that are none',
    { objects: [MANIFEST], mounts: [{ mountPath: '/rules' }] },
    '.mounts[0]: found an object with mountPath; allowed: a mount with configMapName, volumeName and mountPath',
  ],
  [
    'findings that are none',
    { objects: [MANIFEST], findings: ['wrong'] },
    '.findings[0]: found "wrong"; allowed: a finding with severity, path, what, why and fix',
  ],
])('a part of a delivery that gives %s', (_what, given, problem) => {
  const delivery = { name: 'own', rules: () => given } as unknown as Delivery;

  expect(problemsOf(() => renderDelivery(delivery, mixin))).toEqual([`own.rules()${problem}`]);
});

test('a part of a delivery that throws is named, with what it threw behind it', () => {
  const cause = new TypeError('no cluster');
  const delivery: Delivery = {
    name: 'own',
    rules: () => {
      throw cause;
    },
  };

  expect(problemsOf(() => renderDelivery(delivery, mixin))).toEqual(['own.rules(): the function throws "no cluster"']);
  expect(() => renderDelivery(delivery, mixin)).toThrow(expect.objectContaining({ cause }));
});

test.each<[string, unknown, unknown, unknown, readonly string[]]>([
  ['no delivery', null, mixin, {}, [`delivery: found null; allowed: ${DELIVERY}`]],
  ['no mixin', sidecar(), {}, {}, ['mixin: found an object with no keys; allowed: what createMixin returns']],
  [
    'a delivery that is only described',
    { name: 'kubePrometheusStack', release: 'stack' },
    mixin,
    {},
    [
      `delivery: found an object with name, release, which delivers nothing; allowed: ${DELIVERY}; pass it to deliveryOf where these are options, or give it at least one of dashboards, datasource, grafanaAlerts, rules, inhibitions, scraping, access, database`,
    ],
  ],
  [
    'a part that is no function',
    { name: 'x', rules: 1 },
    mixin,
    {},
    ['delivery.rules: found 1; allowed: a function that delivers this part'],
  ],
  [
    'all at once',
    { name: 'x', rules: null },
    null,
    { name: 10n },
    [
      'delivery.rules: found null; allowed: a function that delivers this part',
      'mixin: found null; allowed: what createMixin returns',
      "name: found 10n; allowed: up to 39 lower-case letters, digits and '-', beginning with a letter, ending with a letter or digit",
    ],
  ],
  [
    'a name that no Service can have',
    sidecar(),
    mixin,
    { name: '9fleet' },
    [
      `name: found "9fleet"; allowed: up to 39 lower-case letters, digits and '-', beginning with a letter, ending with a letter or digit`,
    ],
  ],
  [
    'null for props',
    sidecar(),
    mixin,
    null,
    [': found null; allowed: an object with name, namespace, labels, annotations, omit'],
  ],
])('renderDelivery: %s', (_what, delivery, of, props, problems) => {
  expect(problemsOf(() => renderDelivery(delivery as Delivery, of as never, props as never))).toEqual(problems);
});

test('objects that the API server would refuse are errors, with their place', () => {
  const own: Delivery = {
    name: 'own',
    rules: ({ metadata }) => ({
      objects: [
        configMapOf(metadata('r'.repeat(300)), {}),
        configMapOf({ ...metadata('rules'), labels: { a: 'b c' }, annotations: { 'a b': '' } }, { 'a b': 'c', a: '' }),
        { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'Any:name' } },
        { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'Rules_X', finalizers: [] }, data: { 'a b': '' } },
      ],
    }),
  };
  const { findings } = renderDelivery(own, mixin);

  expect(findings.map(({ severity, path, what }) => `${severity} ${path}: ${what.split(';')[0] ?? ''}`)).toEqual([
    expect.stringMatching(/^error own\.rules\(\)\.objects\[0\]\.metadata\.name: found "orchestrator-r+/),
    'error own.rules().objects[1].metadata.labels.a: found "b c"',
    'error own.rules().objects[1].metadata.annotations["a b"]: found the key "a b"',
    'error own.rules().objects[1].data["a b"]: found "a b"',
    'error own.rules().objects[3].metadata.name: found "Rules_X"',
  ]);
  expect(findings[4]).toEqual({
    severity: 'error',
    path: 'own.rules().objects[3].metadata.name',
    what: "found \"Rules_X\"; allowed: the name of a Kubernetes object (up to 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends)",
    why: 'the API server refuses the object',
    fix: 'change it where the delivery makes the object',
  });
});

test('what the API server takes is no error: fields that are left out, annotations of any characters', () => {
  const annotations = { note: 'line 1\r\nline 2', 'Example.com/Note': '', gone: undefined };
  const metadata = { name: 'rules', namespace: undefined, labels: { app: 'x', team: undefined }, annotations };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'a b': undefined } };
  const own: Delivery = { name: 'own', rules: () => ({ objects: [object as unknown as KubernetesManifest] }) };

  expect(renderDelivery(own, mixin).findings).toEqual([]);
});

test('an annotation that is no text is an error', () => {
  const metadata = { name: 'rules', annotations: { note: 1 } };
  const own: Delivery = {
    name: 'own',
    rules: () => ({ objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata }] }),
  };

  expect(renderDelivery(own, mixin).findings).toMatchObject([
    { path: 'own.rules().objects[0].metadata.annotations.note', what: 'found 1; allowed: a text; write "1"' },
  ]);
});
