/** Two fleets of one cluster, Grafana and Mimir: nothing of one overwrites the other's, and what would is a finding. */
import {
  combineDeliveries,
  createMixin,
  fileProvisioning,
  grafanaOperator,
  kubePrometheusStack,
  mimir,
  prometheusOperator,
  renderDelivery,
  renderFiles,
  sidecar,
  standalone,
  thanosRuler,
  type Delivery,
  type MonitoringProps,
} from '../../../lib';
import { checkManifests } from '../../../lib/render/kubernetes/findings/check-manifests';
import { problemsOf } from '../../cdk8s/problems-of';

const SCRAPE = { namespaces: ['projections'], podLabels: { app: 'worker' } };
const fleetOf = (team: string, props: MonitoringProps = {}): MonitoringProps => ({
  selector: { job: 'projection-workers', namespace: `team-${team}` },
  dashboard: { uid: `fleet-${team}` },
  replicaSets: [{ name: 'main', workers: 3 }],
  scrape: SCRAPE,
  ...props,
});

const DELIVERIES: readonly (readonly [string, () => Delivery])[] = [
  ['standalone', () => standalone({ datasource: { url: 'http://prometheus:9090' } })],
  ['fileProvisioning', () => fileProvisioning({ splitDashboards: true })],
  ['sidecar', () => sidecar({ datasource: { url: 'http://prometheus:9090' } })],
  ['kubePrometheusStack', () => kubePrometheusStack({ release: 'x', inhibitions: { matcherStrategy: 'None' } })],
  ['prometheusOperator', () => prometheusOperator({ scraping: 'serviceMonitor' })],
  [
    'grafanaOperator',
    () => grafanaOperator({ instanceSelector: { a: 'b' }, datasource: { url: 'http://prometheus:9090' } }),
  ],
  ['thanosRuler', () => thanosRuler()],
  ['mimir', () => mimir()],
];

const locatedIn = (where: string, delivery: Delivery, props: MonitoringProps) =>
  renderDelivery(delivery, createMixin(props), { namespace: 'monitoring' }).objects.map(({ manifest }) => ({
    where,
    chart: '',
    own: true,
    operatorKnown: true,
    manifest,
  }));

const findingsOf = (delivery: Delivery, ...fleets: readonly MonitoringProps[]) =>
  checkManifests(fleets.flatMap((props, index) => locatedIn(`fleet ${index}`, delivery, props)));

describe.each(['prometheus', 'grafana'] as const)('evaluated by %s', (evaluatedBy) => {
  test.each(DELIVERIES)('%s: two dashboards are all that it takes', (_name, delivery) => {
    const alerts = { evaluatedBy };

    expect(findingsOf(delivery(), fleetOf('a', { alerts }), fleetOf('b', { alerts }))).toEqual([]);
  });
});

test('one name in two namespaces: the sidecar, which collects from both, mixes nothing up', () => {
  const inNamespace = (team: string) =>
    renderDelivery(
      sidecar({ datasource: { url: 'http://prometheus:9090' } }),
      createMixin(fleetOf(team, { alerts: { evaluatedBy: 'grafana' } })),
      { name: 'projections', namespace: team },
    ).objects.map(({ manifest }) => ({ where: team, chart: '', own: true, manifest }));
  const objects = ['a', 'b'].flatMap(inNamespace);
  const keys = objects.flatMap(({ manifest }) => Object.keys(manifest['data'] as object));
  const sources = objects.flatMap(({ manifest }) => JSON.stringify(manifest).match(/name: Prometheus[^\\]*/g) ?? []);

  expect(checkManifests(objects)).toEqual([]);
  expect(new Set(keys).size).toBe(keys.length);
  expect(sources).toEqual(['name: Prometheus (orchestrator-fleet-a)', 'name: Prometheus (orchestrator-fleet-b)']);
});

describe('data sources of the Grafana operator', () => {
  const datasourceOf = (props: MonitoringProps, datasource = {}) => {
    const delivery = grafanaOperator({ instanceSelector: { a: 'b' }, datasource: { url: 'http://a', ...datasource } });
    const { objects } = renderDelivery(delivery, createMixin(props));
    const [object] = objects.filter(({ manifest }) => manifest.kind === 'GrafanaDatasource');
    return (object?.manifest['spec'] as { readonly datasource: object }).datasource;
  };
  const asking = (grafana = {}) => ({ evaluatedBy: 'grafana' as const, grafana });

  test.each<[string, MonitoringProps, object, object]>([
    ['the only fleet', {}, {}, { uid: 'prometheus', name: 'Prometheus', isDefault: true }],
    [
      'a fleet with a dashboard of its own',
      fleetOf('a'),
      {},
      { uid: 'orchestrator-fleet-a-prometheus', name: 'Prometheus (orchestrator-fleet-a)', isDefault: false },
    ],
    [
      'a fleet that says its own',
      fleetOf('a'),
      { uid: 'mine', name: 'Mine', isDefault: true },
      { uid: 'mine', name: 'Mine', isDefault: true },
    ],
    [
      'a fleet whose alerts ask the usual one, as those of others may',
      fleetOf('a', { alerts: asking() }),
      {},
      { uid: 'prometheus', name: 'Prometheus', isDefault: true },
    ],
    [
      'a fleet whose alerts ask another',
      fleetOf('a', { alerts: asking({ datasourceUid: 'eu' }) }),
      {},
      { uid: 'eu', name: 'Prometheus (eu)', isDefault: false },
    ],
  ])('of %s', (_whose, props, given, expected) => {
    expect(datasourceOf(props, given)).toMatchObject(expected);
  });
});

test.each(DELIVERIES)('%s: equal names are an error', (_name, delivery) => {
  const [one, other] = [fleetOf('a'), fleetOf('b', { dashboard: { uid: 'fleet-a' } })];

  expect(findingsOf(delivery(), one, other).map(({ rule }) => rule)).toContain('made-twice');
});

test('a finding of each kind: what was found, why that is wrong, and what to do', () => {
  const findings = (['prometheus', 'grafana'] as const).flatMap((evaluatedBy) =>
    DELIVERIES.flatMap(([, delivery]) => {
      const fleets = ['a', 'b'].map((team) =>
        fleetOf(team, { dashboard: { uid: 'fleet', title: 'Fleet' }, alerts: { evaluatedBy } }),
      );
      return findingsOf(delivery(), ...fleets);
    }),
  );
  const firsts = findings.filter(({ rule }, index) => findings.findIndex((other) => other.rule === rule) === index);
  const lines = firsts.map(
    ({ rule, severity, path, what, why, fix }) => `${rule}, ${severity} ${path}: ${what}; ${why}; ${fix}`,
  );

  expect(lines.join('\n')).toMatchSnapshot();
});

test('two dashboards of one title in a folder are an error, in two folders they are not', () => {
  const titled = (team: string) => fleetOf(team, { dashboard: { uid: `fleet-${team}`, title: 'Fleet' } });
  const inFolder = (team: string, folder: string) =>
    locatedIn(team, sidecar({ folder, folderAnnotation: 'grafana_folder' }), titled(team));

  expect(
    findingsOf(sidecar(), titled('a'), titled('b')).map(({ rule, severity, what }) => [rule, severity, what]),
  ).toEqual(
    [
      [
        'dashboard-title-twice',
        'error',
        'found the dashboard title "Fleet", which ConfigMap monitoring/orchestrator-fleet-a-dashboard (fleet 0) has too',
      ],
      [
        'dashboard-title-twice',
        'error',
        'found the dashboard title "Fleet: Fleet", which ConfigMap monitoring/orchestrator-fleet-a-dashboard (fleet 0) has too',
      ],
      [
        'dashboard-title-twice',
        'error',
        'found the dashboard title "Fleet: Runbook", which ConfigMap monitoring/orchestrator-fleet-a-dashboard (fleet 0) has too',
      ],
    ].sort(),
  );
  expect(checkManifests([...inFolder('a', 'A'), ...inFolder('b', 'B')])).toEqual([]);
});

describe('Mimir’s namespace', () => {
  const namespaceOf = (props: MonitoringProps) =>
    renderFiles(createMixin(props))
      .find(({ path }) => path === 'mimir/rules.yaml')
      ?.content.split('\n')[0];

  test('follows from the fleet, and can be set', () => {
    expect(namespaceOf({})).toBe('namespace: pupsourcing-orchestrator');
    expect(namespaceOf(fleetOf('a'))).toBe('namespace: fleet-a');
    expect(namespaceOf(fleetOf('a', { ruleNamespace: 'shared/a' }))).toBe('namespace: shared/a');
  });

  test('is the same in the cluster', () => {
    const text = (delivery: Delivery) =>
      JSON.stringify(renderDelivery(delivery, createMixin(fleetOf('a'))).objects.find(({ part }) => part === 'rules'));

    expect(text(mimir())).toContain('namespace: fleet-a\\n');
    expect(text(mimir({ ruleNamespace: 'other' }))).toContain('namespace: other\\n');
  });
});

describe('names that a Kubernetes object can have', () => {
  const nameOf = (uid: string): string =>
    renderDelivery(mimir(), createMixin({ dashboard: { uid } })).objects[0]!.manifest.metadata.name;

  test.each([
    ['pupsourcing-orchestrator', 'orchestrator-rules'],
    ['billing', 'orchestrator-billing-rules'],
    ['Billing_EU', expect.stringMatching(/^orchestrator-billing-eu-[a-z0-9]{8}-rules$/)],
    ['billing_eu', expect.stringMatching(/^orchestrator-billing-eu-[a-z0-9]{8}-rules$/)],
    ['x'.repeat(40), expect.stringMatching(/^orchestrator-x{17}-[a-z0-9]{8}-rules$/)],
  ])('%s', (uid, name) => {
    expect(nameOf(uid)).toEqual(name);
  });

  test('differ where the uids differ', () => {
    const uids = ['billing-eu', 'billing_eu', 'Billing-eu', 'billing-eu-', `${'x'.repeat(39)}a`, `${'x'.repeat(39)}b`];

    expect(new Set(uids.map(nameOf)).size).toBe(uids.length);
  });
});

describe('annotations', () => {
  const FLUX = { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' };

  test.each([
    ['standalone', standalone({ annotations: FLUX })],
    ['fileProvisioning', fileProvisioning({ annotations: FLUX })],
    ['kubePrometheusStack', kubePrometheusStack({ release: 'x', annotations: FLUX, labels: { team: 'a' } })],
    ['grafanaOperator', grafanaOperator({ instanceSelector: { a: 'b' }, annotations: FLUX })],
    ['mimir', mimir({ annotations: FLUX })],
    [
      'combineDeliveries',
      combineDeliveries({
        dashboards: sidecar({ annotations: FLUX }),
        rules: prometheusOperator({ annotations: FLUX }),
      }),
    ],
  ])('of %s reach every one of its objects', (_name, delivery) => {
    const { objects } = renderDelivery(delivery, createMixin(fleetOf('a', { alerts: { evaluatedBy: 'grafana' } })));

    expect(objects.length).toBeGreaterThan(0);
    for (const { manifest } of objects) {
      expect(manifest.metadata['annotations']).toMatchObject(FLUX);
    }
  });

  test('reach every object from the whole, too', () => {
    const { objects } = renderDelivery(standalone(), createMixin(), { annotations: FLUX });

    for (const { manifest } of objects) {
      expect(manifest.metadata['annotations']).toEqual(FLUX);
    }
  });

  test.each(['\u0000', 'a\u001bb', 'a\r\nb', 'a\u2028b', '\ud800'])('that hold %j are refused', (note) => {
    expect(problemsOf(() => mimir({ annotations: { note } }))).toEqual([
      expect.stringMatching(
        /^mimir\.annotations\.note: found .+; allowed: a text without control characters but line feeds and tabs/,
      ),
    ]);
  });

  test('may have several lines', () => {
    expect(problemsOf(() => mimir({ annotations: { note: 'one\n\ttwo' } }))).toEqual([]);
  });
});

test.each([
  ['podMonitor', {}, ['scrape']],
  ['scrapeConfig', {}, ['scrape']],
  ['podMonitor', { namespaces: ['a'] }, []],
  ['podMonitor', { podLabels: { a: 'b' } }, []],
] as const)('a %s for workers at %j: findings at %j', (scraping, scrape, paths) => {
  const { findings } = renderDelivery(prometheusOperator({ scraping }), createMixin({ scrape }));

  expect(findings.map(({ path }) => path)).toEqual(paths);
});
