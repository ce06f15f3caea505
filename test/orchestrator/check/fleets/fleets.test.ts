/** Two fleets in one Prometheus, Alertmanager, Grafana and Mimir: where `check` finds nothing, nothing of one meets what is the other's. */
import * as fc from 'fast-check';

import {
  createMixin,
  type Mixin,
  type MonitoringProps,
  type ReplicaSetProps,
  type SelectorProps,
} from '../../../../lib';
import { checkFleets } from '../../../../lib/orchestrator';
import { type Alert } from '../../../../lib/orchestrator';
import { fleetLabels } from '../../../../lib/orchestrator/fleet/identity';
import { grafanaAlertUid, renderFiles } from '../../../../lib/render';
import { runs } from '../../../properties';
import { grafanaAlertsOf } from '../../../render/grafana/grafana-alerts';

const selector: fc.Arbitrary<SelectorProps> = fc.record(
  {
    job: fc.constantFrom<SelectorProps[string]>(
      'workers',
      'others',
      { regex: 'w.*' },
      { regex: 'o.*' },
      { regex: 'others|mail' },
      { not: 'workers' },
    ),
    namespace: fc.constantFrom<SelectorProps[string]>('a', 'b'),
  },
  { requiredKeys: ['job'] },
);

const replicaSet: fc.Arbitrary<ReplicaSetProps> = fc.record(
  {
    name: fc.constantFrom('orders', 'billing', 'mail'),
    workers: fc.constantFrom<ReplicaSetProps['workers'] & {}>(
      0,
      3,
      { min: 1, max: 4 },
      { deployment: 'x', namespace: 'a' },
    ),
  },
  { requiredKeys: ['name'] },
);

const props: fc.Arbitrary<MonitoringProps> = fc.record(
  {
    selector,
    aggregateBy: fc.constantFrom<readonly string[]>([], ['job'], ['cluster']),
    watchUnlisted: fc.boolean(),
    recordingRules: fc.boolean(),
    replicaSets: fc.uniqueArray(replicaSet, { selector: ({ name }) => name, maxLength: 2 }),
    dashboard: fc.record({ uid: fc.constantFrom('fleet-a', 'fleet-b') }),
    alerts: fc.record({
      labels: fc.constantFrom<Readonly<Record<string, string>>>(
        {},
        { environment: 'prod' },
        { environment: 'staging' },
        { team: 'x' },
      ),
      evaluatedBy: fc.constantFrom('prometheus', 'grafana'),
    }),
  },
  { requiredKeys: ['dashboard', 'alerts'] },
);

/** Values of a label that workers can have: those of the generators, and one that nobody names. */
const WORLD: Readonly<Record<string, readonly string[]>> = {
  job: ['workers', 'others', 'web'],
  namespace: ['a', 'b'],
  cluster: ['eu', 'us'],
  replica_set: ['orders', 'billing', 'mail', 'unlisted'],
};

type Labels = Readonly<Record<string, string>>;

/** Workers of every kind, by their labels. */
const WORKERS: readonly Labels[] = Object.entries(WORLD).reduce<readonly Labels[]>(
  (all, [label, values]) => all.flatMap((labels) => values.map((value) => ({ ...labels, [label]: value }))),
  [{}],
);

function matches(worker: Labels, matchers: Mixin['config']['selector']): boolean {
  return matchers.every(({ label, op, value }) => {
    const own = worker[label] ?? '';
    const found = op.endsWith('~') ? new RegExp(`^(?:${value})$`).test(own) : own === value;
    return found === !op.startsWith('!');
  });
}

/** The label sets in which the alerts of a fleet can fire, about workers that there could be. */
function alertSets({ config, alerts }: Mixin): readonly { readonly alert: Alert; readonly labels: Labels }[] {
  const seen = WORKERS.filter((worker) => matches(worker, config.selector));
  return alerts.flatMap((alert) => {
    const sets = seen
      .filter((worker) => matches(worker, alert.scope.matchers))
      .map((worker) => ({
        ...Object.fromEntries([...fleetLabels(config), 'replica_set'].map((label) => [label, worker[label] ?? ''])),
        ...alert.labels,
        alertname: alert.name,
      }));
    const distinct = new Map(sets.map((labels) => [key(labels), labels]));
    return [...distinct.values()].map((labels) => ({ alert, labels }));
  });
}

const key = (labels: Labels): string =>
  JSON.stringify(
    Object.entries(labels)
      .filter(([, value]) => value !== '')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Alerts of one fleet that an inhibition of the other silences. */
function silencedBy(
  { inhibitions }: Mixin,
  own: ReturnType<typeof alertSets>,
  theirs: ReturnType<typeof alertSets>,
): readonly string[] {
  return inhibitions.flatMap(({ source, targets, equal }) => {
    const pick = (labels: Labels) => JSON.stringify(equal.map((label) => labels[label] ?? ''));
    const sources = new Set(own.filter(({ alert }) => alert.name === source).map(({ labels }) => pick(labels)));
    return theirs
      .filter(({ alert, labels }) => targets.includes(alert.name) && sources.has(pick(labels)))
      .map(({ alert }) => `${source} silences ${alert.name}`);
  });
}

const names = (mixin: Mixin): readonly string[] => [
  ...mixin.dashboards.flatMap(({ uid, title }) => [`uid ${uid}`, `title ${title}`]),
  ...mixin.alerts.map((alert) => `rule ${grafanaAlertUid(mixin, alert)}`),
  ...grafanaAlertsOf(mixin, { datasourceUid: 'p' }).map(({ name }) => `group ${name}`),
  `namespace ${mixin.config.ruleNamespace}`,
];

const both = (one: readonly string[], other: readonly string[]): readonly string[] =>
  one.filter((name) => other.includes(name));

/** Files that lie in one directory of Grafana's, whichever fleet they are of: the same name must be the same content. */
function overwritten(a: Mixin, b: Mixin): readonly string[] {
  const contents = new Map(renderFiles(a).map(({ path, content }) => [path, content]));
  return renderFiles(b)
    .filter(({ path, content }) => path.startsWith('grafana/') && (contents.get(path) ?? content) !== content)
    .map(({ path }) => path);
}

test('what check finds nothing about does not meet', () => {
  let quiet = 0;
  fc.assert(
    fc.property(props, props, (first, second) => {
      const [a, b] = [createMixin(first), createMixin(second)];
      const findings = checkFleets([
        { where: 'a.yaml', mixin: a },
        { where: 'b.yaml', mixin: b },
      ]);
      if (findings.length > 0) {
        return;
      }
      quiet += 1;
      const [ofA, ofB] = [alertSets(a), alertSets(b)];

      expect(
        both(
          ofA.map(({ labels }) => key(labels)),
          ofB.map(({ labels }) => key(labels)),
        ),
      ).toEqual([]);
      expect([...silencedBy(a, ofA, ofB), ...silencedBy(b, ofB, ofA)]).toEqual([]);
      expect(both(names(a), names(b))).toEqual([]);
      expect(overwritten(a, b)).toEqual([]);
    }),
    runs(40),
  );

  expect(quiet).toBeGreaterThan(0);
});

test('two environments, a Prometheus each and one Alertmanager: neither silences the other, nor has its alerts', () => {
  const [prod, staging] = ['prod', 'staging'].map((environment) =>
    createMixin({
      selector: { job: 'workers' },
      replicaSets: [{ name: 'orders', workers: 3 }],
      alerts: { labels: { environment } },
    }),
  ) as [Mixin, Mixin];
  const [ofProd, ofStaging] = [alertSets(prod), alertSets(staging)];

  expect([...silencedBy(prod, ofProd, ofStaging), ...silencedBy(staging, ofStaging, ofProd)]).toEqual([]);
  expect(silencedBy(prod, ofProd, ofProd)).toContain('OrchestratorNoWorkers silences OrchestratorTargetDown');
  expect(
    both(
      ofProd.map(({ labels }) => key(labels)),
      ofStaging.map(({ labels }) => key(labels)),
    ),
  ).toEqual([]);
});

const fleets = (a: MonitoringProps, b: MonitoringProps) =>
  checkFleets([
    { where: 'a.yaml', mixin: createMixin({ dashboard: { uid: 'fleet-a' }, ...a }) },
    { where: 'b.yaml', mixin: createMixin({ dashboard: { uid: 'fleet-b' }, ...b }) },
  ]).map(({ where, path, what }) => `[${where}] ${path}: ${what}`);

const inFull = ({ severity, where, path, what, why, fix }: ReturnType<typeof checkFleets>[number]): string =>
  `${severity} [${where}] ${path}: ${what}; ${why}; ${fix}`;

describe('what is found', () => {
  test('nothing, where the selectors pin a label to different values', () => {
    expect(
      fleets({ selector: { job: 'x', namespace: 'team-a' } }, { selector: { job: 'x', namespace: 'team-b' } }),
    ).toEqual([]);
  });

  test('two environments with the same selector: their alerts are told apart, their recorded series are not', () => {
    const of = (environment: string): MonitoringProps => ({
      replicaSets: [{ name: 'orders', workers: 3 }],
      alerts: { labels: { environment } },
    });
    const found = fleets(of('prod'), of('staging'));

    expect(found).toHaveLength(2);
    expect(found[0]).toBe('[b.yaml] replicaSets: found orders, which a.yaml lists too');
    expect(found[1]).toMatch(/^\[b\.yaml\] selector: found the recorded series job:\S+ and \d+ more without a label/);
  });

  test('a constant label in one alone does not keep the other’s inhibitions away', () => {
    expect(fleets({ alerts: { labels: { environment: 'prod' } } }, {})).toContainEqual(
      expect.stringContaining(
        'alerts.labels: found no label that distinguishes its alerts from those of the other fleet',
      ),
    );
  });

  test('a value that the other’s regular expression refuses tells them apart, where it is aggregated', () => {
    expect(fleets({ selector: { job: 'a' } }, { selector: { job: { regex: 'b.*' } }, aggregateBy: ['job'] })).toEqual(
      [],
    );
    expect(fleets({ selector: { job: 'a' } }, { selector: { job: { regex: 'b.*' } } })).not.toEqual([]);
  });

  test.each<[string, MonitoringProps, MonitoringProps, readonly string[]]>([
    [
      'a value and all others, which alerts do not tell',
      { selector: { namespace: 'shop' } },
      { selector: { namespace: { not: 'shop' } } },
      ['alerts.labels', 'selector'],
    ],
    [
      'an expression and its opposite, which they do',
      { selector: { namespace: { regex: 'a.*' } }, aggregateBy: ['namespace'] },
      { selector: { namespace: { notRegex: 'a.*' } }, aggregateBy: ['namespace'] },
      [],
    ],
    [
      'expressions without a common value',
      { selector: { namespace: { regex: 'a-prod|a-stage' } }, aggregateBy: ['namespace'] },
      { selector: { namespace: { regex: 'b-(prod|stage)' } }, aggregateBy: ['namespace'] },
      [],
    ],
    [
      'the same, of which series tell nothing',
      { selector: { namespace: { regex: 'a-.*' } } },
      { selector: { namespace: { regex: 'b-.*' } } },
      ['alerts.labels', 'selector'],
    ],
    [
      'the same under the profile upstream, which asks for all workers',
      { profile: 'upstream', selector: { namespace: 'shop' } },
      { profile: 'upstream', selector: { namespace: 'bills' } },
      ['replicaSets', 'alerts.labels', 'selector'],
    ],
  ])('workers of both: %s', (_what, a, b, paths) => {
    const replicaSets = [{ name: 'orders', workers: 3 }];

    expect(
      fleets({ ...a, replicaSets }, { ...b, replicaSets }).map((line) =>
        line.replace(/^\[b\.yaml\] ([^:]+):.*$/, '$1'),
      ),
    ).toEqual(paths);
  });

  test('equal uids, titles, namespaces and folders', () => {
    const alerts = { evaluatedBy: 'grafana' } as const;
    const paths = fleets(
      { selector: { job: 'a' }, dashboard: { uid: 'x' }, alerts },
      { selector: { job: 'b' }, dashboard: { uid: 'x' }, alerts },
    ).map((line) => line.replace(/^\[b\.yaml\] ([^:]+):.*$/, '$1'));

    expect(paths).toEqual(['dashboard.uid', 'dashboard.title', 'ruleNamespace', 'alerts.grafana.folder']);
  });

  describe('with a database each', () => {
    const of = (name: string, selector: Record<string, string>): MonitoringProps => ({
      selector: { job: 'w' },
      replicaSets: [{ name, workers: 3 }],
      watchUnlisted: false,
      recordingRules: false,
      database: { exporter: 'postgres_exporter', selector },
    });

    test('one database is nobody’s alone', () => {
      expect(fleets(of('orders', { job: 'db' }), of('billing', { job: 'db' }))).toContainEqual(
        expect.stringContaining('database.selector: found no label that distinguishes its database'),
      );
    });

    test('alerts without a replica set are equal, whichever replica sets are listed', () => {
      const found = fleets(of('orders', { job: 'db-1' }), of('billing', { job: 'db-2' }));

      expect(found).not.toContainEqual(expect.stringContaining('database.selector'));
      expect(found).toContainEqual(expect.stringContaining('alerts.labels: found no label'));
    });
  });

  describe('scrape jobs of one name', () => {
    const of = (namespace: string, scrape: MonitoringProps['scrape'] & {} = {}): MonitoringProps => ({
      selector: { job: 'workers', namespace },
      scrape,
    });

    test('with other settings: Prometheus refuses them', () => {
      expect(fleets(of('a', { namespaces: ['a'] }), of('b', { namespaces: ['b'] }))).toEqual([
        '[b.yaml] scrape.jobName: found "workers" with other settings, as in a.yaml',
      ]);
    });

    test.each<[string, MonitoringProps, MonitoringProps]>([
      ['with the same settings, either is enough', of('a'), of('b')],
      [
        'with the same settings in another order',
        of('a', {
          namespaces: ['a', 'b'],
          podLabels: { app: 'x', team: 'y' },
          authorization: { credentials: { name: 'x', key: 'token' } },
        }),
        of('b', {
          namespaces: ['b', 'a'],
          podLabels: { team: 'y', app: 'x' },
          authorization: { credentials: { key: 'token', name: 'x' } },
        }),
      ],
      [
        'of two servers, which a label tells that no job gives',
        { selector: { job: 'workers', cluster: 'eu' }, scrape: { namespaces: ['a'] } },
        { selector: { job: 'workers', cluster: 'us' }, scrape: { namespaces: ['b'] } },
      ],
      [
        'a job each',
        { selector: { job: 'a' }, scrape: { namespaces: ['a'] } },
        { selector: { job: 'b' }, scrape: { namespaces: ['b'] } },
      ],
    ])('%s', (_what, a, b) => {
      expect(fleets(a, b)).toEqual([]);
    });
  });

  describe('scrape jobs that find the same pods', () => {
    const of = (job: string, scrape: MonitoringProps['scrape'] & {}, cluster?: string): MonitoringProps => ({
      selector: { job, ...(cluster === undefined ? {} : { cluster }) },
      scrape,
    });
    const pods = { namespaces: ['shop'], podLabels: { app: 'worker' } };
    const told =
      '[b.yaml] scrape: found no namespace or pod label that distinguishes its workers from those of the job "a", as in a.yaml';

    test.each<[string, MonitoringProps['scrape'] & {}]>([
      ['in the same namespace', pods],
      ['in one of several namespaces', { ...pods, namespaces: ['billing', 'shop'] }],
      ['in all namespaces', { podLabels: pods.podLabels }],
      ['by other labels, which a pod can have beside them', { namespaces: ['shop'], podLabels: { tier: 'back' } }],
      ['whatever they are', {}],
    ])('%s', (_what, scrape) => {
      expect(fleets(of('a', pods), of('b', scrape))).toEqual([told]);
    });

    test.each<[string, MonitoringProps, MonitoringProps]>([
      ['in other namespaces', of('a', pods), of('b', { ...pods, namespaces: ['billing'] })],
      ['by another value of a label', of('a', pods), of('b', { ...pods, podLabels: { app: 'other' } })],
      ['of two servers', of('a', pods, 'eu'), of('b', pods, 'us')],
      ['of which neither says what it finds', of('a', {}), of('b', {})],
    ])('not %s', (_what, a, b) => {
      expect(fleets(a, b)).toEqual([]);
    });

    test('that one of them does not deliver', () => {
      const [a, b] = ['a', 'b'].map((job) => createMixin({ ...of(job, pods), dashboard: { uid: job } })) as [
        Mixin,
        Mixin,
      ];
      const found = (scrapes: 'file' | 'operator' | false) =>
        checkFleets([
          { where: 'a.yaml', mixin: a, scrapes: 'operator' },
          { where: 'b.yaml', mixin: b, scrapes },
        ]).map(({ path }) => path);

      expect(found('operator')).toEqual(['scrape']);
      expect(found('file')).toEqual(['scrape']);
      expect(found(false)).toEqual([]);
    });
  });

  test.each<[string, string, string, readonly string[]]>([
    [
      'one store',
      'prometheus',
      'prometheus',
      ['replicaSets', 'alerts.labels', 'selector', 'database.selector', 'scrape'],
    ],
    ['two stores', 'other', 'other', ['alerts.labels']],
    ['two stores, and records in one', 'other', 'prometheus', ['alerts.labels', 'selector']],
  ])('%s', (_what, asked, recorded, paths) => {
    const of = (jobName: string) =>
      createMixin({
        replicaSets: [{ name: 'orders', workers: 3 }],
        database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
        scrape: { jobName, podLabels: { app: 'worker' } },
        dashboard: { uid: jobName },
      });
    const found = checkFleets([
      { where: 'a.yaml', mixin: of('a'), stores: { asked: 'prometheus', recorded: 'prometheus' } },
      { where: 'b.yaml', mixin: of('b'), stores: { asked, recorded } },
    ]);

    expect(found.map(({ path }) => path)).toEqual(paths);
  });

  test('one description of which one place has the dashboards and another the rules is one fleet', () => {
    const props: MonitoringProps = { database: { exporter: 'postgres_exporter', selector: { job: 'database' } } };
    const found = (rules: boolean) =>
      checkFleets([
        { where: 'a', mixin: createMixin(props), rules: true, dashboards: false },
        { where: 'b', mixin: createMixin(props), rules, scrapes: false },
      ]);

    expect(found(false)).toEqual([]);
    expect(found(true)).not.toEqual([]);
  });

  test('a label that one alert sets anew distinguishes nothing', () => {
    const of = (cluster: string): MonitoringProps => ({
      selector: { job: 'w', cluster },
      alerts: { overrides: { OrchestratorNoWorkers: { labels: { cluster: 'all' } } } },
    });

    expect(fleets(of('eu'), of('us'))).toContainEqual(expect.stringContaining('alerts.labels: found no label'));
  });

  test('each finding says why, and what to do: two fleets that have everything in common', () => {
    const props: MonitoringProps = {
      replicaSets: [{ name: 'orders', workers: 3, projections: ['orders'] }],
      database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
    };
    const found = (['prometheus', 'grafana'] as const).flatMap((evaluatedBy) => {
      const mixins = ['a', 'b'].map((namespace) =>
        createMixin({ ...props, scrape: { namespaces: [namespace] }, alerts: { evaluatedBy } }),
      );
      return checkFleets(mixins.map((mixin, index) => ({ where: `${index + 1}.yaml`, mixin })));
    });
    const unlisted = checkFleets([
      { where: '1.yaml', mixin: createMixin({ selector: { job: 'x', cluster: 'a' }, aggregateBy: ['cluster'] }) },
      { where: '2.yaml', mixin: createMixin({ selector: { job: 'x' }, watchUnlisted: true }) },
    ]);

    expect([...new Set([...found, ...unlisted].map(inFull))].join('\n')).toMatchSnapshot();
  });
});
