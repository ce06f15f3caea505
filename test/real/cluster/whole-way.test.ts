/**
 * From a construct to a page: the objects are applied to a real API server, a real Prometheus finds the workers' pods in it with the rights that
 * its service account has there, scrapes them, evaluates the rules, and a real Alertmanager notifies what is left after the inhibitions.
 */
import { join } from 'node:path';

import { createMixin, type MonitoringProps } from '../../../lib';
import type { AlertName } from '../../../lib/orchestrator';
import { loadRecording } from '../../scenarios/scenario';
import { ALERTMANAGER, startAlertmanager, type RunningAlertmanager } from '../alertmanager-process';
import { startConfigured, type RunningPrometheus } from '../prometheus-process';
import { freePort, pause, Teardown, waitUntil } from '../server-process';
import { startWorker, workersOf, type RunningWorker } from '../worker-exporter';
import { startCluster, type Cluster } from './cluster';
import { GO_TOOLS, programOf } from './go-tools';
import { startOperator } from './operator';
import { NAME, outsideOfThePod, SCRAPE_VARIANTS, type ScrapeVariant } from './scrape-variants';
import { createEndpoints, createPod, scrapeableAs, scrapeAnnotations } from './worker-pods';

jest.setTimeout(600_000);

const WORKERS = 'projections';
const ELSEWHERE = 'elsewhere';

/** The replica set whose pods say which one they are of. */
const LABELLED = 'orders';

/** Seconds for which a worker must be missed before that is an alert of its own: longer than it takes its target to be known as down. */
const MISSED = 120;

const PROPS: MonitoringProps = {
  scrapeInterval: '1s',
  evaluationInterval: '1s',
  scrape: {
    namespaces: [WORKERS],
    podLabels: { app: 'projection-worker' },
    replicaSetPodLabel: 'projections.example.com/replica-set',
  },
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: 3 },
  ],
  alerts: {
    overrides: { OrchestratorTargetDown: { for: '1s' }, OrchestratorWorkerMismatch: { for: `${MISSED}s` } },
  },
};

/** A worker and the pod that it is behind. */
interface Placed {
  readonly pod: string;
  readonly replicaSet: string;
  readonly worker: RunningWorker;
}

/** A variant, and what runs for it. */
interface Running {
  readonly prometheus: RunningPrometheus;
  readonly alertmanager: RunningAlertmanager;
}

/** As much of the answer about targets as is looked at here. */
interface Targets {
  readonly activeTargets: readonly {
    readonly scrapeUrl: string;
    readonly health: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
}

const teardown = new Teardown();
const running = new Map<string, Running>();
let cluster: Cluster;
let placed: readonly Placed[] = [];
/** Port that every pod declares first, and nobody listens on. */
let otherPort = 0;

const HARDENED = SCRAPE_VARIANTS.filter(({ name }) => name !== 'the scrape job of upstream');

beforeAll(async () => {
  cluster = await startCluster();
  teardown.add(cluster.stop);
  const operator = await startOperator(cluster);
  teardown.add(operator.stop);
  await cluster.createNamespaces([WORKERS, ELSEWHERE, ...SCRAPE_VARIANTS.map(({ namespace }) => namespace)]);
  otherPort = await freePort();
  placed = await placeWorkers();
  await placeOthers(placed[0]!);
  for (const variant of SCRAPE_VARIANTS) {
    await cluster.apply(variant.objects(PROPS));
  }
  for (const variant of SCRAPE_VARIANTS) {
    if (variant.service !== undefined) {
      await createEndpoints(cluster, WORKERS, variant.service, placed);
    }
    const files = await variant.files(cluster, operator);
    const inhibitions = await variant.inhibitions(cluster, operator, PROPS);
    const alertmanager = await startAlertmanager(ALERTMANAGER, inhibitions);
    teardown.add(alertmanager.stop);
    const api = await cluster.proxyAs(variant.namespace, NAME);
    const prometheus = await startConfigured(
      programOf(GO_TOOLS.prometheus, 'prometheus'),
      outsideOfThePod(files.configuration, { api, alertmanager: alertmanager.address, rules: 'rules/*.yaml' }),
      Object.fromEntries(Object.entries(files.rules).map(([name, content]) => [join('rules', name), content])),
    );
    teardown.add(prometheus.stop);
    running.set(variant.name, { prometheus, alertmanager });
  }
});

afterAll(() => teardown.run());

/**
 * Two replica sets of three workers, some on IPv4 and some on IPv6. The pods of one are as a Deployment has them that was made scrapeable, with the
 * label that names the replica set; the others have the README's annotations and no more.
 */
async function placeWorkers(): Promise<readonly Placed[]> {
  const mixin = createMixin(PROPS);
  const recording = loadRecording('steady');
  const hosts = { orders: ['127.0.0.1', '127.0.0.1', '::1'], billing: ['::1', '::1', '127.0.0.1'] } as const;
  const all: Placed[] = [];
  for (const [replicaSet, addresses] of Object.entries(hosts)) {
    for (const [index, series] of workersOf(recording).entries()) {
      const worker = await startWorker(series, addresses[index]!, replicaSet);
      teardown.add(worker.stop);
      const pod = `${replicaSet}-${index}`;
      await createPod(cluster, {
        name: pod,
        namespace: WORKERS,
        worker,
        ports: { http: otherPort, metrics: worker.port },
        ...(replicaSet === LABELLED ? scrapeableAs(mixin, replicaSet, { http: otherPort, metrics: worker.port }) : {}),
      });
      all.push({ pod, replicaSet, worker });
    }
  }
  return all;
}

/** Pods that are none of ours: without annotations, finished, or in another namespace. */
async function placeOthers({ worker }: Placed): Promise<void> {
  await createPod(cluster, {
    name: 'not-annotated',
    namespace: WORKERS,
    worker,
    annotations: {},
    labels: { app: 'x' },
  });
  await createPod(cluster, { name: 'finished', namespace: WORKERS, worker, phase: 'Succeeded' });
  await createPod(cluster, {
    name: 'elsewhere',
    namespace: ELSEWHERE,
    worker,
    annotations: scrapeAnnotations(worker.port),
  });
}

const of = ({ name }: ScrapeVariant): Running => running.get(name)!;

/** Addresses that are scraped, with what came of it, once the first scrape of each is over. */
async function targetsOf(variant: ScrapeVariant): Promise<Targets['activeTargets']> {
  let targets: Targets['activeTargets'] = [];
  await waitUntil(
    `${variant.name}: every target was scraped`,
    async () => {
      targets = (await of(variant).prometheus.api<Targets>('/api/v1/targets?state=active')).activeTargets;
      return targets.length >= placed.length && targets.every(({ health }) => health !== 'unknown');
    },
    { seconds: 60, details: () => JSON.stringify(targets, undefined, 1) },
  );
  return targets;
}

describe.each(HARDENED.map((variant): [string, ScrapeVariant] => [variant.name, variant]))('%s', (_name, variant) => {
  test('finds every worker, on IPv4 and on IPv6, on the right port, and nobody else', async () => {
    const targets = await targetsOf(variant);

    expect(targets.map(({ scrapeUrl, health, labels }) => ({ scrapeUrl, health, labels })).sort(byUrl)).toEqual(
      placed
        .map(({ pod, replicaSet, worker: { address } }) => ({
          scrapeUrl: `http://${address}/metrics`,
          health: 'up',
          labels: {
            job: 'projection-workers',
            instance: address,
            namespace: WORKERS,
            pod,
            ...(replicaSet === LABELLED ? { replica_set: replicaSet } : {}),
          },
        }))
        .sort(byUrl),
    );
  });

  test('evaluates every rule without an error, and nothing fires', async () => {
    const { prometheus } = of(variant);
    await prometheus.untilEvaluated();
    const { groups } = await prometheus.api<RuleGroups>('/api/v1/rules');
    const rules = groups.flatMap((group) => group.rules);

    expect(rules.length).toBeGreaterThan(20);
    expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(await prometheus.query('ALERTS{alertstate="firing"}')).toEqual([]);
  });
});

/** As much of the answer about rules as is looked at here. */
interface RuleGroups {
  readonly groups: readonly { readonly rules: readonly { readonly name: string; readonly health: string }[] }[];
}

const byUrl = (a: { scrapeUrl: string }, b: { scrapeUrl: string }): number => (a.scrapeUrl < b.scrapeUrl ? -1 : 1);

test('the README’s own job scrapes IPv6 workers on whatever port their pods declare, the wrong ones among them', async () => {
  const targets = await targetsOf(SCRAPE_VARIANTS[0]!);
  const healthOf = (address: string): string | undefined =>
    targets.find(({ scrapeUrl }) => scrapeUrl === `http://${address}/metrics`)?.health;

  for (const { worker } of placed) {
    expect(healthOf(worker.address)).toBe('up');
  }
  expect(healthOf(`[::1]:${otherPort}`)).toBe('down');
  expect(healthOf(`127.0.0.1:${otherPort}`)).toBeUndefined();
});

describe('two workers stop, one on IPv4 and one on IPv6', () => {
  const stopped = ['orders-0', 'billing-0'];

  beforeAll(async () => {
    for (const { pod, worker } of placed.filter((one) => stopped.includes(one.pod))) {
      expect(worker.host).toBe(pod === 'orders-0' ? '127.0.0.1' : '::1');
      await worker.stop();
    }
  });

  test.each(HARDENED.map((variant): [string, ScrapeVariant] => [variant.name, variant]))(
    '%s: each is told once, and what follows from it is kept back',
    async (_name, variant) => {
      const { prometheus, alertmanager } = of(variant);
      const firing = (alert: AlertName): string => `count(ALERTS{alertname="${alert}",alertstate="firing"}) == 2`;
      await prometheus.until(firing('OrchestratorTargetDown'), MISSED);
      await prometheus.until(firing('OrchestratorWorkerMismatch'), 2 * MISSED);
      await waitUntil('the inhibition', async () => (await alertmanager.inhibited()).length === 2, { seconds: 30 });
      // Long enough for a notification that there should not be.
      await pause(2_000);
      const all = await prometheus.query('ALERTS{alertstate="firing"}');

      expect(all.map(({ metric }) => `${metric['alertname'] ?? ''} ${metric['replica_set'] ?? ''}`).sort()).toEqual([
        'OrchestratorTargetDown billing',
        'OrchestratorTargetDown orders',
        'OrchestratorWorkerMismatch billing',
        'OrchestratorWorkerMismatch orders',
      ]);
      expect(await alertmanager.inhibited()).toEqual(['OrchestratorWorkerMismatch', 'OrchestratorWorkerMismatch']);
      expect(
        alertmanager
          .notifications()
          .map(({ status, labels, annotations }) => ({ status, labels, description: annotations['description'] }))
          .sort((a, b) => (a.labels['replica_set']! < b.labels['replica_set']! ? -1 : 1)),
      ).toEqual(
        ['billing', 'orders'].map((replicaSet) => ({
          status: 'firing',
          labels: expect.objectContaining({
            alertname: 'OrchestratorTargetDown',
            severity: 'warning',
            replica_set: replicaSet,
          }) as object,
          description: expect.stringContaining(`1 workers of replica set ${replicaSet} (more than 0)`) as string,
        })),
      );
    },
  );
});
