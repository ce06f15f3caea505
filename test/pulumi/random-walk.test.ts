/**
 * Random walks: five changes of the arguments, one after the other, each of them applied; some are interrupted by a Grafana that fails, and
 * applied again.
 */
import * as fc from 'fast-check';
import { OrchestratorMonitoring, type OrchestratorMonitoringArgs } from 'pupsourcing-orchestrator-monitoring/pulumi';
import { UpFailed } from './engine/engine';
import { World } from './engine/world';
import { runs } from '../properties';

type Args = OrchestratorMonitoringArgs;

/** Arguments that become something else; undefined for those that go. */
type Change = Readonly<Partial<Record<keyof Args, unknown>>>;

const set =
  (key: keyof Args) =>
  (value: unknown): Change => ({ [key]: value });

const changed = (args: Args, change: Change): Args =>
  Object.fromEntries(
    Object.entries({ ...args, ...change }).filter(([, value]) => value !== undefined),
  ) as unknown as Args;

const SETS = ['orders', 'billing', 'mail', 'search'] as const;

const replicaSet = (name: string) =>
  fc.record(
    {
      name: fc.constant(name),
      workers: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant({ min: 2, max: 10 })),
      alerts: fc.record(
        {
          OrchestratorNoWorkers: fc.constantFrom({ for: '10m' }, { enabled: false }, { severity: 'warning' as const }),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['name'] },
  );

const replicaSets = fc
  .shuffledSubarray([...SETS], { minLength: 1 })
  .chain((names) => fc.tuple(...names.map(replicaSet)))
  .map((chosen) => set('replicaSets')(chosen));

const duration = fc.constantFrom('0s', '30s', '90s', '1m', '1h30m', '36h', '1d12h', '7d', '8d', '14d', '365d');
const longer = duration.filter((text) => text !== '0s');

const override = fc.record(
  {
    for: duration,
    keepFiringFor: duration,
    threshold: fc.constantFrom(20, 50.5),
    severity: fc.constantFrom('warning' as const, 'critical' as const),
  },
  { requiredKeys: [] },
);

const alerts = fc
  .record(
    {
      evaluatedBy: fc.constantFrom('grafana' as const, 'prometheus' as const),
      enabled: fc.boolean(),
      labels: fc.dictionary(fc.constantFrom('team', 'region'), fc.constantFrom('a', 'B c', 'ü <&>'), { maxKeys: 2 }),
      overrides: fc.record(
        {
          OrchestratorSlowCoordination: override,
          OrchestratorStaleWorkersCleaned: fc.constant({ enabled: false }),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  .map(set('alerts'));

/** Both at once, since one refers to the other. */
const notifications = fc
  .record({
    names: fc.subarray(['Team', 'Pager'] as const, { minLength: 1 }),
    own: fc.option(fc.constant('Insisted'), { nil: undefined }),
    lists: fc.subarray(['webhooks', 'emails'] as const, { minLength: 1 }),
    address: fc.constantFrom('https://hooks.example/1', 'https://hooks.example/2'),
    groupBys: fc.option(fc.constantFrom(['replica_set'], ['...'], ['alertname', 'severity']), { nil: undefined }),
    groupWait: fc.option(duration, { nil: undefined }),
    repeatInterval: fc.option(longer, { nil: undefined }),
  })
  .map(({ names, own, lists, address, groupBys, groupWait, repeatInterval }): Change => {
    const settings = Object.fromEntries(
      lists.map((list) => [list, list === 'webhooks' ? [{ url: address }] : [{ addresses: ['a@b.example'] }]]),
    );
    return {
      contactPoints: Object.fromEntries(
        names.map((name, index) => [name, { ...settings, ...(own !== undefined && index === 0 ? { name: own } : {}) }]),
      ),
      notifications: {
        contactPoint: names[0]!,
        ...(groupBys === undefined ? {} : { groupBys }),
        ...(groupWait === undefined ? {} : { groupWait }),
        ...(repeatInterval === undefined ? {} : { repeatInterval }),
      },
    };
  });

const folder = fc
  .oneof(
    fc.record({ folderUid: fc.constantFrom('team', 'other') }),
    fc.record({
      folder: fc.record(
        {
          uid: fc.constantFrom('first', 'second'),
          title: fc.constantFrom('Shop', ' Shop '),
          parentFolderUid: fc.constantFrom('team', 'other'),
        },
        { requiredKeys: [] },
      ),
    }),
  )
  .map((chosen): Change => ({ folder: undefined, folderUid: undefined, ...chosen }));

const change: fc.Arbitrary<Change> = fc.oneof(
  replicaSets,
  alerts,
  notifications,
  folder,
  fc.constantFrom(undefined, 'first', 'second').map(set('namespace')),
  fc.constantFrom(undefined, { uid: 'board' }, { uid: 'other-board', title: ' Board ' }).map(set('dashboard')),
  fc.constantFrom(undefined, true, false).map(set('editableInUi')),
  fc.constantFrom(undefined, 1, 2).map(set('orgId')),
  fc.constantFrom(undefined, 'mimir', 'other').map(set('targetDatasourceUid')),
  fc.constantFrom(undefined, 'upstream' as const).map(set('profile')),
  fc.constantFrom(undefined, '60s', '40s').map(set('evaluationInterval')),
);

/** A change, what the engine does first of what it could, and the write at which Grafana begins to fail. */
const step = fc.record({
  change,
  order: fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 6 }),
  fails: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 3 }),
});

const START: Args = { datasourceUid: 'metrics', replicaSets: [{ name: 'orders', workers: 3 }] };

async function walk(
  steps: readonly { change: Change; order: readonly number[]; fails: number | undefined }[],
): Promise<void> {
  let order: readonly number[] = [0];
  let picked = 0;
  const world = new World({}, (below) => (order[picked++ % order.length] ?? 0) % below);
  for (const orgId of ['1', '2']) {
    for (const uid of ['team', 'other']) {
      world.grafana.createFolder(orgId, { uid, title: uid, parentUid: '' });
    }
  }
  const stack = world.stack();
  let args = START;
  for (const { change: next, order: chosen, fails } of [{ change: {}, order: [0], fails: undefined }, ...steps]) {
    args = changed(args, next);
    order = chosen;
    const { resources } = await stack.run(() => {
      new OrchestratorMonitoring('orders', args);
    });
    if (fails !== undefined) {
      world.grafana.failFrom(fails);
      try {
        stack.apply(resources);
      } catch (error) {
        if (!(error instanceof UpFailed)) {
          throw error;
        }
      }
      world.grafana.recover();
    }
    stack.apply(resources);
    if (fails !== undefined) {
      // A contact point of which half was made is joined by the whole one, and loses the half at the next `up`.
      stack.apply(resources);
    }
    expect([stack.unfinished, stack.lost]).toEqual([[], []]);
    expect(stack.wouldChange(resources)).toEqual([]);
    stack.refresh();
    expect(stack.wouldChange(resources)).toEqual([]);
  }
  stack.destroy();
  expect(stack.lost).toEqual([]);
  expect(['1', '2'].flatMap((orgId) => [...world.grafana.in(orgId).folders.keys()])).toEqual([
    'team',
    'other',
    'team',
    'other',
  ]);
  for (const orgId of ['1', '2']) {
    const { dashboards, rules, integrations } = world.grafana.in(orgId);
    expect([dashboards.size, rules.size, integrations.length]).toEqual([0, 0, 0]);
  }
}

test('no sequence of changes ends where `up` cannot leave, shows a difference afterwards, or takes away what is still wanted', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 5 }), walk), {
    ...runs(4),
    endOnFailure: true,
  });
});
