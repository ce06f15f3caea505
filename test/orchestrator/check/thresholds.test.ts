import { check, createMixin, type MonitoringProps } from '../../../lib';
import { type Alert, type Comparison, type SignalRange } from '../../../lib/orchestrator';

/** Findings about the first alert, were it to compare a signal of this range. */
function findings(comparison: Comparison, threshold: number, range: SignalRange | undefined) {
  const mixin = createMixin();
  const [sample] = mixin.alerts;
  const { range: _range, ...signal } = sample!.condition.signal;
  const condition = {
    ...sample!.condition,
    comparison,
    threshold,
    signal: range === undefined ? signal : { ...signal, range },
  };
  const alerts: readonly Alert[] = [{ ...sample!, condition }];
  return check({ ...mixin, alerts, ruleGroups: [] });
}

const maximum = { maximum: { value: 10, why: 'top' } };
const minimum = { minimum: { value: 0, why: 'bottom' } };

test.each<[Comparison, number, SignalRange | undefined, 'sometimes' | 'never' | 'always']>([
  ['>', 9.9, maximum, 'sometimes'],
  ['>', 10, maximum, 'never'],
  ['>', 11, maximum, 'never'],
  ['>=', 10, maximum, 'sometimes'],
  ['>=', 10.1, maximum, 'never'],
  ['==', 10, maximum, 'sometimes'],
  ['==', 11, maximum, 'never'],
  ['!=', 10, maximum, 'sometimes'],
  ['!=', 11, maximum, 'always'],
  ['<', 10, maximum, 'sometimes'],
  ['<', 11, maximum, 'always'],
  ['<=', 9.9, maximum, 'sometimes'],
  ['<=', 10, maximum, 'always'],
  ['<', 0.1, minimum, 'sometimes'],
  ['<', 0, minimum, 'never'],
  ['<', -1, minimum, 'never'],
  ['<=', 0, minimum, 'sometimes'],
  ['<=', -0.1, minimum, 'never'],
  ['==', 0, minimum, 'sometimes'],
  ['==', -1, minimum, 'never'],
  ['!=', -1, minimum, 'always'],
  ['>', 0, minimum, 'sometimes'],
  ['>', -1, minimum, 'always'],
  ['>=', 0, minimum, 'always'],
  ['>', 1e9, undefined, 'sometimes'],
  ['>', 1e9, minimum, 'sometimes'],
])('x %s %p, where x lies in %j, is true %s', (comparison, threshold, range, when) => {
  const [first, ...others] = findings(comparison, threshold, range).map(({ what }) => what);

  expect(others).toEqual([]);
  expect(first).toEqual(
    when === 'sometimes'
      ? undefined
      : expect.stringMatching(when === 'never' ? /would never fire$/ : /would fire at every value$/),
  );
});

test('no shipped alert takes a negative threshold, but those about a difference', () => {
  const replicaSets = [{ name: 'a', workers: { min: 2, max: 3 }, inputNeverPausesFor: '1h' as const }];
  const names = [...new Set(createMixin({ replicaSets }).alerts.map(({ name }) => name))];
  const overrides = Object.fromEntries(names.map((name) => [name, { threshold: -1 }]));
  const found = check(createMixin({ replicaSets, alerts: { overrides } })).map(({ what }) => what);

  expect(names.filter((name) => !found.some((what) => what.startsWith(`found -1: ${name} would `)))).toEqual([
    'OrchestratorWorkerMismatch',
    'OrchestratorTooManyWorkers',
  ]);
});

test('the finding says why, and what to do', () => {
  const [{ alerts }] = [createMixin()];
  const { name, condition } = alerts[0]!;

  expect(findings('>', 12, maximum)).toMatchObject([
    {
      severity: 'error',
      what: `found 12: ${name} would never fire`,
      why: `"${condition.signal.title}" cannot be above 10 (top)`,
      fix: 'set a threshold below 10, or disable the alert',
    },
  ]);
  expect(findings('<', -2, minimum)).toMatchObject([
    {
      what: `found -2: ${name} would never fire`,
      why: `"${condition.signal.title}" cannot be below 0 (bottom)`,
      fix: 'set a threshold above 0, or disable the alert',
    },
  ]);
});

test.each<[string, object, MonitoringProps]>([
  [
    'more than all workers',
    { name: 'OrchestratorWorkerMismatch', threshold: 5 },
    { replicaSets: [{ name: 'orders', workers: 3 }] },
  ],
  [
    'a part of a worker',
    { name: 'OrchestratorNoWorkers', threshold: 1.25 },
    { replicaSets: [{ name: 'orders', workers: { min: 1, max: 2 } }] },
  ],
  [
    'a number that is compared with none',
    { name: 'OrchestratorWorkerMismatch', threshold: 3.25 },
    { profile: 'upstream' },
  ],
  [
    'an alert that there is not',
    { name: 'OrchestratorSlowProjection', severity: 'info' },
    { database: { selector: { job: 'postgres' }, exporter: 'postgres_exporter' } },
  ],
])('%s: settings in extend.alerts are held to what those in alerts.overrides are', (_what, alert, props) => {
  const { name, ...settings } = alert as { readonly name: string };
  const found = (more: MonitoringProps) => check(createMixin({ ...props, ...more }));
  const inOverrides = found({ alerts: { overrides: { [name]: settings } } });

  expect(inOverrides).not.toEqual([]);
  expect(found({ extend: { alerts: [alert as { readonly name: string }] } })).toEqual(
    inOverrides.map((finding) => ({
      ...finding,
      path: finding.path.replace(`alerts.overrides.${name}`, 'extend.alerts[0]'),
    })),
  );
});

test('the bounds of a signal of one’s own hold the threshold of its alert', () => {
  const signal = {
    name: 'waiting',
    title: 'Waiting',
    unit: 'workers',
    labels: ['replica_set'],
    rangeOf: () => ({ maximum: { value: 3, why: 'there are three' } }),
    expression: () => 'max by (job, replica_set) (shop_waiting{job="projection-workers"})',
  } as const;
  const alerts = [{ name: 'Mine', summary: 'X.', description: 'X.', signal, threshold: 5 }];

  expect(check(createMixin({ replicaSets: [{ name: 'orders' }], extend: { alerts } }))).toMatchObject([
    { path: 'extend.alerts[0].threshold', what: 'found 5: Mine would never fire for orders' },
  ]);
});

describe('the finding is at what was written', () => {
  const name = 'OrchestratorTargetDown';
  const pathsOf = (props: MonitoringProps): readonly string[] =>
    check(createMixin({ replicaSets: [{ name: 'orders', workers: 3 }], watchUnlisted: false, ...props })).map(
      ({ path }) => path,
    );

  test.each<[string, MonitoringProps]>([
    ['extend.alerts[0].comparison', { extend: { alerts: [{ name, comparison: '>=' }] } }],
    ['extend.alerts[0].threshold', { extend: { alerts: [{ name, comparison: '>=', threshold: -1 }] } }],
    [`alerts.overrides.${name}.threshold`, { alerts: { overrides: { [name]: { threshold: -1 } } } }],
    [
      'extend.alerts[0].threshold',
      { alerts: { overrides: { [name]: { for: '1h' } } }, extend: { alerts: [{ name, threshold: -1 }] } },
    ],
    [
      `alerts.overrides.${name}.threshold`,
      { alerts: { overrides: { [name]: { threshold: -1 } } }, extend: { alerts: [{ name, for: '1h' }] } },
    ],
    ['extend.alerts[0].panel', { extend: { alerts: [{ name, panel: 'nope' }] } }],
  ])('%s', (path, props) => {
    expect(pathsOf(props)).toEqual([path]);
  });

  test.each<[string, Partial<MonitoringProps>]>([
    [
      'replicaSets[0].alerts.OrchestratorProjectionErrors.threshold',
      {
        replicaSets: [
          { name: 'orders', workers: 3, alerts: { OrchestratorProjectionErrors: { threshold: -1 } } },
          { name: 'billing', workers: 3 },
        ],
      },
    ],
    [
      'alerts.overrides.OrchestratorProjectionErrors.threshold',
      { alerts: { overrides: { OrchestratorProjectionErrors: { threshold: -1 } } } },
    ],
  ])('%s', (path, props) => {
    expect(pathsOf(props)).toEqual([path]);
  });
});

test('a count of one’s own that waits for none in a replica set that is not the first', () => {
  const expression = 'count by ($by) (shop_worker{$workers})';
  const alerts = [{ name: 'Mine', summary: 'X.', comparison: '<', threshold: 2, expression } as const];
  const replicaSets = [{ name: 'billing' }, { name: 'orders', alerts: { Mine: { threshold: 1 } } }];

  expect(check(createMixin({ replicaSets, extend: { alerts } }))).toMatchObject([
    { path: 'extend.alerts[0]', why: expect.stringContaining('waits for < 1') as string },
  ]);
});

describe('a count of the package’s own, which has no result where there is nothing to count', () => {
  const name = 'OrchestratorProjectionStalled';
  const stalled = (settings: object, more: Partial<MonitoringProps> = {}) =>
    check(
      createMixin({
        replicaSets: [{ name: 'orders', workers: 3 }],
        watchUnlisted: false,
        ...more,
        extend: { ...more.extend, alerts: [{ name, ...settings }] },
      }),
    ).map(({ severity, path, what, why, fix }) => `${severity} ${path}: ${what}; ${why}; ${fix}`);
  const said = (path: string, threshold: number, fix: string): string =>
    `error ${path}: found ${String(threshold)}: ${name} would never fire; "Workers on which a projection stands still" cannot be below 1 (a count of nothing has no result); set a threshold ${fix}, or disable the alert`;

  test.each<[string, object, Partial<MonitoringProps>, string, number, string]>([
    ['its own entry', { comparison: '==', threshold: 0 }, {}, 'extend.alerts[0].threshold', 0, 'of 1 or more'],
    ['the comparison alone', { comparison: '==' }, {}, 'extend.alerts[0].comparison', 0, 'of 1 or more'],
    ['less than one', { comparison: '<', threshold: 1 }, {}, 'extend.alerts[0].threshold', 1, 'above 1'],
    [
      'alerts.overrides',
      { comparison: '<=' },
      { alerts: { overrides: { [name]: { threshold: 0.5 } } } },
      `alerts.overrides.${name}.threshold`,
      0.5,
      'of 1 or more',
    ],
    [
      'a replica set that is not the first',
      { comparison: '<', threshold: 2 },
      {
        replicaSets: [
          { name: 'billing', workers: 3 },
          { name: 'orders', workers: 3, alerts: { [name]: { threshold: 1 } } },
        ],
      },
      `replicaSets[1].alerts.${name}.threshold`,
      1,
      'above 1',
    ],
  ])('%s', (_what, settings, more, path, threshold, fix) => {
    expect(stalled(settings, more)).toEqual([said(path, threshold, fix)]);
  });

  test('signals of a user that it does not ask have no part in it', () => {
    const signals = [
      {
        name: 'heartbeatSeconds',
        title: 'Heartbeats',
        unit: 'seconds' as const,
        labels: ['replica_set'],
        expression: () => 'max by (job, replica_set) (shop_heartbeat{job="projection-workers"})',
      },
    ];

    expect(stalled({ comparison: '==', threshold: 0 }, { extend: { signals } })).toEqual([
      said('extend.alerts[0].threshold', 0, 'of 1 or more'),
    ]);
  });

  test.each([{ comparison: '<', threshold: 2 }, { comparison: '==', threshold: 1 }, { comparison: '>=' }])(
    '%p is never below it',
    (settings) => {
      expect(stalled(settings).filter((finding) => finding.includes('a count of nothing'))).toEqual([]);
    },
  );
});

test('nor does upstream take one, where an alert has a threshold', () => {
  const names = ['HighReconfigurationRate', 'SlowCoordination', 'ProjectionErrors'].map(
    (name) => `Orchestrator${name}`,
  );
  const overrides = Object.fromEntries(names.map((name) => [name, { threshold: -1 }]));

  expect(check(createMixin({ profile: 'upstream', alerts: { overrides } })).map(({ what }) => what)).toEqual(
    names.map((name) => `found -1: ${name} would fire at every value`),
  );
});

describe('a floor within a question', () => {
  const at = (threshold: number) =>
    check(createMixin({ alerts: { overrides: { OrchestratorSlowProjection: { threshold } } } }));

  test('a threshold below it tells nothing', () => {
    expect(at(0.05)).toEqual([
      {
        severity: 'error',
        path: 'alerts.overrides.OrchestratorSlowProjection.threshold',
        what: 'found 0.05: OrchestratorSlowProjection would fire at every value',
        why: '"Busy share of a slow projection" cannot be below 0.1 (one that is less busy is never called slow)',
        fix: 'set a threshold of 0.1 or more, or disable the alert',
      },
    ]);
  });

  test('nothing is wrong with one at it', () => {
    expect(at(0.1)).toEqual([]);
  });
});

describe("upstream's own rule that can never fire", () => {
  const path = 'alerts.overrides.OrchestratorSlowCoordination.threshold';

  test('a warning, since it is kept to the letter', () => {
    expect(check(createMixin({ profile: 'upstream' }))).toEqual([
      {
        severity: 'warning',
        path,
        what: 'found 30: OrchestratorSlowCoordination would never fire',
        why: '"P95 coordination duration" cannot be above 10 (a quantile cannot exceed the top bucket)',
        fix: 'set a threshold below 10, or disable the alert',
      },
    ]);
  });

  test.each<[string, MonitoringProps['alerts']]>([
    ['a threshold that can be passed', { overrides: { OrchestratorSlowCoordination: { threshold: 9.9 } } }],
    ['the alert disabled', { overrides: { OrchestratorSlowCoordination: { enabled: false } } }],
    ['no alerts', { enabled: false }],
  ])('nothing with %s', (_what, alerts) => {
    expect(check(createMixin({ profile: 'upstream', alerts: alerts! }))).toEqual([]);
  });

  test('the path is where the number was given', () => {
    const replicaSets = [
      { name: 'a' },
      { name: 'b', alerts: { OrchestratorSlowCoordination: { threshold: 20 } } },
      { name: 'c', alerts: { OrchestratorSlowCoordination: { threshold: 20 } } },
    ];

    expect(check(createMixin({ profile: 'upstream', replicaSets })).map((finding) => finding.path)).toEqual([
      path,
      'replicaSets[1].alerts.OrchestratorSlowCoordination.threshold',
    ]);
  });
});

test('where the number follows from the workers, the path still leads to the alert', () => {
  const mixin = createMixin({ profile: 'upstream', replicaSets: [{ name: 'a', workers: 4 }] });
  const alerts = mixin.alerts
    .filter(({ name }) => name === 'OrchestratorWorkerMismatch')
    .map((alert) => {
      const signal = { ...alert.condition.signal, range: { maximum: { value: 3, why: 'only three fit' } } };
      return { ...alert, condition: { ...alert.condition, comparison: '>' as const, signal } };
    });

  expect(check({ ...mixin, alerts }).map(({ path }) => path)).toEqual([
    'alerts.overrides.OrchestratorWorkerMismatch.threshold',
  ]);
});

describe('a threshold that a replica set is too small for', () => {
  const found = (props: MonitoringProps) =>
    check(createMixin(props)).map(({ severity, path, what }) => [severity, path, what]);
  const overriding = (name: string, threshold: number, workers: object | number): MonitoringProps => ({
    database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
    replicaSets: [{ name: 'small', workers } as { name: string }, { name: 'large', workers: 100, projections: ['p'] }],
    alerts: { overrides: { [name]: { threshold } } },
  });

  test.each<[string, number, object | number, 'never' | 'always']>([
    ['OrchestratorWorkerMismatch', 3, 3, 'never'],
    ['OrchestratorWorkerMismatch', 2, { min: 3, max: 5 }, 'never'],
    ['OrchestratorReplicaSetAbsent', 3, 3, 'never'],
    ['OrchestratorTargetDown', 39, 7, 'never'],
    ['OrchestratorWorkersExiting', 7, { min: 1, max: 7 }, 'never'],
    ['OrchestratorPartitionUnowned', 7, 7, 'never'],
    ['OrchestratorNoWorkers', 3, 1, 'always'],
    ['OrchestratorNoWorkers', 3, { min: 1, max: 9 }, 'always'],
  ])('%s %d with %j workers would %s', (name, threshold, workers, outcome) => {
    expect(found(overriding(name, threshold, workers)).filter(([, path]) => path !== 'replicaSets')).toEqual([
      [
        'warning',
        `alerts.overrides.${name}.threshold`,
        `found ${String(threshold)}: ${name} would ${outcome} fire for small`,
      ],
    ]);
  });

  test.each<[string, number, object | number]>([
    ['OrchestratorWorkerMismatch', 2, 4],
    ['OrchestratorWorkerMismatch', 5, { deployment: 'small', namespace: 'n' }],
    ['OrchestratorWorkerMismatch', 0, 1],
    ['OrchestratorReplicaSetAbsent', 2, 3],
    ['OrchestratorTargetDown', 6, 7],
    ['OrchestratorNoWorkers', 3, 3],
    ['OrchestratorNoWorkers', 3, 0],
  ])('not %s %d with %j workers', (name, threshold, workers) => {
    expect(found(overriding(name, threshold, workers)).filter(([, path]) => path !== 'replicaSets')).toEqual([]);
  });

  test('all of it, of many', () => {
    expect(
      check(
        createMixin({
          replicaSets: Array.from({ length: 7 }, (_, index) => ({ name: `set-${String(index)}`, workers: 3 })),
          alerts: { overrides: { OrchestratorTargetDown: { threshold: 3 } } },
        }),
      ),
    ).toEqual([
      {
        severity: 'warning',
        path: 'alerts.overrides.OrchestratorTargetDown.threshold',
        what: 'found 3: OrchestratorTargetDown would never fire for set-0, set-1, set-2, set-3, set-4 and 2 more',
        why: '"Targets that are down" of set-0 is at most 3 (it has no more workers)',
        fix: 'set a threshold that suits their number of workers, in `alerts` of the replica set where it is for some',
      },
    ]);
  });
});

describe('a time to wait that outlasts what is waited for', () => {
  const warnings = (name: string, settings: object) =>
    check(createMixin({ replicaSets: [{ name: 'orders', workers: 3, alerts: { [name]: settings } }] }));

  test.each([
    ['OrchestratorSlowCoordination', 'Mean coordination duration', '10m'],
    ['OrchestratorStaleWorkersCleaned', 'Stale workers cleaned up', '15m'],
  ])('of %s', (name, title, window) => {
    expect(warnings(name, { for: window })).toEqual([
      {
        severity: 'warning',
        path: `replicaSets[0].alerts.${name}.for`,
        what: `found ${window}: ${name} would never fire for what happens once`,
        why: `"${title}" looks back over ${window}, and has forgotten it by then`,
        fix: `wait for less than ${window}`,
      },
    ]);
    expect(warnings(name, { for: '9m' })).toEqual([]);
  });
});
