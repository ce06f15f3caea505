/** The dashboards of the profile `hardened`, as a person who is on call reads them. */
import {
  createMixin,
  METRICS,
  renderGrafanaDashboard,
  renderPrometheusRules,
  type Mixin,
  type MonitoringProps,
} from '../../../lib';
import { CORE_ALERT_NAMES, panelId } from '../../../lib/orchestrator';
import { parsePromql } from '../../../lib/promql/parse';
import { runbookLink } from '../../../lib/orchestrator/fleet/links';

const EVERY_KIND: MonitoringProps = {
  replicaSets: [
    { name: 'fixed', workers: 3, inputNeverPausesFor: '30m' },
    { name: 'scaled', workers: { min: 2, max: 10 } },
    { name: 'idle', workers: { min: 0, max: 2 } },
    { name: 'workload', workers: { deployment: 'projections', namespace: 'production' } },
    { name: 'own', workers: 3, alerts: { OrchestratorProjectionErrors: { threshold: 0.5 } } },
  ],
  grafanaUrl: 'https://grafana.example.org',
};

const mixin = createMixin(EVERY_KIND);
const [main, fleet, runbook] = mixin.dashboards;

/** Panels that ask something: all but the runbook's texts. */
const panelsOf = ({ dashboards }: Mixin) =>
  dashboards.flatMap(({ panels }) => panels.filter(({ kind }) => kind !== 'text'));
const panelNamed = (name: string, of = mixin) => panelsOf(of).find((panel) => panel.name === name);

/** The seven panels of the README: their titles are what people look for. */
const SEED_PANELS: readonly (readonly [title: string, kind: string, metric: string])[] = [
  ['Active Workers by Replica Set', 'stat', METRICS.currentGenerationPartitions.name],
  ['Generation Creation Rate', 'timeseries', METRICS.generations.name],
  ['Coordination Duration', 'heatmap', METRICS.coordinationDuration.name],
  ['Reconfiguration Rate', 'timeseries', METRICS.reconfigurations.name],
  ['Workers Running', 'table', METRICS.workerState.name],
  ['Event Processing Rate', 'timeseries', METRICS.eventsProcessed.name],
  ['Projection Error Rate', 'timeseries', METRICS.projectionErrors.name],
];

test.each(SEED_PANELS)('the README’s panel "%s" is there, as %s over %s', (title, kind, metric) => {
  const raw = createMixin({ recordingRules: false });
  const found = panelsOf(raw).filter((panel) => panel.title === title);

  expect(found.map((panel) => panel.kind)).toEqual([kind]);
  expect(found[0]!.queries.map(({ expression }) => expression).join('\n')).toContain(metric);
});

describe('alerts and their panels', () => {
  const alerts = mixin.alerts.map((alert) => [`${alert.name} ${alert.key}`, alert] as const);

  /** Compare two lines: the dashed one is what the other should be, so that no threshold is drawn. Signals of their panels. */
  const COMPARED: Readonly<Record<string, readonly string[]>> = {
    OrchestratorNoWorkers: ['workersOfExpected'],
    OrchestratorWorkerMismatch: ['presentWorkers', 'expectedMinimum'],
    OrchestratorTooManyWorkers: ['presentWorkers', 'expectedMinimum'],
    OrchestratorExpectedWorkersUnknown: ['presentWorkers', 'expectedMinimum'],
    OrchestratorWorkerLeftBehind: ['mostPartitions', 'workingWorkers'],
    // No line to compare with: a rate of 0 is what it tells.
    OrchestratorNoEventsHandled: ['eventRate'],
  };

  test.each(alerts)('%s: its panel shows its signal, draws its threshold and leads to its runbook', (_name, alert) => {
    const { signal, threshold, comparison } = alert.condition;
    const panel = main!.panels.find(({ name }) => name === alert.panel);

    const signals = panel?.queries.map((query) => query.signal);
    const compared = COMPARED[alert.name];
    if (compared === undefined) {
      const value = panel?.unit.endsWith('/min') === true ? 60 * threshold : threshold;
      expect(signals).toContain(signal.name);
      expect(panel?.thresholds).toContainEqual({ value, comparison, severity: alert.severity });
    } else {
      expect(signals).toEqual(compared);
    }
    expect(panel?.links.map(({ url }) => url)).toContain(runbookLink(mixin.config, alert.name));
    expect(JSON.stringify(alert.annotations['dashboard_url'])).toContain(`viewPanel=${String(panelId(alert.panel))}`);
  });

  test('every alert of the profile was looked at', () => {
    expect(new Set(mixin.alerts.map(({ name }) => name))).toEqual(new Set(CORE_ALERT_NAMES));
  });
});

test('the dashboard opens with the replica set of an alert, and with all of them for an alert about none', () => {
  const { alerts } = createMixin({
    ...EVERY_KIND,
    database: { exporter: 'postgres_exporter', selector: { job: 'postgres' } },
  });
  const linked = (name: string): string =>
    JSON.stringify(alerts.find((alert) => alert.name === name)?.annotations['dashboard_url']);

  expect(linked('OrchestratorNoWorkers')).toContain('?var-replica_set=');
  expect(linked('OrchestratorLagUnknown')).toMatch(/\?from=now-1h&to=now&viewPanel=\d+/);
});

test('links in notifications name the organization, and links within a dashboard, which is of one, do not', () => {
  const { alerts, dashboards } = createMixin({ ...EVERY_KIND, alerts: { grafana: { orgId: 2 } } });

  for (const { annotations } of alerts) {
    expect(JSON.stringify(annotations['dashboard_url'])).toContain('?orgId=2&');
    expect(JSON.stringify(annotations['runbook_url'])).toContain('?orgId=2&viewPanel=');
  }
  const links = dashboards.flatMap(({ panels }) => panels.flatMap((panel) => panel.links.map(({ url }) => url)));
  expect(links.filter((url) => url.includes('orgId'))).toEqual([]);
});

test.each<MonitoringProps>([{}, EVERY_KIND])('every line of panels is full: %j', (props) => {
  for (const { panels, rows } of createMixin(props).dashboards) {
    for (const row of [undefined, ...rows.map(({ name }) => name)]) {
      const widths = panels.filter((panel) => panel.row === row).map(({ width }) => width);
      const ends = widths.reduce<readonly number[]>((lines, width) => {
        const [line = 0, ...before] = lines;
        return line + width > 24 ? [width, line, ...before] : [line + width, ...before];
      }, []);

      expect({ row, ends }).toEqual({ row, ends: ends.map(() => 24) });
    }
  }
});

describe('what a panel says', () => {
  const configurations: readonly MonitoringProps[] = [{}, EVERY_KIND, { recordingRules: false }];
  const panels = configurations.flatMap((props) => panelsOf(createMixin(props)));

  test('what is normal, what is not, and what an empty one means', () => {
    expect(panels.filter(({ description }) => !description.includes('Normal: ')).map(({ title }) => title)).toEqual([]);
    expect(panels.filter(({ noValue }) => noValue === undefined).map(({ title }) => title)).toEqual([]);
  });

  test('how many series it shows of a thousand, and only then', () => {
    for (const { queries, most, description } of panels) {
      const words = `Of more than ${String(most?.count)}, those with the ${String(most?.which)} values are shown`;

      expect(description.includes(words)).toBe(most !== undefined);
      for (const { expression } of queries) {
        expect(/^(?:topk|bottomk)\(/.test(expression)).toBe(most !== undefined);
      }
    }
    const limited = panelsOf(createMixin()).filter(({ most }) => most !== undefined);
    expect(limited.map(({ name }) => name)).toEqual([
      'replica-set-state',
      'active-workers',
      'workers-apart',
      'projection-errors',
      'slowest-coordination',
      'processing-latency',
      'projection-busy-share',
      'scrape-success',
      'process-age',
    ]);
  });

  test('lines are recorded series as they are, found by the labels that these have', () => {
    const expressionOf = (name: string, props: MonitoringProps = {}) =>
      panelNamed(name, createMixin(props))!.queries[0]!.expression;
    const waiting =
      'job:orchestrator_coordination_wait:sum5m{job=~"$job",replica_set=~"$replica_set",job="projection-workers"}';

    expect(expressionOf('coordination-waiting')).toBe(waiting);
    expect(expressionOf('coordination-waiting', { selector: { job: { regex: 'a|b' } } })).toBe(
      'job:orchestrator_coordination_wait:sum5m{replica_set=~"$replica_set"}',
    );
  });

  test('lines of recorded series are asked for as often as rules are evaluated, and all others as often as Grafana finds', () => {
    const read = createMixin({
      ...EVERY_KIND,
      evaluationInterval: '1m',
      database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
      objectives: [{ name: 'handled', successRatio: true, target: 0.99 }],
    });
    const recorded = new Set(read.recordingRules.map(({ record }) => record));
    const lines = panelsOf(read).flatMap(({ queries }) => queries.filter(({ instant }) => !instant));
    const steps = lines.map(({ signal, expression, minimumStep }) => {
      const isRecorded = parsePromql(expression).selectors.every(({ metric = '' }) => recorded.has(metric));
      return { signal, minimumStep, expected: isRecorded ? 60 : undefined };
    });

    expect(steps.filter(({ minimumStep, expected }) => minimumStep !== expected)).toEqual([]);
    expect(steps).toContainEqual({ signal: 'coordinationBuckets', minimumStep: 60, expected: 60 });
    expect(new Set(steps.map(({ expected }) => expected))).toEqual(new Set([60, undefined]));
  });

  test('which recorded series it reads, where it does, and no such thing where there are none', () => {
    const saying = (props: MonitoringProps) =>
      panelsOf(createMixin(props)).filter(({ description }) => description.includes('evaluate the recording rules'));
    const reading = panelsOf(createMixin()).filter(({ queries }) =>
      queries.some(({ expression }) => /(?:job|instance):orchestrator_/.test(expression)),
    );

    expect(saying({}).map(({ name }) => name)).toEqual(reading.map(({ name }) => name));
    expect(reading.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['event-processing-rate', 'projection-error-rate', 'targets-down']),
    );
    expect(saying({ recordingRules: false })).toEqual([]);
  });

  test('that it needs the application, where it does', () => {
    const helped = new Set<string>(
      Object.values(METRICS).flatMap(({ name, emittedByLibrary }) => (emittedByLibrary ? [] : [name])),
    );
    const silent = panelsOf(createMixin({ recordingRules: false })).filter(
      ({ queries, row, description }) =>
        row !== undefined &&
        queries.every(({ expression }) => [...helped].some((name) => expression.includes(name))) &&
        !description.includes('application'),
    );

    // This one names the signs that need it among others that do not.
    expect(silent.map(({ name }) => name)).toEqual(['replica-set-state']);
  });

  test('words go with every colour of a state', () => {
    const texts = panelNamed('replica-set-state', createMixin({ replicaSets: [{ name: 'orders' }] }))?.texts ?? [];

    expect(texts[0]).toEqual({ value: 0, text: 'OK', severity: undefined });
    expect(texts.at(-1)).toMatchObject({ text: 'No workers', severity: 'critical' });
    expect(texts.at(-2)).toMatchObject({ text: 'Absent', severity: 'critical' });
    expect(new Set(texts.map(({ text }) => text)).size).toBe(texts.length);
    expect(texts.map(({ value }) => value)).toEqual(texts.map((_text, index) => index));
  });
});

describe('the first row', () => {
  test('asks for this moment alone: the last value of a series that has ended would pass for today’s', () => {
    const glance = main!.panels.filter(({ row }) => row === 'at-a-glance');

    expect(glance.map(({ name }) => name)).toEqual([
      'replica-set-state',
      'active-workers',
      'workers-apart',
      'projection-errors',
      'slowest-coordination',
      'firing-alerts',
    ]);
    expect(glance.flatMap(({ queries }) => queries).filter(({ instant }) => !instant)).toEqual([]);
  });

  test('a few states stand one above the other; many, or who knows how many, as they fit', () => {
    const stacked = (count: number) => {
      const replicaSets = Array.from({ length: count }, (_each, index) => ({ name: `set-${String(index)}` }));
      return panelNamed('replica-set-state', createMixin({ replicaSets }))?.stacked;
    };

    expect([0, 1, 4, 5].map(stacked)).toEqual([false, true, true, false]);
  });

  test('the state uses the thresholds of the fleet, and leaves replica sets alone that may be idle', () => {
    const [query] = panelNamed(
      'replica-set-state',
      createMixin({
        replicaSets: [{ name: 'idle', workers: { min: 0, max: 2 } }],
        alerts: { overrides: { OrchestratorSlowCoordination: { threshold: 42 } } },
      }),
    )!.queries;

    expect(query!.expression).toContain('> bool 42) * 2, "sign", "2"');
    expect(query!.expression).toContain('job:orchestrator_workers_expected:min');
  });

  describe('the state is made of the alerts that there are', () => {
    const own = (name: string, more: object) => ({
      name,
      summary: 'X.',
      expression: 'max by ($by) (shop_backlog{$workers})',
      sign: { text: 'Waits', rank: 1 },
      ...more,
    });
    /** What is asked of the shop, with the sign's number, and the words of what the shop says, worst first. */
    const stateOf = (props: MonitoringProps) => {
      const { texts = [], queries } = panelNamed('replica-set-state', createMixin(props))!;
      const asked = queries[0]!.expression.matchAll(
        /shop_backlog\{.*?replica_set=~"\$replica_set",job="projection-workers",?(.*?)\}\)\s*\) (.*)/g,
      );
      return {
        asked: [...asked].map(([, scope, rest]) => `${scope!} ${rest!}`.trim()),
        words: texts.filter(({ text }) => text.startsWith('Waits')).map(({ value, severity }) => [value, severity]),
      };
    };
    const [last] = panelNamed('replica-set-state', createMixin({}))!.texts!.slice(-1);
    const code = (more: number) => Number(last!.value) + more;

    test('equal words are two signs', () => {
      const alerts = [own('Mine', {}), own('Yours', { threshold: 7, severity: 'info' })];

      expect(stateOf({ extend: { alerts } })).toEqual({
        asked: [
          `> bool 0) * ${code(2)}, "sign", "${code(2)}", "", "")`,
          `> bool 7) * ${code(1)}, "sign", "${code(1)}", "", "")`,
        ],
        words: [
          [code(1), 'info'],
          [code(2), 'warning'],
        ],
      });
    });

    test('severities, thresholds and scopes are those of the rules', () => {
      const extend = { alerts: [own('Mine', {})] };
      const replicaSets = [{ name: 'orders', alerts: { Mine: { enabled: true, threshold: 9 } } }];
      const off = { overrides: { Mine: { enabled: false, severity: 'critical' as const } } };

      expect(stateOf({ extend, replicaSets }).asked).toEqual([
        expect.stringMatching(/^replica_set!="orders" > bool 0\)/),
        expect.stringMatching(/^replica_set="orders" > bool 9\)/),
      ]);
      // One that is listed may be absent, too.
      expect(stateOf({ extend, replicaSets, alerts: off })).toEqual({
        asked: [expect.stringMatching(/^replica_set="orders" > bool 9\)/)],
        words: [[code(2), 'critical']],
      });
    });

    test('rules that only wait for other times are one sign', () => {
      const replicaSets = [{ name: 'orders', alerts: { Mine: { for: '1h', labels: { team: 'a' } } } }];

      expect(stateOf({ extend: { alerts: [own('Mine', {})] }, replicaSets })).toEqual({
        asked: [expect.stringMatching(/^> bool 0\)/)],
        words: [[code(2), 'warning']],
      });
    });

    test('of many replica sets with settings the fleet’s are asked, and of no alerts those that there would be', () => {
      const extend = { alerts: [own('Mine', {})] };
      const replicaSets = Array.from({ length: 6 }, (_each, index) => ({
        name: `set-${index}`,
        alerts: { Mine: { threshold: index + 1 } },
      }));

      expect(stateOf({ extend, replicaSets }).asked).toEqual([expect.stringMatching(/^> bool 0\)/)]);
      expect(stateOf({ extend, alerts: { enabled: false } }).asked).toEqual([expect.stringMatching(/^> bool 0\)/)]);
    });

    test.each([
      [
        'another threshold',
        'listed only',
        { threshold: 9 },
        ['replica_set!="set-0" > bool 0)', 'replica_set="set-0" > bool 9)'],
      ],
      ['no such alert', 'listed only', { enabled: false }, ['replica_set!="set-0" > bool 0)']],
      ['no such alert', 'others, too', { enabled: false }, ['replica_set!="set-0" > bool 0)']],
    ])('one of many has %s, and watched are %s', (_what, watched, ofFirst, signs) => {
      const replicaSets = Array.from({ length: 12 }, (_each, index) => ({
        name: `set-${index}`,
        ...(index === 0 ? { alerts: { Mine: ofFirst } } : {}),
      }));
      const extend = { alerts: [own('Mine', {})] };
      const { asked } = stateOf({ extend, replicaSets, watchUnlisted: watched !== 'listed only' });

      expect(asked.map((sign) => sign.slice(0, sign.indexOf(')') + 1))).toEqual(signs);
    });

    test('where the fleet has none, those that have it are named, however many', () => {
      const alerts = { Mine: { enabled: true } };
      const replicaSets = Array.from({ length: 12 }, (_each, index) => ({
        name: `set-${index}`,
        ...(index < 11 ? { alerts } : {}),
      }));
      const off = { overrides: { Mine: { enabled: false } } };

      expect(stateOf({ extend: { alerts: [own('Mine', {})] }, replicaSets, alerts: off }).asked).toEqual([
        expect.stringMatching(/^replica_set=~"set-0\|set-1\|.*\|set-10" > bool 0\)/),
      ]);
    });

    test('a rate is one over the time that the rule looks back', () => {
      const expression = 'sum by ($by, replica_set) (rate(my_errors_total{$workers}[$window]))';
      const alerts = [{ name: 'OrchestratorProjectionErrors', expression, threshold: 0.2 }];

      for (const recordingRules of [true, false]) {
        const mixin = createMixin({ extend: { alerts }, recordingRules });
        const asked = panelNamed('replica-set-state', mixin)!.queries[0]!.expression;

        expect(asked).toMatch(/rate\(my_errors_total\{[^}]*\}\[5m\]/);
        expect(asked).not.toContain('$__rate_interval');
      }
    });

    test('what knows no replica set is no state of one', () => {
      const alerts = [{ name: 'OrchestratorTargetDown', expression: 'count by ($by) (up{$targets} == 0)' }];
      const texts = panelNamed('replica-set-state', createMixin({ extend: { alerts } }))!.texts!;

      expect(texts.map(({ text }) => text)).not.toContain('Worker down');
    });
  });

  test('workers stand beside what is expected of them, in one text and in one order', () => {
    const glance = main!.panels.filter(({ kind, row }) => kind === 'stat' && row === 'at-a-glance');
    const { rows, queries } = panelNamed('active-workers')!;
    const [query] = panelNamed('active-workers', createMixin({}))!.queries;

    expect(glance.map((panel) => panel.rows?.sortedBy)).toEqual(glance.map(() => 'replica_set'));
    expect(rows).toEqual({ hidden: ['job'], sortedBy: 'replica_set', shown: 'workers' });
    expect(queries.map(({ expression }) => expression)).toEqual([
      expect.stringMatching(/"workers", " of ", "working", "expected"\)[^]*"workers", "", "working"\)/),
    ]);
    expect(query!.expression).not.toContain(' of ');
  });

  test.each([
    ['3 of 3', undefined],
    ['0 of 0', undefined],
    ['12 of 12', undefined],
    ['5', undefined],
    ['0', 'critical'],
    ['0 of 3', 'critical'],
    ['2 of 3', 'warning'],
    ['12 of 10', 'warning'],
    ['1 of 11', 'warning'],
  ])('%s is coloured as %s', (text, severity) => {
    const colors = panelNamed('active-workers')!.textColors!;

    expect(colors.find(({ pattern }) => new RegExp(`^(?:${pattern})$`).test(text))).toMatchObject({ severity });
  });
});

describe('variables', () => {
  const variables = createMixin({ aggregateBy: ['cluster'] }).dashboards.map((dashboard) => dashboard.variables);

  test('each asks for what those before it leave', () => {
    expect(variables.map((all) => all.map(({ name }) => name))).toEqual([
      ['cluster', 'job', 'replica_set', 'instance', 'projection'],
      ['cluster', 'job', 'replica_set', 'instance'],
      [],
    ]);
    for (const [index, { name: asked, query }] of variables[0]!.entries()) {
      const used = variables[0]!.filter(({ name }) => query.includes(`${name}=~"$${name}"`));

      // What recording rules make of projections knows no instance, and no job unless the selector names one.
      const known = variables[0]!.slice(0, index).filter(({ name }) => asked !== 'projection' || name !== 'instance');
      expect(used).toEqual(known);
    }
  });

  test('projections are those of a recorded series, or of what every worker counts', () => {
    const queryOf = (props: MonitoringProps) =>
      createMixin(props).dashboards[0]!.variables.find(({ name }) => name === 'projection')!.query;

    expect(queryOf({})).toBe(
      'label_values(job:orchestrator_events_rate:5m{job=~"$job",replica_set=~"$replica_set",job="projection-workers"}, projection)',
    );
    expect(queryOf({ recordingRules: false })).toBe(
      'label_values(pupsourcing_orchestrator_events_processed_total{job=~"$job",replica_set=~"$replica_set",instance=~"$instance",job="projection-workers"}, projection)',
    );
  });

  test('a label that only another Prometheus adds may be missing here', () => {
    expect(variables[0]!.map(({ allValue }) => allValue)).toEqual(['.*', '.+', '.+', '.+', '.+']);
  });

  test('a label called like the data source’s variable gets another name', () => {
    const [dashboard] = createMixin({ aggregateBy: ['datasource', 'job'] }).dashboards;

    expect(dashboard!.variables.map(({ name }) => name)).toEqual([
      'datasource_label',
      'job',
      'replica_set',
      'instance',
      'projection',
    ]);
    expect(dashboard!.panels[0]!.queries[0]!.expression).toContain('datasource=~"$datasource_label"');
  });

  test('a chosen instance makes no replica set of the others absent', () => {
    const absent = panelNamed('replica-sets-absent')!.queries[0]!.expression;

    expect(absent).toContain('replica_set=~"$replica_set"');
    expect(absent).not.toContain('$instance');
  });

  test('a chosen projection is compared with all of its siblings', () => {
    const { dashboards } = createMixin({ recordingRules: false });
    const [query] = dashboards[0]!.panels.find(({ name }) => name === 'projections-stalled')!.queries;

    expect(query!.expression.match(/projection=~"\$projection"/g)?.length).toBe(4);
    expect(query!.expression.match(new RegExp(METRICS.eventsProcessed.name, 'g'))?.length).toBe(5);
  });
});

describe('fleet', () => {
  const big = createMixin({
    replicaSets: Array.from({ length: 1_000 }, (_, index) => ({ name: `set-${index}`, workers: 3 })),
  });

  test('a row for each replica set, worst first, that leads to its dashboard', () => {
    const table = fleet!.panels.find(({ name }) => name === 'fleet');

    expect(table?.columns?.sortedBy).toBe('State');
    expect(table?.queries.filter(({ instant }) => !instant)).toEqual([]);
    expect(table?.columns?.shown?.[0]).toMatchObject({
      title: 'Replica Set',
      links: [{ url: expect.stringContaining('/d/pupsourcing-orchestrator?') }],
    });
  });

  test('has as many queries for a thousand replica sets as for one, and fits into a ConfigMap', () => {
    const one = createMixin({ replicaSets: [{ name: 'main', workers: 3 }] });
    const queries = (of: Mixin) => of.dashboards.map(({ panels }) => panels.flatMap((panel) => panel.queries).length);
    const bytes = big.dashboards.map((dashboard) => JSON.stringify(renderGrafanaDashboard(dashboard)).length);

    expect(queries(big)).toEqual(queries(one));
    expect(bytes[0]).toBeLessThan(262_144);
    expect(bytes[1]).toBeLessThan(64_000);
  });
});

describe('runbook', () => {
  test('a panel for each alert, in their order, with what its section says', () => {
    expect(runbook!.panels.map(({ title }) => title)).toEqual([...new Set(mixin.alerts.map(({ name }) => name))]);
    expect(runbook!.panels.map(({ content }) => content)).toEqual(mixin.runbook);
  });

  test('links of an alert lead to its panel', () => {
    for (const { title, id } of runbook!.panels) {
      expect(runbookLink(mixin.config, title)).toBe(`/d/pupsourcing-orchestrator-runbook?viewPanel=${String(id)}`);
    }
  });

  const oneByOne = Object.fromEntries(mixin.alerts.map(({ name }) => [name, { enabled: false }]));

  test.each<[string, MonitoringProps]>([
    ['there are no alerts', { alerts: { enabled: false } }],
    ['Grafana has none to evaluate', { alerts: { enabled: false, evaluatedBy: 'grafana' } }],
    ['each is switched off', { alerts: { overrides: oneByOne } }],
  ])('is none where %s, and nothing links to it or looks for one that fires', (_what, props) => {
    const { dashboards } = createMixin({ ...props, recordingRules: false });

    expect(dashboards.map(({ uid }) => uid)).toEqual(['pupsourcing-orchestrator', 'pupsourcing-orchestrator-fleet']);
    expect(JSON.stringify(dashboards)).not.toMatch(/-runbook|ALERTS|alertlist/);
    expect(main!.links.map(({ title }) => title)).toEqual(['All replica sets', 'Runbook']);
  });
});

test.each(['plain', 'a|b|c|d|e|f', 'a.b\\|c|'])('the state has the threshold of a replica set called %j', (name) => {
  const { dashboards } = createMixin({
    replicaSets: [
      { name, workers: 2, alerts: { OrchestratorProjectionErrors: { threshold: 5 } } },
      { name: 'other', workers: 2 },
    ],
  });
  const asked = dashboards.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries));

  expect(asked.some(({ expression }) => expression.includes('> bool 5)'))).toBe(true);
});

test('an alert that is disabled gives no replica set its sign', () => {
  const state = panelNamed(
    'replica-set-state',
    createMixin({ ...EVERY_KIND, alerts: { overrides: { OrchestratorSlowProjection: { enabled: false } } } }),
  )!;

  expect(state.queries.map(({ expression }) => expression).join('\n')).not.toContain('Slow projection');
  expect(state.texts?.map(({ text }) => text)).not.toContain('Slow projection');
  expect(state.texts?.map(({ text }) => text)).toContain('Slow coordination');
});

test.each([
  ['nothing but a fleet', {}],
  ['every kind of replica set', EVERY_KIND],
  [
    'a database and objectives',
    {
      ...EVERY_KIND,
      database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
      objectives: [
        { name: 'handled', successRatio: true, target: 0.999 },
        { name: 'fresh', freshness: '30s', target: 0.99 },
      ],
    },
  ],
] satisfies [string, MonitoringProps][])(
  'with %s, whatever is recorded is read by a panel or a rule',
  (_name, props) => {
    const { ruleGroups, dashboards } = createMixin(props);
    const rules = renderPrometheusRules(ruleGroups).groups.flatMap((group) => group.rules);
    const panels = dashboards.map((dashboard) => JSON.stringify(renderGrafanaDashboard(dashboard)));
    const isRead = (record: string): boolean =>
      [...panels, ...rules.filter((rule) => rule['record'] !== record).map(({ expr }) => JSON.stringify(expr))].some(
        (text) => text.includes(record),
      );
    const records = rules.flatMap(({ record }) => (typeof record === 'string' ? [record] : []));

    expect(records.length).toBeGreaterThan(20);
    expect(records.filter((record) => !isRead(record))).toEqual([]);
  },
);

describe('what Grafana would take for a variable in a user’s text', () => {
  const texts = ['m$job', '$__interval', '${job}', '[[job]]', '[[[job]]]', 'a\\$job'];

  test.each(texts.flatMap((text) => [text, { not: text }, { regex: `(?:${text.replaceAll('[', '\\[')})` }]))(
    'the selector %j is none',
    (job) => {
      const selector = { job, cluster: '[[job]]' };
      const { dashboards } = createMixin({ selector });
      const queries = dashboards.flatMap(({ panels, variables }) => [
        ...panels.flatMap((panel) => panel.queries.map(({ expression }) => expression)),
        ...variables.map(({ query }) => query),
      ]);

      const literals = queries.flatMap((query) => query.match(/"(?:[^"\\\n]|\\.)*"/g) ?? []);
      const ours = dashboards.flatMap(({ variables }) => variables.map(({ name }) => `"$${name}"`));
      const replaceable = literals.filter((literal) => /\$|\[\[/.test(literal) && !/^"\$[1-9]"$/.test(literal));
      expect(replaceable.filter((literal) => !ours.includes(literal))).toEqual([]);
      const wanted = typeof job === 'string' ? job : 'not' in job ? job.not : job.regex;
      expect(literals.map((literal) => JSON.parse(literal) as string)).toContain(wanted);
    },
  );

  test.each(texts)('the name %j of a replica set is none', (name) => {
    const { dashboards } = createMixin({ replicaSets: [{ name, workers: 3 }], recordingRules: false });
    const literals = dashboards.flatMap(({ panels }) =>
      panels.flatMap((panel) =>
        panel.queries.flatMap(({ expression }) => expression.match(/"(?:[^"\\\n]|\\.)*"/g) ?? []),
      ),
    );

    expect(literals.filter((literal) => literal.includes(JSON.stringify(name).slice(1, -1)))).toEqual([]);
    expect(literals.map((literal) => JSON.parse(literal) as string)).toContain(name.replaceAll('$', '$$$$'));
  });
});
