/** The checks over manifests, where constructs would be in the way: selectors, what is for whom, what cannot be read. */
import {
  combineDeliveries,
  createMixin,
  fileProvisioning,
  grafanaOperator,
  kubePrometheusStack,
  mimir,
  prometheusOperator,
  renderDelivery,
  sidecar,
  thanosRuler,
  toYaml,
  type Delivery,
  type JsonObject,
  type KubernetesManifest,
  type MonitoringProps,
} from '../../../lib';
import { checkManifests } from '../../../lib/render/kubernetes/findings/check-manifests';
import { namespaceTakenBy, selects } from '../../../lib/render/kubernetes/findings/operator-selectors';
import { isPlainObject, mapValues } from '../../../lib/validation';
import type { LocatedManifest } from '../../../lib/render/kubernetes/findings/located-manifest';

const FLEET: MonitoringProps = { replicaSets: [{ name: 'orders', workers: 3 }] };

const located = (manifests: readonly KubernetesManifest[], where = 'ours', own = true): readonly LocatedManifest[] =>
  manifests.map((manifest) => ({ where, chart: 'chart', own, operatorKnown: true, manifest }));

const objectsOf = (delivery: Delivery, props: MonitoringProps = FLEET, name = 'orchestrator'): KubernetesManifest[] =>
  renderDelivery(delivery, createMixin(props), { name, namespace: 'monitoring' }).objects.map(
    ({ manifest }) => manifest,
  );

const rulesOf = (manifests: readonly LocatedManifest[]) =>
  checkManifests(manifests).map(({ rule, severity }) => `${rule} ${severity}`);

test.each<[string, unknown, boolean]>([
  ['none at all', undefined, false],
  ['null', null, false],
  ['an empty one', {}, true],
  ['equal labels', { matchLabels: { a: '1', b: '2' } }, true],
  ['another value', { matchLabels: { a: '1', b: '3' } }, false],
  ['a label that is not there', { matchLabels: { c: '1' } }, false],
  ['In', { matchExpressions: [{ key: 'a', operator: 'In', values: ['1', '9'] }] }, true],
  ['In, of others', { matchExpressions: [{ key: 'a', operator: 'In', values: ['9'] }] }, false],
  ['NotIn', { matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['9'] }] }, true],
  ['NotIn, of its own', { matchExpressions: [{ key: 'a', operator: 'NotIn', values: ['1'] }] }, false],
  ['NotIn, of a label that is not there', { matchExpressions: [{ key: 'c', operator: 'NotIn', values: ['1'] }] }, true],
  ['Exists', { matchExpressions: [{ key: 'a', operator: 'Exists' }] }, true],
  ['Exists, not there', { matchExpressions: [{ key: 'c', operator: 'Exists' }] }, false],
  ['DoesNotExist', { matchExpressions: [{ key: 'c', operator: 'DoesNotExist' }] }, true],
  ['DoesNotExist, there', { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] }, false],
  ['both, one not met', { matchLabels: { a: '1' }, matchExpressions: [{ key: 'b', operator: 'DoesNotExist' }] }, false],
])('a selector takes labels as Kubernetes does: %s', (_what, selector, taken) => {
  expect(selects(selector, { a: '1', b: '2' })).toBe(taken);
});

test.each<[string, unknown, string | undefined]>([
  ['none: the own one', undefined, 'own'],
  ['an empty one', {}, undefined],
  ['a name', { matchLabels: { 'kubernetes.io/metadata.name': 'theirs' } }, 'theirs'],
  ['a label that nobody sees', { matchLabels: { team: 'a' } }, undefined],
])('a namespace selector takes a namespace: %s', (_what, ruleNamespaceSelector, taken) => {
  const metadata = { name: 'stack', namespace: 'own' };
  const manifest = { apiVersion: 'v1', kind: 'Prometheus', metadata, spec: { ruleNamespaceSelector } } as never;

  expect(namespaceTakenBy({ manifest }, 'rule')).toBe(taken);
});

const OPERATOR_POD = {
  containers: [{ name: 'main', image: 'quay.io/prometheus-operator/prometheus-operator:v0.87.1' }],
};

test.each([
  ['Pod', OPERATOR_POD],
  ['Deployment', { template: { spec: OPERATOR_POD } }],
  ['StatefulSet', { template: { spec: { containers: [], initContainers: OPERATOR_POD.containers } } }],
  ['CronJob', { jobTemplate: { spec: { template: { spec: OPERATOR_POD } } } }],
])('pods are found wherever they are described: %s', (kind, spec) => {
  const rules = objectsOf(prometheusOperator({ scraping: false })).map((manifest) => ({
    where: 'ours',
    chart: 'chart',
    own: true,
    manifest,
  }));
  const operator = { apiVersion: 'v1', kind, metadata: { name: 'operator' }, spec };

  expect(rulesOf(rules)).toEqual(['no-operator warning']);
  expect(rulesOf([...rules, ...located([operator], 'theirs', false)])).toEqual([]);
});

describe('dashboards of one uid', () => {
  const forGrafana = (dashboards: string, json: 'gzip' | 'minified' = 'gzip'): Delivery =>
    grafanaOperator({ instanceSelector: { dashboards }, json });

  test('are found where they are compressed', () => {
    const manifests = located([
      ...objectsOf(forGrafana('main'), FLEET, 'one'),
      ...objectsOf(forGrafana('main', 'minified'), FLEET, 'two'),
    ]);

    expect(rulesOf(manifests)).toEqual([
      'dashboard-uid-twice error',
      'dashboard-uid-twice error',
      'dashboard-uid-twice error',
      'folder-title-twice error',
    ]);
  });

  test('may be for two Grafanas', () => {
    const manifests = located([
      ...objectsOf(forGrafana('main'), FLEET, 'one'),
      ...objectsOf(forGrafana('other'), FLEET, 'two'),
    ]);

    expect(rulesOf(manifests)).toEqual([]);
  });
});

describe('the order of keys tells nothing apart', () => {
  const instances: readonly Readonly<Record<string, string>>[] = [
    { app: 'grafana', team: 'a' },
    { team: 'a', app: 'grafana' },
  ];

  test('for dashboards and folders of one Grafana', () => {
    const manifests = instances.flatMap((instanceSelector, index) =>
      located(objectsOf(grafanaOperator({ instanceSelector }), FLEET, `fleet-${String(index)}`)),
    );

    expect(new Set(rulesOf(manifests))).toEqual(new Set(['dashboard-uid-twice error', 'folder-title-twice error']));
  });

  test('for data sources of one Grafana', () => {
    const url = 'http://prometheus:9090';
    const folders = { folder: 'x', folderUid: 'x' };
    const manifests = instances.flatMap((instanceSelector, index) =>
      located(
        objectsOf(
          grafanaOperator({ instanceSelector, ...folders, datasource: { url, name: 'A', uid: `a${String(index)}` } }),
          { ...FLEET, dashboard: { uid: `fleet-${String(index)}` } },
          `fleet-${String(index)}`,
        ),
      ),
    );

    expect(rulesOf(manifests)).toEqual(['datasource-name-twice error']);
  });

  test('for objects of two charts, and rules that are evaluated twice', () => {
    const reversed = (value: unknown): unknown =>
      isPlainObject(value)
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([key, field]) => [key, reversed(field)]),
          )
        : mapValues(value, reversed);
    const ofRules = objectsOf(prometheusOperator({ scraping: false }));
    const copy = ofRules.map((manifest) => reversed(manifest) as KubernetesManifest);
    const other = copy.map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, name: 'other' } }));
    const inOtherChart = located(copy).map((object) => ({ ...object, chart: 'other' }));

    expect(rulesOf([...located(ofRules), ...inOtherChart])).toEqual([]);
    expect(rulesOf([...located(ofRules), ...located(other)])).toEqual(['rules-twice warning']);
  });
});

describe('folders of the Grafana operator', () => {
  const fleets = (...folders: readonly { readonly folder: string; readonly folderUid?: string }[]) =>
    folders.flatMap((folder, index) =>
      located(
        objectsOf(
          grafanaOperator({ instanceSelector: { a: 'b' }, ...folder }),
          { ...FLEET, dashboard: { uid: `fleet-${index}` } },
          `fleet-${index}`,
        ),
        `fleet ${index}`,
      ),
    );
  const [title, uid] = ['folder-title-twice error', 'folder-uid-twice error'];

  test.each([
    ['one for both', { folderUid: 'w' }, { folderUid: 'w' }, []],
    ['one title and two uids', { folderUid: 'w' }, { folderUid: 'v' }, [title]],
    ['one title, and a uid for one of them', { folderUid: 'w' }, {}, [title]],
    ['one title and no uid', {}, {}, [title]],
    ['one uid and two titles', { folderUid: 'w' }, { folderUid: 'w', folder: 'V' }, [uid]],
    ['two of their own', { folderUid: 'w' }, { folderUid: 'v', folder: 'V' }, []],
  ])('%s', (_what, one, other, expected) => {
    expect(rulesOf(fleets({ folder: 'W', ...one }, { folder: 'W', ...other }))).toEqual(expected);
  });

  test('that alerts of two fleets are in may have two rules of one title', () => {
    const alertsIn = (folder?: string) =>
      [0, 1].flatMap((index) =>
        located(
          objectsOf(
            combineDeliveries({
              dashboards: grafanaOperator({ instanceSelector: { a: 'b' }, folder: 'W', folderUid: 'w' }),
              rules: false,
            }),
            {
              ...FLEET,
              dashboard: { uid: `fleet-${index}` },
              alerts: { evaluatedBy: 'grafana', grafana: folder === undefined ? {} : { folder: `${folder} ${index}` } },
            },
            `fleet-${index}`,
          ),
          `fleet ${index}`,
        ),
      );

    expect(
      checkManifests(alertsIn()).map(({ severity, path, what, why, fix }) => [severity, path, what, why, fix]),
    ).toEqual([
      [
        'warning',
        'GrafanaFolder monitoring/fleet-1-folder',
        'found alerts in the folder uid w, where those of GrafanaFolder monitoring/fleet-0-folder (fleet 0) are, too',
        'before version 12, Grafana refuses two rules with the same title in a folder',
        'give each fleet its own alerts.grafana.folder',
      ],
    ]);
    expect(checkManifests(alertsIn('Alerts'))).toEqual([]);
  });

  test('of two charts are told apart by what would differ', () => {
    const inCharts = (one: string, other: string) =>
      fleets({ folder: 'W', folderUid: one }, { folder: 'W', folderUid: other }).map((object) => ({
        ...object,
        chart: object.where,
      }));

    expect(rulesOf(inCharts('w', 'w'))).toEqual([]);
    expect(rulesOf(inCharts('w', 'v'))).toEqual(['folder-title-twice warning']);
  });
});

describe('data sources of one Grafana', () => {
  const url = 'http://a';
  const of = (delivery: Delivery, index: number) =>
    located(
      objectsOf(delivery, { ...FLEET, dashboard: { uid: `fleet-${index}` } }, `fleet-${index}`),
      `fleet ${index}`,
    );
  const fleets = (deliveryOf: (own: object) => Delivery, ...datasources: readonly object[]) =>
    datasources.flatMap((own, index) => of(deliveryOf(own), index));
  const ofSidecar = (own: object) => sidecar({ datasource: { url, ...own } });
  const ofOperator = (own: object) =>
    grafanaOperator({ instanceSelector: { a: 'b' }, folder: 'x', folderUid: 'x', datasource: { url, ...own } });
  const charts = (own: object): KubernetesManifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'stack-grafana-datasource', namespace: 'monitoring', labels: { grafana_datasource: '1' } },
    data: {
      'datasource.yaml': toYaml({ apiVersion: 1, datasources: [{ type: 'prometheus', access: 'proxy', ...own }] }),
    },
  });
  const [uid, name, byDefault] = ['uid', 'name', 'default'].map((what) => `datasource-${what}-twice error`);

  test.each<[string, object, object, readonly (string | undefined)[]]>([
    ['of their own', {}, {}, []],
    ['of one uid', { uid: 'a' }, { uid: 'a' }, [uid]],
    ['of one name', { name: 'A' }, { name: 'A' }, [name]],
    ['two defaults', { isDefault: true }, { isDefault: true }, [byDefault]],
    ['one default', { isDefault: true }, {}, []],
    ['one name, and two defaults', { name: 'A', isDefault: true }, { name: 'A', isDefault: true }, [name, byDefault]],
  ])('%s', (_what, one, other, expected) => {
    expect(rulesOf(fleets(ofSidecar, one, other))).toEqual(expected);
    expect(rulesOf(fleets(ofOperator, one, other))).toEqual(expected);
  });

  test('two objects of the operator with equal contents give Grafana one', () => {
    const [one, other] = [{ uid: 'a', name: 'A', isDefault: true }, { url: 'http://b' }];

    expect(rulesOf(fleets(ofOperator, one, one))).toEqual([]);
    expect(rulesOf(fleets(ofOperator, one, { ...one, ...other }))).toEqual([uid]);
  });

  test('the chart’s own is one of them', () => {
    const theirs = located([charts({ name: 'Prometheus', uid: 'prometheus', isDefault: true })], 'theirs', false);
    const found = (own: object) => checkManifests([...theirs, ...fleets(ofSidecar, own)]);

    expect(found({})).toEqual([]);
    expect(found({ uid: 'prometheus' })).toEqual([
      {
        rule: 'datasource-uid-twice',
        where: 'fleet 0',
        objectName: 'fleet-0-datasource',
        severity: 'error',
        path: 'ConfigMap monitoring/fleet-0-datasource',
        what: 'found the data source uid prometheus, which ConfigMap monitoring/stack-grafana-datasource (theirs) has too',
        why: 'Grafana keeps one of the two, or does not start',
        fix: 'give each its own datasource.uid and datasource.name, or leave out one of the two',
      },
    ]);
    expect(found({ name: 'Prometheus', isDefault: true }).map(({ rule }) => rule)).toEqual([
      'datasource-name-twice',
      'datasource-default-twice',
    ]);
  });

  test('those of another organization, of another Grafana, and what nothing collects are none of them', () => {
    const own = { name: 'A', uid: 'a', isDefault: true };
    const ours = of(ofSidecar(own), 0);
    const uncollected = { ...charts(own), metadata: { name: 'mounted', namespace: 'monitoring' } };

    expect(rulesOf([...ours, ...located([charts({ ...own, orgId: 2 }), uncollected])])).toEqual([]);
    expect(rulesOf([...ours, ...of(ofOperator(own), 1)])).toEqual([]);
  });
});

describe('what Grafana mounts', () => {
  type Files = Parameters<typeof fileProvisioning>[0];
  const fleet = (index: number, options: Files, namespace = 'monitoring', chart = 'chart') =>
    renderDelivery(
      fileProvisioning(options),
      createMixin({ ...FLEET, selector: { namespace: `${index}` }, dashboard: { uid: `fleet-${index}` } }),
      {
        namespace,
      },
    ).objects.map(({ manifest }) => ({ where: `fleet ${index}`, chart, own: true, manifest }));
  const source = (url: string, own: object = {}): Files => ({ datasource: { url, ...own } });
  const of = (one: Files, other: Files) => [...fleet(0, one), ...fleet(1, other)];
  const grafana = (name: string, ...configMaps: readonly string[]): LocatedManifest => ({
    where: name,
    chart: 'chart',
    own: false,
    manifest: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'monitoring' },
      spec: {
        template: {
          spec: {
            containers: [{ name: 'grafana' }],
            volumes: configMaps.map((configMap) => ({ name: configMap, configMap: { name: configMap } })),
          },
        },
      },
    },
  });
  const DATASOURCES = [0, 1].map((index) => `orchestrator-fleet-${index}-datasource-provisioning`);

  test.each<[string, Files, Files, readonly string[]]>([
    ['one uid and name', source('http://a'), source('http://b'), ['datasource-uid-twice']],
    [
      'one name',
      source('http://a', { name: 'A' }),
      source('http://a', { name: 'A', uid: 'q' }),
      ['datasource-name-twice', 'datasource-default-twice'],
    ],
    [
      'two defaults',
      source('http://a', { uid: 'q1' }),
      source('http://b', { uid: 'q2' }),
      ['datasource-default-twice'],
    ],
    ['one default', source('http://a', { uid: 'q1' }), source('http://b', { uid: 'q2', isDefault: false }), []],
    ['one and the same', source('http://a'), source('http://a'), []],
    ['two organizations', source('http://a'), source('http://b', { orgId: 2 }), []],
    ['one directory', { dashboardDirectory: '/d' }, { dashboardDirectory: '/d' }, ['provider-path-twice']],
    ['one directory and one provider', { dashboardDirectory: '/d' }, { dashboardDirectory: '/d', provider: false }, []],
    ['two directories', {}, {}, []],
  ])('may meet in one Grafana of the namespace: %s', (_what, one, other, expected) => {
    expect(rulesOf(of(one, other))).toEqual(expected.map((rule) => `${rule} warning`));
  });

  test('is said in words that leave it open', () => {
    const [found] = checkManifests(of(source('http://a'), source('http://b')));

    expect(found).toMatchObject({
      path: 'ConfigMap monitoring/orchestrator-fleet-1-datasource-provisioning',
      what: 'found the data source uid prometheus, which ConfigMap monitoring/orchestrator-fleet-0-datasource-provisioning (fleet 0) has too',
      why: 'where both reach one Grafana, Grafana keeps one of the two, or does not start',
    });
  });

  test('does not meet in two namespaces, in two charts, and where each has a Grafana of its own', () => {
    const [one, other] = [source('http://a'), source('http://b')];

    expect(rulesOf([...fleet(0, one), ...fleet(1, other, 'elsewhere')])).toEqual([]);
    expect(rulesOf([...fleet(0, one), ...fleet(1, other, 'monitoring', 'production')])).toEqual([]);
    expect(
      rulesOf([...of(one, other), ...DATASOURCES.map((name, index) => grafana(`grafana-${index}`, name))]),
    ).toEqual([]);
    expect(rulesOf([...of(one, other), grafana('grafana', ...DATASOURCES)])).toEqual(['datasource-uid-twice warning']);
  });

  test('is none of a program’s that lists other providers', () => {
    const file = 'providers:\n  - { id: github, name: github }\n';
    const proxies = ['one', 'other'].map((name): LocatedManifest => ({
      where: name,
      chart: 'chart',
      own: true,
      manifest: {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'auth' },
        data: { 'proxy.yaml': `${file}  - { id: ${name}, name: google }\n` },
      },
    }));

    expect(rulesOf(proxies)).toEqual([]);
  });

  test('nor do objects of the operator in two namespaces, unless they are imported', () => {
    const read = (namespace: string, url: string, imported = {}): LocatedManifest => ({
      where: namespace,
      chart: 'chart',
      own: true,
      manifest: {
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaDatasource',
        metadata: { name: 'prometheus', namespace },
        spec: { instanceSelector: { matchLabels: { a: 'b' } }, datasource: { uid: 'a', name: 'A', url }, ...imported },
      },
    });
    const imported = { allowCrossNamespaceImport: true };

    expect(rulesOf([read('x', 'http://a'), read('y', 'http://b')])).toEqual([]);
    expect(rulesOf([read('x', 'http://a'), read('x', 'http://b')])).not.toEqual([]);
    expect(rulesOf([read('x', 'http://a', imported), read('y', 'http://b', imported)])).not.toEqual([]);
  });
});

describe('alerts that Prometheus and Grafana both evaluate', () => {
  const byGrafana = { ...FLEET, alerts: { evaluatedBy: 'grafana' as const } };
  const prometheus = objectsOf(prometheusOperator({ scraping: false }));
  const alertsOf = (delivery: Delivery) =>
    objectsOf(delivery, byGrafana, 'other').filter(
      ({ kind, metadata }) => kind === 'GrafanaAlertRuleGroup' || metadata.name.endsWith('-alerting'),
    );

  test.each<[string, Delivery]>([
    ['as a file', kubePrometheusStack({ release: 'stack' })],
    ['as objects', grafanaOperator({ instanceSelector: { a: 'b' } })],
  ])('are told, in whichever order they stand: %s', (_how, delivery) => {
    const grafana = alertsOf(delivery);
    const orders = [
      [...prometheus, ...grafana],
      [...grafana, ...prometheus],
    ].map((manifests) => checkManifests(located(manifests)));

    for (const findings of orders) {
      expect(findings).toHaveLength(grafana.length);
      expect(findings[0]).toMatchObject({
        rule: 'alerts-twice',
        severity: 'warning',
        why: 'both evaluate them, and both notify',
        fix: 'leave out one of the two: alerts.evaluatedBy says who evaluates them',
      });
    }
    const theirs = checkManifests([...located(grafana, 'theirs', false), ...located(prometheus)]);
    expect(orders[1]?.[0]?.what).toMatch(/^found Orchestrator.+ \(ours\) has for Prometheus to evaluate$/);
    expect(theirs[0]?.what).toMatch(/^found Orchestrator.+ \(theirs\) has for Grafana to evaluate$/);
  });

  const fleet = (selector: NonNullable<MonitoringProps['selector']>, ...names: readonly string[]): MonitoringProps => ({
    selector,
    replicaSets: names.map((name) => ({ name, workers: 3 })),
    watchUnlisted: names.length === 0,
  });

  test.each<[string, MonitoringProps, MonitoringProps, boolean]>([
    ['of two jobs', fleet({ job: 'a' }, 'orders'), fleet({ job: 'b' }, 'billing'), false],
    ['of two namespaces of a job', fleet({ namespace: 'a' }), fleet({ namespace: 'b' }), false],
    ['of a job, and of others', fleet({ job: 'a' }), fleet({ job: { regex: 'b.*' } }), false],
    ['of a job, and of others that may be it', fleet({ job: 'ba' }), fleet({ job: { regex: 'b.*' } }), true],
    ['of two replica sets', fleet({ job: 'a' }, 'orders'), fleet({ job: 'a' }, 'billing'), false],
    ['of several replica sets', fleet({ job: 'a' }, 'a.b', 'c'), fleet({ job: 'a' }, 'd', 'e'), false],
    [
      'of several replica sets, of which both have one',
      fleet({ job: 'a' }, 'a.b', 'c'),
      fleet({ job: 'a' }, 'd', 'a.b'),
      true,
    ],
    ['of a replica set, and of all', fleet({ job: 'a' }, 'orders'), fleet({ job: 'a' }), true],
  ])('are told only where they are about the same: %s', (_which, one, other, isTold) => {
    const byOther = { ...other, alerts: { evaluatedBy: 'grafana' as const } };
    const manifests = [
      ...objectsOf(prometheusOperator({ scraping: false }), one, 'one'),
      ...objectsOf(sidecar(), byOther, 'other').filter(({ metadata }) => metadata.name.endsWith('-alerting')),
    ];

    expect(rulesOf(located(manifests))).toEqual(isTold ? ['alerts-twice warning'] : []);
  });

  test('are somebody else’s business where neither object is ours', () => {
    const manifests = [...prometheus, ...alertsOf(kubePrometheusStack({ release: 'stack' }))];

    expect(rulesOf(located(manifests, 'theirs', false))).toEqual([]);
  });
});

describe('namespaces of Mimir', () => {
  const fleet = (name: string, ruleNamespace?: string) =>
    located(
      objectsOf(
        ruleNamespace === undefined ? mimir() : mimir({ ruleNamespace }),
        { selector: { job: name }, dashboard: { uid: name } },
        name,
      ),
      name,
    );

  test('that two deliveries name are told', () => {
    expect(checkManifests([...fleet('a', 'same'), ...fleet('b', 'same')])).toEqual([
      {
        rule: 'rule-namespace-twice',
        where: 'b',
        objectName: 'b-rules',
        severity: 'warning',
        path: 'ConfigMap monitoring/b-rules',
        what: 'found the namespace same of Mimir, which ConfigMap monitoring/a-rules (a) has too',
        why: 'in one tenant of Mimir the second rule file replaces the first',
        fix: 'give each fleet its own ruleNamespace, by mimir() or in its description',
      },
    ]);
  });

  test('that a fleet has, and the delivery of another names, too', () => {
    expect(rulesOf([...fleet('a'), ...fleet('b', 'a')])).toEqual(['rule-namespace-twice warning']);
    expect(rulesOf([...fleet('a'), ...fleet('b')])).toEqual([]);
  });

  test('of two charts may be for two tenants', () => {
    const other = fleet('b', 'a').map((object) => ({ ...object, chart: 'other' }));

    expect(rulesOf([...fleet('a'), ...other])).toEqual([]);
  });
});

describe('rules for a Thanos Ruler', () => {
  const evaluator = (kind: string, ruleSelector: JsonObject): KubernetesManifest => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { name: 'theirs', namespace: 'monitoring' },
    spec: { ruleSelector },
  });
  const role = (name: string) => ({ matchLabels: { role: name } });
  const rules = objectsOf(thanosRuler({ selectorLabels: { role: 'thanos' } }));
  const found = (...evaluators: readonly KubernetesManifest[]) =>
    checkManifests([...located(rules), ...located(evaluators, 'theirs', false)]).map(
      ({ rule, what, fix }) => `${rule}: ${what}; ${fix}`,
    );
  const TWICE =
    'rules-twice: found rules for a Thanos Ruler, and that Prometheus monitoring/theirs (theirs) takes them, too; give it labels that no Prometheus selects, with selectorLabels of thanosRuler(), or a ruleSelector there that leaves it out';

  test('are a Prometheus’s, too, if it takes them', () => {
    expect(found(evaluator('Prometheus', {}))).toEqual([TWICE]);
    expect(found(evaluator('Prometheus', {}), evaluator('ThanosRuler', role('thanos')))).toEqual([TWICE]);
    expect(found(evaluator('Prometheus', role('prometheus')), evaluator('ThanosRuler', {}))).toEqual([]);
    // It may be in another app.
    expect(found(evaluator('Prometheus', role('prometheus')))).toEqual([]);
  });

  test('are to have the labels that it selects', () => {
    expect(found(evaluator('Prometheus', role('prometheus')), evaluator('ThanosRuler', role('ruler')))).toEqual([
      'not-selected: found no label but app.kubernetes.io/name, app.kubernetes.io/part-of, role; give it labels that meet the selector, for instance with selectorLabels of thanosRuler()',
    ]);
  });

  test('are not those of a Prometheus, whoever else takes them', () => {
    const evaluators = ['Prometheus', 'ThanosRuler'].map((kind) => evaluator(kind, {}));
    const ofPrometheus = objectsOf(prometheusOperator({ scraping: false }));

    expect(rulesOf([...located(ofPrometheus), ...located(evaluators, 'theirs', false)])).toEqual([]);
  });
});

test.each([
  [undefined, []],
  [1, []],
  [
    2,
    [
      'warning PrometheusRule monitoring/orchestrator-rules: found rules that Prometheus monitoring/theirs (theirs) takes, which has shards: 2; each shard scrapes a part of the workers, and its alerts say for ever that the others are missing; evaluate them where all series are, with thanosRuler() or mimir() as rules of combineDeliveries, or set shards: 1 there',
    ],
  ],
])('a Prometheus of %s shards', (shards, expected) => {
  const manifest = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { name: 'theirs', namespace: 'monitoring' },
    spec: { ruleSelector: {}, ...(shards === undefined ? {} : { shards }) },
  };
  const rules = located(objectsOf(prometheusOperator({ scraping: false })));

  expect(
    checkManifests([...rules, ...located([manifest], 'theirs', false)]).map(
      ({ severity, path, what, why, fix }) => `${severity} ${path}: ${what}; ${why}; ${fix}`,
    ),
  ).toEqual(expected);
});

test('what cannot be read is passed over', () => {
  const configMap = (name: string, data: Record<string, string>): KubernetesManifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { grafana_dashboard: '1' } },
    data,
  });
  const manifests = located([
    configMap('a', {
      'a.json': '{ "panels": [',
      'b.json': '{"panels":[],"uid":1}',
      'rules.yaml': 'groups: [}\ngroups:',
    }),
    configMap('b', { 'c.json': 'providers: /tmp/dashboards: [', 'd.yaml': 'providers: {/tmp/dashboards' }),
    {
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'GrafanaDashboard',
      metadata: { name: 'c' },
      spec: { gzipJson: 'no gzip' },
    },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'd' }, spec: { containers: [{}] } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'e' } },
  ]);

  expect(rulesOf(manifests)).toEqual([]);
});
