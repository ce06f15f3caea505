import { ApiObject, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { createMixin, type MonitoringProps } from 'pupsourcing-orchestrator-monitoring';
import { makeScrapeable, type ScrapeableWorkersProps } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { problemsOf } from '../problems-of';

const FLEET: MonitoringProps = {
  replicaSets: [{ name: 'orders', workers: 3 }],
  watchUnlisted: false,
  scrape: { namespaces: ['projections'], podLabels: { app: 'projection-worker' }, replicaSetPodLabel: 'replica-set' },
};

const GOOD: Omit<ScrapeableWorkersProps, 'mixin'> & { readonly fleet: MonitoringProps } = {
  fleet: FLEET,
  replicaSet: 'orders',
};

/** Problems of workers that are described like this. */
function problems(props: object = {}, workload: kplus.DeploymentProps = {}): readonly string[] {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'projections' });
  const workers = new kplus.Deployment(chart, 'orders', {
    containers: [{ image: 'registry.example.com/orders:1.0.0' }],
    metadata: { name: 'orders' },
    ...workload,
  });
  const before = JSON.stringify(Testing.synth(chart));
  const { fleet, ...rest } = { ...GOOD, ...props };
  const found = problemsOf(() => {
    makeScrapeable(workers, { mixin: createMixin(fleet), ...rest });
  });
  expect(JSON.stringify(Testing.synth(chart))).toBe(before);
  return found;
}

test('a port that is declared already is not declared again', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'projections' });
  const containers = [{ image: 'registry.example.com/orders:1.0.0', ports: [{ number: 9090, name: 'http' }] }];
  const workers = new kplus.Deployment(chart, 'orders', { containers });

  makeScrapeable(workers, { mixin: createMixin(FLEET), replicaSet: 'orders' });
  makeScrapeable(workers, { mixin: createMixin(FLEET), replicaSet: 'orders' });

  expect(workers.containers[0]!.ports).toEqual([{ number: 9090, name: 'http' }]);
});

test('the port has the name by which the fleet finds its workers, in whatever namespace they are put', () => {
  const chart = new Chart(Testing.app(), 'chart');
  const workers = new kplus.Deployment(chart, 'orders', {
    containers: [{ image: 'registry.example.com/orders:1.0.0' }],
  });
  const mixin = createMixin({ ...FLEET, scrape: { ...FLEET.scrape, port: 'telemetry' } });

  makeScrapeable(workers, { mixin, replicaSet: 'orders' });

  expect(workers.containers[0]!.ports).toEqual([{ number: 9090, name: 'telemetry' }]);
});

test.each<[string, object, kplus.DeploymentProps, string]>([
  [
    'another namespace',
    {},
    { metadata: { name: 'orders', namespace: 'shop' } },
    '[chart/orders] Deployment orders: found the namespace shop, where nobody looks for workers; put it into projections, or add its namespace to scrape.namespaces',
  ],
  [
    'no replica set, where a label is to hold it',
    { replicaSet: undefined },
    {},
    '[chart/orders] replicaSet: is missing; the pod label replica-set holds it',
  ],
  [
    'a replica set that the fleet has not',
    { replicaSet: 'order' },
    {},
    '[chart/orders] replicaSet: found "order", which the fleet neither lists nor watches; allowed: "orders"',
  ],
  [
    'a name that is no label',
    { replicaSet: 'orders!', fleet: { ...FLEET, replicaSets: [{ name: 'orders!' }] } },
    {},
    "[chart/orders] replicaSet: found \"orders!\"; allowed: the value of a Kubernetes label (up to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends): leave out scrape.replicaSetPodLabel for replica sets of such names",
  ],
  [
    'labels that say something else',
    {},
    { podMetadata: { labels: { app: 'shop' } } },
    '[chart/orders] Deployment orders: found the pod\'s label app with the value "shop", where the scrape job needs "projection-worker"; remove it, or describe the fleet accordingly',
  ],
  [
    'annotations that say something else',
    {},
    { podMetadata: { annotations: { 'prometheus.io/port': '8080' } } },
    '[chart/orders] Deployment orders: found the pod\'s annotation prometheus.io/port with the value "8080", where the scrape job needs "9090"; remove it, or describe the fleet accordingly',
  ],
  [
    'a port of that name with another number',
    {},
    { containers: [{ image: 'x', ports: [{ number: 2112, name: 'metrics' }] }] },
    '[chart/orders] Deployment orders: found the port metrics with the number 2112; give port: 2112, or rename that port',
  ],
  [
    'two containers',
    { container: 'worker' },
    {
      containers: [
        { image: 'x', name: 'a' },
        { image: 'x', name: 'b' },
      ],
    },
    '[chart/orders] Deployment orders: found no container "worker"; give container the name or the index of one of a, b',
  ],
  [
    'two containers, one of which has another’s usual name',
    {},
    {
      containers: [
        { image: 'x', name: 'app' },
        { image: 'x', name: 'grafana' },
      ],
    },
    '[chart/orders] Deployment orders: found 2 containers; give container the name or the index of one of app, grafana',
  ],
  ['a port that is none', { port: 0 }, {}, '[chart/orders] port: found 0; allowed: a whole number from 1 to 65535'],
  [
    'a path that is none',
    { path: 'metrics' },
    {},
    "[chart/orders] path: found \"metrics\"; allowed: a path that starts with '/', without a query ('?')",
  ],
  [
    'a query, which Prometheus would ask for as part of the path',
    { path: '/metrics?format=prometheus' },
    {},
    "[chart/orders] path: found \"/metrics?format=prometheus\"; allowed: a path that starts with '/', without a query ('?')",
  ],
])('refuses %s, and changes nothing', (_what, props, workload, problem) => {
  expect(problems(props, workload)).toEqual([problem]);
});

test('the profile upstream, whose scrape job ignores the label of the replica set, needs and gets none', () => {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'projections' });
  const workers = new kplus.Deployment(chart, 'orders', { containers: [{ image: 'x' }] });

  makeScrapeable(workers, { mixin: createMixin({ ...FLEET, profile: 'upstream' }) });

  expect(workers.podMetadata.getLabel('app')).toBe('projection-worker');
  expect(workers.podMetadata.getLabel('replica-set')).toBeUndefined();
});

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'undefined'],
  ['an ApiObject', new ApiObject(Testing.chart(), 'a', { apiVersion: 'v1', kind: 'Pod' }), 'an instance of ApiObject'],
  ['a container', { name: 'a', ports: [] }, 'an object with name, ports'],
])('refuses %s in the place of a workload', (_what, workload, found) => {
  expect(
    problemsOf(() => {
      makeScrapeable(workload as kplus.Deployment, { mixin: createMixin(FLEET), replicaSet: 'orders' });
    }),
  ).toEqual([`workload: found ${found}; allowed: a Deployment, StatefulSet or DaemonSet of cdk8s-plus`]);
});
