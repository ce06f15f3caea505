/** The summary says how many workers are expected, in whatever form the rules arrive. */
import { createMixin, renderFiles, type MonitoringProps } from '../../lib';
import { deliveredBy, summaryOf } from '../../lib/testing';
import { FLEET, grafanaObjects, objectsOf } from './fleet';

const REPLICA_SETS: MonitoringProps['replicaSets'] = [
  { name: 'main', workers: 3 },
  { name: 'elastic', workers: { min: 2, max: 8 } },
  { name: 'open' },
  { name: 'a "quoted" one', workers: 1 },
  { name: 'scaled', workers: { deployment: 'orders', namespace: 'shop' } },
];
const EXPECTED = [
  ['main', '3 workers'],
  ['elastic', '2 to 8 workers'],
  ['open', 'at least 1 worker'],
  ['a "quoted" one', '1 worker'],
  ['scaled', 'as many workers as deployment shop/orders has replicas'],
];
const expectedBy = (subject: Parameters<typeof deliveredBy>[0]) =>
  deliveredBy(subject).replicaSets.map(({ name, workers }) => [name, workers]);

test.each<[string, MonitoringProps]>([
  ['recorded', {}],
  ['by alerts that ask for themselves', { recordingRules: false }],
  ['by cluster', { aggregateBy: ['cluster'] }],
  ['by cluster, without recording rules', { aggregateBy: ['cluster'], recordingRules: false }],
  ['without alerts', { alerts: { enabled: false } }],
])('of every kind: %s', (_how, props) => {
  const fleet = { ...props, replicaSets: REPLICA_SETS };

  expect(expectedBy(createMixin(fleet))).toEqual(EXPECTED);
  expect(expectedBy(objectsOf(fleet))).toEqual(EXPECTED);
});

test.each<[string, MonitoringProps]>([
  ['what Prometheus records', {}],
  ['what Grafana records', { alerts: { grafana: { targetDatasourceUid: 'p' } } }],
  ['nothing that is recorded', { recordingRules: false }],
])('where Grafana evaluates the alerts, and reads %s', (_how, props) => {
  expect(expectedBy(grafanaObjects({ ...props, replicaSets: REPLICA_SETS }))).toEqual(EXPECTED);
});

test.each<[string, NonNullable<MonitoringProps['replicaSets']>, readonly string[]]>([
  ['another number', [{ name: 'orders', workers: 30 }], ['  orders: 30 workers']],
  ['another name', [{ name: 'billing', workers: 3 }], ['  billing: 3 workers']],
  ['one more', [...FLEET.replicaSets!, { name: 'x', workers: 1 }], ['  orders: 3 workers', '  x: 1 worker']],
])('the summary has a line for each: %s', (_what, replicaSets, lines) => {
  const summary = summaryOf(objectsOf({ replicaSets })).split('\n');

  expect(summary.slice(0, lines.length + 2)).toEqual(['Replica sets', ...lines, 'Alerts']);
});

test('two fleets have a line each for replica sets of one name', () => {
  const fleets = [3, 5].map((workers) => renderFiles(createMixin({ replicaSets: [{ name: 'main', workers }] })));
  const [one, other] = fleets.map((files) => files.find(({ path }) => path === 'prometheus/rules.yaml'));

  expect(expectedBy([one!, { ...other!, path: 'other/rules.yaml' }])).toEqual([
    ['main', '3 workers'],
    ['main', '5 workers'],
  ]);
});

test('nothing is made up where the rules expect no number', () => {
  expect(expectedBy(createMixin())).toEqual([]);
  expect(expectedBy(createMixin({ ...FLEET, profile: 'upstream' }))).toEqual([]);
});
