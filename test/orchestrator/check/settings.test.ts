import { check, createMixin, type Finding, type MonitoringProps } from '../../../lib';

/** Findings beside those that every configuration of upstream has. */
function findings(props: MonitoringProps): readonly Finding[] {
  return check(createMixin(props)).filter(({ what }) => !what.endsWith('would never fire'));
}

const override = { OrchestratorWorkerMismatch: { threshold: 5 } };

test.each<[string, MonitoringProps, string]>([
  ['of the fleet', { profile: 'upstream', alerts: { overrides: override } }, 'alerts.overrides'],
  [
    'of a replica set',
    { profile: 'upstream', replicaSets: [{ name: 'a' }, { name: 'b', alerts: override }] },
    'replicaSets[1].alerts',
  ],
])('a threshold %s, for an alert that compares with the workers that there should be', (_what, props, path) => {
  expect(findings(props)).toEqual([
    {
      severity: 'error',
      path: `${path}.OrchestratorWorkerMismatch.threshold`,
      what: 'found 5: OrchestratorWorkerMismatch has no threshold',
      why: 'it compares with no number of its own, so the setting would do nothing',
      fix: 'remove it; to change the expected number of workers, set workers of the replica set',
    },
  ]);
});

test('settings of an alert that the profile does not have', () => {
  const alerts = { overrides: { OrchestratorNoWorkers: { severity: 'warning' as const } } };

  expect(findings({ profile: 'hardened', alerts })).toEqual([]);
  expect(findings({ profile: 'upstream', alerts })).toEqual([
    {
      severity: 'warning',
      path: 'alerts.overrides.OrchestratorNoWorkers',
      what: 'found settings of OrchestratorNoWorkers',
      why: 'the profile upstream has no such alert, so the settings do nothing',
      fix: 'remove them, or choose the other profile',
    },
  ]);
});

test.each<[string, MonitoringProps['profile'], string, string]>([
  ['OrchestratorProjectionBehind', 'hardened', 'it needs `database`, so the settings do nothing', '`database`'],
  ['OrchestratorBudgetBurns', 'hardened', 'it needs `objectives`, so the settings do nothing', '`objectives`'],
  [
    'OrchestratorProjectionBehind',
    'upstream',
    'the profile upstream has no such alert, so the settings do nothing',
    'the other profile',
  ],
])('settings of %s, which %s does not have as it is', (name, profile, why, needed) => {
  const settings = { [name]: { severity: 'info' as const } };
  const fix = needed.startsWith('`')
    ? `describe ${needed}, or remove them`
    : 'remove them, or choose the other profile';

  expect(
    findings({ profile, alerts: { overrides: settings }, replicaSets: [{ name: 'a', alerts: settings }] } as object),
  ).toEqual(
    ['alerts.overrides', 'replicaSets[0].alerts'].map((path) => ({
      severity: 'warning',
      path: `${path}.${name}`,
      what: `found settings of ${name}`,
      why,
      fix,
    })),
  );
});

describe('nobody is watched', () => {
  const props: MonitoringProps = { profile: 'upstream', watchUnlisted: false };

  test('a warning', () => {
    expect(findings(props)).toEqual([
      {
        severity: 'warning',
        path: 'watchUnlisted',
        what: 'found false, and no replica set is listed',
        why: 'no replica set is watched',
        fix: 'list the replica sets in replicaSets, or leave watchUnlisted out',
      },
    ]);
  });

  test.each<[string, MonitoringProps]>([
    ['a replica set is listed', { replicaSets: [{ name: 'main' }] }],
    ['unlisted ones are watched', { watchUnlisted: true }],
    ['no alert is wanted', { alerts: { enabled: false } }],
  ])('nothing where %s', (_what, changes) => {
    expect(findings({ ...props, ...changes })).toEqual([]);
  });
});

describe('workers of a workload', () => {
  const replicaSets = [
    { name: 'a', workers: 3 },
    { name: 'b', workers: { deployment: 'b', namespace: 'shop' } },
  ];

  test('upstream does not count them', () => {
    expect(findings({ profile: 'upstream', replicaSets })).toEqual([
      {
        severity: 'warning',
        path: 'replicaSets[1].workers',
        what: 'found a workload',
        why: 'the profile upstream compares with numbers only, so the workers of this replica set are not counted',
        fix: 'give a number or a range, or choose the profile hardened',
      },
    ]);
  });

  test('hardened does', () => {
    expect(findings({ profile: 'hardened', replicaSets })).toEqual([]);
  });
});

describe('name of the scrape job', () => {
  test('another than the selector asks for', () => {
    expect(findings({ scrape: { jobName: 'scraped' } })).toEqual([
      {
        severity: 'warning',
        path: 'scrape.jobName',
        what: 'found "scraped", while the selector asks for the job "projection-workers"',
        why: 'no rule and no panel would find the series of this scrape job',
        fix: 'give both the same name, or leave scrape.jobName out',
      },
    ]);
  });

  test('one that a regular expression of the selector refuses', () => {
    expect(findings({ selector: { job: { regex: 'a|c' } }, scrape: { jobName: 'b' } })).toEqual([
      {
        severity: 'warning',
        path: 'scrape.jobName',
        what: 'found "b", while the selector asks for the job =~ "a|c"',
        why: 'no rule and no panel would find the series of this scrape job',
        fix: 'give a name that the selector accepts',
      },
    ]);
  });

  test.each<[string, MonitoringProps]>([
    ['the same name', { selector: { job: 'a' }, scrape: { jobName: 'a' } }],
    ['a selector without a job', { selector: { app: 'a' }, scrape: { jobName: 'b' } }],
    ['a selector with several, and no name', { selector: { job: { regex: 'a|b' } } }],
    ['a selector with several', { selector: { job: { regex: 'a|b' } }, scrape: { jobName: 'b' } }],
    ['upstream, which selects nothing', { profile: 'upstream', scrape: { jobName: 'b' } }],
  ])('nothing with %s', (_what, props) => {
    expect(findings(props)).toEqual([]);
  });
});

describe('namespaces', () => {
  const workers = { deployment: 'mail', namespace: 'mail' };
  const fleet: MonitoringProps = { replicaSets: [{ name: 'mail', workers }], scrape: { namespaces: ['mail', 'shop'] } };

  test('none of them is one that the selector accepts', () => {
    expect(findings({ ...fleet, selector: { namespace: { regex: 'web|api' } } })).toEqual([
      {
        severity: 'warning',
        path: 'replicaSets[0].workers.namespace',
        what: 'found "mail", which selector.namespace refuses',
        why: 'no rule and no panel would find the workers of this workload',
        fix: 'give the namespace that the selector asks for, or another selector',
      },
      {
        severity: 'warning',
        path: 'scrape.namespaces',
        what: 'found "mail", "shop", which selector.namespace refuses',
        why: 'no rule and no panel would find the series of this scrape job',
        fix: 'scrape the namespace that the selector asks for, or give another selector',
      },
    ]);
  });

  test.each<[string, MonitoringProps]>([
    ['no namespace in the selector', fleet],
    ['a selector that accepts all', { ...fleet, selector: { namespace: { not: 'web' } } }],
    ['a selector that accepts some of those that are scraped', { ...fleet, selector: { namespace: 'mail' } }],
    ['upstream, which selects nothing', { profile: 'upstream', scrape: { namespaces: ['mail'] } }],
  ])('nothing with %s', (_what, props) => {
    expect(findings(props)).toEqual([]);
  });
});

describe('settings of an alert about the number of workers', () => {
  const settings = { for: '1h' } as const;
  const paths = (workers: NonNullable<MonitoringProps['replicaSets']>[number]['workers'], alert: string) =>
    findings({
      replicaSets: [
        { name: 'a' },
        { name: 'b', ...(workers === undefined ? {} : { workers }), alerts: { [alert]: settings } },
      ],
    });
  const WORKLOAD = { deployment: 'b', namespace: 'shop' };

  test.each<[string, Parameters<typeof paths>[0], string]>([
    ['no fewer than none', 0, 'OrchestratorWorkerMismatch'],
    ['none that could be absent', { min: 0, max: 3 }, 'OrchestratorReplicaSetAbsent'],
    ['no most', undefined, 'OrchestratorTooManyWorkers'],
    ['no most of a workload', WORKLOAD, 'OrchestratorTooManyWorkers'],
    ['a number that is known', 3, 'OrchestratorExpectedWorkersUnknown'],
  ])('%s', (_what, workers, alert) => {
    expect(paths(workers, alert)).toEqual([
      {
        severity: 'warning',
        path: `replicaSets[1].alerts.${alert}`,
        what: `found settings of ${alert}`,
        why: 'with `workers` as it is, no replica set that they are about has this alert, so that they do nothing',
        fix: 'set `workers` of the replica set accordingly, or remove them',
      },
    ]);
  });

  test.each<[Parameters<typeof paths>[0], string]>([
    [3, 'OrchestratorWorkerMismatch'],
    [WORKLOAD, 'OrchestratorWorkerMismatch'],
    [0, 'OrchestratorTooManyWorkers'],
    [WORKLOAD, 'OrchestratorExpectedWorkersUnknown'],
    [undefined, 'OrchestratorReplicaSetAbsent'],
    [0, 'OrchestratorNoWorkers'],
  ])('nothing with %j for %s', (workers, alert) => {
    expect(paths(workers, alert)).toEqual([]);
  });
});

test.each(['OrchestratorSlowProjection', 'OrchestratorProjectionSaturated', 'OrchestratorProjectionStalled'])(
  'settings of %s beside a database, which knows what it guesses at',
  (name) => {
    const alerts = { [name]: { severity: 'critical' as const } };
    const warning = (path: string) => ({
      severity: 'warning',
      path: `${path}.${name}`,
      what: `found settings of ${name}`,
      why: 'with `database` there is no such alert, since OrchestratorProjectionStuck and OrchestratorProjectionBehind answer its question, so that they do nothing',
      fix: 'remove them',
    });
    const props = { replicaSets: [{ name: 'a', alerts }], alerts: { overrides: alerts } };
    const database = { exporter: 'postgres_exporter', selector: { job: 'database' } } as const;

    expect(findings(props)).toEqual([]);
    expect(findings({ ...props, database })).toEqual([warning('alerts.overrides'), warning('replicaSets[0].alerts')]);
  },
);

describe('an input that never pauses', () => {
  const name = 'OrchestratorNoEventsHandled';
  const own = { [name]: { severity: 'warning' as const } };
  const paths = (props: MonitoringProps) => findings(props).map(({ severity, path }) => [severity, path]);

  test('settings of its alert, where no replica set asks for it', () => {
    expect(findings({ alerts: { overrides: own } })).toEqual([
      {
        severity: 'warning',
        path: `alerts.overrides.${name}`,
        what: `found settings of ${name}`,
        why: 'with `inputNeverPausesFor` as it is, no replica set that they are about has this alert, so that they do nothing',
        fix: 'set `inputNeverPausesFor` of the replica set accordingly, or remove them',
      },
    ]);
    expect(findings({ alerts: { overrides: { [name]: undefined as never } } })).toEqual([]);
    expect(
      paths({
        replicaSets: [
          { name: 'a', inputNeverPausesFor: '1h' },
          { name: 'b', alerts: own },
        ],
      }),
    ).toEqual([['warning', `replicaSets[1].alerts.${name}`]]);
  });

  test('said under upstream, which has no such alert', () => {
    expect(paths({ profile: 'upstream', replicaSets: [{ name: 'a', inputNeverPausesFor: '1h' }] })).toEqual([
      ['warning', 'replicaSets[0].inputNeverPausesFor'],
    ]);
  });

  test('nothing, where both go together', () => {
    const replicaSets = [{ name: 'a', inputNeverPausesFor: '1h' as const, alerts: own }];

    expect(findings({ replicaSets, alerts: { overrides: own } })).toEqual([]);
  });
});

describe('OrchestratorNoEventsHandled waits for as long as a pause may take', () => {
  const replicaSets = [{ name: 'orders', inputNeverPausesFor: '2h' }];
  const settings = (waits: string) => ({ OrchestratorNoEventsHandled: { for: waits } });

  test('a shorter time would fire in one', () => {
    expect(findings({ replicaSets, alerts: { overrides: settings('10m') } })).toEqual([
      {
        severity: 'warning',
        path: 'alerts.overrides.OrchestratorNoEventsHandled.for',
        what: 'found 10m, which is shorter than inputNeverPausesFor of orders',
        why: 'the alert would fire in a pause that is normal',
        fix: 'remove it: the alert waits for as long as inputNeverPausesFor says',
      },
    ]);
    expect(findings({ replicaSets, alerts: { overrides: settings('2h') } })).toEqual([]);
  });

  test('so does one in extend.alerts', () => {
    const extend = { alerts: [{ name: 'OrchestratorNoEventsHandled', for: '10m' }] };

    expect(findings({ replicaSets, extend }).map(({ path, why }) => [path, why])).toEqual([
      ['extend.alerts[0].for', 'the alert would fire in a pause that is normal'],
    ]);
  });
});

test('what the fleet’s settings win over is no finding', () => {
  const props = {
    replicaSets: [{ name: 'orders', inputNeverPausesFor: '30m' }],
    extend: { alerts: [{ name: 'OrchestratorNoEventsHandled', for: '1m' }] },
  } as const;

  const pathsOf = (more: MonitoringProps = {}): readonly string[] =>
    check(createMixin({ ...props, ...more })).map(({ path }) => path);

  expect(pathsOf()).toContain('extend.alerts[0].for');
  expect(pathsOf({ alerts: { overrides: { OrchestratorNoEventsHandled: { for: '1h' } } } })).not.toContain(
    'extend.alerts[0].for',
  );
});
