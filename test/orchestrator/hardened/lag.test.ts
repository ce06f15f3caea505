import { stringify } from 'yaml';

import { check, createMixin, renderFiles, renderPrometheusRules, type MonitoringProps } from '../../../lib';
import { problemsOf as problemsWith } from '../../cdk8s/problems-of';

const DATABASE = { exporter: 'postgres_exporter', selector: { job: 'database' } } as const;
const problemsOf = (props: unknown): readonly string[] => problemsWith(() => createMixin(props as MonitoringProps));

test.each([{}, { recordingRules: false }, { alerts: { evaluatedBy: 'grafana' } }, { profile: 'upstream' }] as const)(
  'without database and objectives nothing of them is rendered: %j',
  (props: MonitoringProps) => {
    const files = renderFiles(createMixin(props));
    const texts = files.map(({ path, content }) => `${path}\n${content}`).join('\n');
    expect(texts).not.toMatch(
      /database\/|pupsourcing_event_store|orchestrator_(lag|objective)|Unowned|Budget|"title": "(Lag|Objectives)"/,
    );
  },
);

test('with both, every other rule, scrape job and object stays what it was, but for what guesses at lag', () => {
  const props: MonitoringProps = { replicaSets: [{ name: 'main', workers: 3 }] };
  const before = createMixin(props);
  const after = createMixin({
    ...props,
    database: DATABASE,
    objectives: [{ name: 'fresh', freshness: '30s', target: 0.99 }],
  });
  const isGuess = (rule: unknown) =>
    /SlowProjection|ProjectionSaturated|ProjectionStalled|projection_(busy|slow|stalled):|events_max:/.test(
      JSON.stringify(rule),
    );
  const groupsOf = ({ ruleGroups }: typeof before) => renderPrometheusRules(ruleGroups).groups;
  const others = groupsOf(before)
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => !isGuess(rule)) }))
    .filter(({ rules }) => rules.length > 0);
  const added = ['orchestrator_lag', 'orchestrator_objectives'];
  expect(groupsOf(after).filter(({ name }) => !added.includes(name))).toEqual(others);
  expect(groupsOf(after).map(({ name }) => name)).toEqual(expect.arrayContaining(added));
  expect(after.scrapeJob).toEqual(before.scrapeJob);
  const ids = ({ dashboards }: typeof before) =>
    dashboards.flatMap(({ uid, panels }) => panels.map(({ id, name }) => `${uid} ${id} ${name}`));
  const isOfGuess = (id: string) =>
    /busy-share|projections-stalled|runbook.*(slowprojection|projectionsaturated|projectionstalled)/i.test(id);
  expect(ids(after)).toEqual(expect.arrayContaining(ids(before).filter((id) => !isOfGuess(id))));
});

test('what both add: what is asked, and how it is shown', () => {
  const { dashboards, alerts, recordingRules } = createMixin({
    replicaSets: [{ name: 'main', workers: 3, projections: ['orders', 'invoices'] }],
    database: DATABASE,
    objectives: [
      { name: 'fresh', freshness: '30s', target: 0.99 },
      { name: 'handled', successRatio: true, target: 0.999 },
    ],
  });
  const isAdded = ({ group }: { group: string }) => ['orchestrator_lag', 'orchestrator_objectives'].includes(group);
  const added = {
    records: Object.fromEntries(recordingRules.filter(isAdded).map(({ record, expression }) => [record, expression])),
    alerts: alerts.filter(isAdded).map(({ name, labels, expression }) => ({ name, labels, expression })),
    panels: dashboards.flatMap(({ panels }) => panels.filter(({ row }) => row === 'lag' || row === 'objectives')),
  };

  expect(stringify(JSON.parse(JSON.stringify(added)), { lineWidth: 0 })).toMatchSnapshot();
});

test.each<[string, MonitoringProps]>([
  ['the database', { database: DATABASE }],
  ['objectives', { objectives: [{ name: 'handled', successRatio: true, target: 0.999 }] }],
])('alerts about %s that know no replica set are among those that fire, each by itself', (_what, props) => {
  const { alerts, dashboards } = createMixin(props);
  const asked = dashboards.flatMap(({ panels, annotations }) => [
    ...panels.filter(({ name }) => name === 'firing-alerts').flatMap(({ queries }) => queries),
    ...annotations.filter(({ title }) => title === 'Firing alerts'),
  ]);

  expect(alerts.some(({ condition: { signal } }) => !signal.labels.includes('replica_set'))).toBe(true);
  expect(asked).toHaveLength(3);
  expect(asked.filter(({ expression }) => !expression.includes('replica_set=~"$replica_set|"'))).toEqual([]);
  const apart = alerts.flatMap(({ condition: { signal } }) => signal.labels);
  expect(asked.flatMap(({ expression }) => apart.filter((label) => !expression.includes(`, ${label}`)))).toEqual([]);
});

test('the profile upstream ignores both', () => {
  const props: MonitoringProps = {
    profile: 'upstream',
    database: DATABASE,
    objectives: [{ name: 'fresh', freshness: '30s', target: 0.99 }],
  };
  expect(renderFiles(createMixin(props))).toEqual(renderFiles(createMixin({ profile: 'upstream' })));
});

test('everything that comes out carries the labels of the fleet, whatever the job of the exporter', () => {
  const { alerts, recordingRules } = createMixin({
    database: DATABASE,
    selector: { job: 'workers', cluster: 'eu' },
    aggregateBy: ['namespace'],
  });
  const ofLag = [...alerts, ...recordingRules].filter(({ group }) => group === 'orchestrator_lag');
  expect(ofLag.length).toBeGreaterThan(10);
  for (const { expression } of ofLag) {
    expect(expression).toMatch(/"job", "workers"|job="workers"/);
    expect(expression).toMatch(/"cluster", "eu"|cluster="eu"/);
  }
});

test('what a database says is of none of the jobs that are told apart, and compared without them', () => {
  const { alerts, inhibitions } = createMixin({
    database: DATABASE,
    selector: { job: { regex: 'orders-.+' }, cluster: 'eu' },
    aggregateBy: ['job'],
    replicaSets: [{ name: 'main', workers: 3, inputNeverPausesFor: '30m' }],
  });
  const ofLag = new Set(alerts.filter(({ group }) => group === 'orchestrator_lag').map(({ name }) => name));
  const told = inhibitions.map(({ source, targets, equal }) => ({
    ofLag: [source, ...targets].some((name) => ofLag.has(name)),
    byJob: equal.includes('job'),
    byCluster: equal.includes('cluster'),
  }));

  expect(told).toContainEqual({ ofLag: true, byJob: false, byCluster: true });
  expect(told).toContainEqual({ ofLag: false, byJob: true, byCluster: true });
  expect(told.filter(({ byCluster }) => !byCluster)).toEqual([]);
  expect(told.filter(({ ofLag: isOfLag, byJob }) => isOfLag && byJob)).toEqual([]);
});

test.each<MonitoringProps>([
  { scrapeInterval: '15s300ms', database: DATABASE },
  { database: { ...DATABASE, interval: '15s300ms' } },
])('intervals may have fractions of a second: %j', (props) => {
  expect(check(createMixin(props))).toEqual([]);
});

test('problems of a database, all at once', () => {
  expect(
    problemsOf({
      database: {
        exporter: 'prometheus',
        selector: {},
        tables: { event: 'x', events: 'a b' },
        interval: '2m',
        projections: [],
      },
    }),
  ).toEqual([
    expect.stringMatching(/^database\.exporter: found "prometheus"; allowed: 'postgres_exporter'/),
    expect.stringMatching(/^database\.selector: .*at least one label/),
    expect.stringMatching(/^database\.tables\.events: found "a b"/),
    expect.stringMatching(/^database\.tables\.event: .*events/),
    expect.stringMatching(/^database\.interval: found "2m"/),
    expect.stringMatching(/^database\.projections: .*at least one projection/),
  ]);
});

test('a projection of two replica sets', () => {
  expect(
    problemsOf({
      replicaSets: [
        { name: 'a', projections: ['x', 'y'] },
        { name: 'b', projections: ['y'] },
      ],
    }),
  ).toEqual([
    'replicaSets[1].projections[0]: found "y", which replicaSets[0] runs already; allowed: each projection once; name it where it runs',
  ]);
});

test('problems of objectives, all at once', () => {
  expect(
    problemsOf({
      recordingRules: false,
      objectives: [
        { name: 'a', target: 0.99 },
        { name: 'b', freshness: '30s', successRatio: true, target: 0.99 },
        { name: 'c', freshness: '30s', target: 0.99 },
        { name: 'c', successRatio: true, target: 1 },
      ],
    }),
  ).toEqual([
    'objectives[0]: found neither freshness nor successRatio; allowed: one of them; set freshness to a duration, or successRatio to true',
    'objectives[1]: found both freshness and successRatio; allowed: one of them; set freshness to a duration, or successRatio to true',
    expect.stringMatching(/^objectives\[3\]\.target: found 1/),
    expect.stringMatching(/^objectives\[3\]\.name: found "c", which entry \[2\] has already/),
    'objectives[2].freshness: found "30s" without database, which alone knows how far behind a projection is; allowed: freshness beside database; describe the database, or use successRatio',
    'recordingRules: found false beside objectives, whose alerts read what recording rules make; allowed: true; remove it or the objectives',
  ]);
});

test.each<[string, MonitoringProps['replicaSets'], boolean]>([
  ['one replica set', [{ name: 'a' }], false],
  [
    'several with as many workers',
    [
      { name: 'a', workers: 3 },
      { name: 'b', workers: 3 },
    ],
    false,
  ],
  [
    'several with other numbers of workers',
    [
      { name: 'a', workers: 3 },
      { name: 'b', workers: 2 },
    ],
    true,
  ],
  ['several whose numbers nobody knows', [{ name: 'a' }, { name: 'b' }], true],
  [
    'all but one say what they run',
    [
      { name: 'a', workers: 3 },
      { name: 'b', workers: 2, projections: ['x'] },
    ],
    false,
  ],
])('%s: a finding where nothing says which checkpoints count', (_name, replicaSets = [], isFound) => {
  const findings = check(createMixin({ database: DATABASE, replicaSets }));
  expect(findings.map(({ path }) => path)).toEqual(isFound ? ['replicaSets'] : []);
});

test('an objective of four weeks: the same shares of its budget, as sloth’s `google-28d.yaml` has them', () => {
  const objective = { name: 'handled', successRatio: true, target: 0.999, window: '28d' } as const;
  const ofObjectives = (props: MonitoringProps) => {
    const { alerts, recordingRules } = createMixin(props);
    return [...recordingRules, ...alerts]
      .filter(({ group }) => group === 'orchestrator_objectives')
      .map(({ expression }) => expression);
  };
  const alone = ofObjectives({ objectives: [objective] });
  const fastest =
    'errors:ratio1h{job="projection-workers"} / (job:orchestrator_objective_budget:ratio{job="projection-workers"} * 28 / 30)';
  expect(alone.filter((expression) => expression.includes(fastest))).toHaveLength(1);
  expect(alone.join('\n')).not.toContain('30d');
  // Each of two by its own window.
  const both = ofObjectives({ objectives: [objective, { ...objective, name: 'other', window: '30d' }] }).join('\n');
  expect(both).toContain('errors:ratio5m{job="projection-workers",objective="handled"}[28d]');
  expect(both).toContain('errors:ratio5m{job="projection-workers",objective="other"}[30d]');
  expect(both).toContain('errors:ratio1h{job="projection-workers",objective="other"} / job:');
  expect(problemsOf({ objectives: [{ ...objective, window: '7d' }] })).toEqual([
    expect.stringMatching(/^objectives\[0\]\.window: found "7d"; allowed: '28d' or '30d'/),
  ]);
});

/** Share of the budget, long window, short window, hours of the long one; and the severity: sloth's `internal/alert/windows/google-30d.yaml`. */
const SLOTH = [
  { share: 0.02, long: '1h', short: '5m', hours: 1, severity: 'critical' },
  { share: 0.05, long: '6h', short: '30m', hours: 6, severity: 'critical' },
  { share: 0.1, long: '1d', short: '2h', hours: 24, severity: 'warning' },
  { share: 0.1, long: '3d', short: '6h', hours: 72, severity: 'warning' },
] as const;

test('windows, paces and severities are sloth’s: pace = share of the budget × 30 days / long window', () => {
  const alerts = createMixin({ objectives: [{ name: 'handled', successRatio: true, target: 0.999 }] }).alerts.filter(
    ({ group }) => group === 'orchestrator_objectives',
  );
  expect(
    alerts.map(({ condition, severity, expression }) => ({
      pace: condition.threshold,
      severity,
      windows: [...new Set([...expression.matchAll(/errors:ratio(\w+)/g)].map(([, window]) => window))],
    })),
  ).toEqual(
    SLOTH.map(({ share, long, short, hours, severity }) => ({
      pace: Number(((share * 30 * 24) / hours).toPrecision(6)),
      severity,
      windows: [long, short],
    })),
  );
});

test('an objective is about those replica sets that are watched', () => {
  const expressions = (props: object): readonly string[] =>
    createMixin({
      database: { exporter: 'postgres_exporter', selector: { job: 'db' } },
      replicaSets: [{ name: 'a' }, { name: 'b' }],
      objectives: [
        { name: 'fresh', freshness: '10s', target: 0.99 },
        { name: 'good', successRatio: true, target: 0.99 },
        { name: 'of-b', successRatio: true, replicaSet: 'b', target: 0.99 },
      ],
      ...props,
    })
      .recordingRules.filter(({ record }) => /objective_(outdated:max|errors:ratio5m)$/.test(record))
      .map(({ expression }) => expression);

  expect(expressions({}).join()).not.toContain('replica_set=~');
  const [outdated, errors] = expressions({ watchUnlisted: false });
  expect(outdated).toContain('pupsourcing_projection_lag_seconds{replica_set=~"a|b"');
  expect(errors).toContain('orchestrator_errors_rate:5m{job="projection-workers",replica_set=~"a|b"}');
  expect(errors).toContain('orchestrator_errors_rate:5m{job="projection-workers",replica_set="b"}');
});
