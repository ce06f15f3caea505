import { createMixin, type MonitoringProps } from '../../../lib';
import { questionsWhereNotInhibited } from '../../../lib/render/grafana/inhibited';
import { renderInhibitionRules, renderInhibitionRulesForOperator } from '../../../lib/render/prometheus/alertmanager';

test('an alert that could only silence what a configuration does not have silences nobody', () => {
  const overrides = {
    OrchestratorHighReconfigurationRate: { enabled: false },
    OrchestratorFrequentReconfigurations: { enabled: false },
  };
  const sources = createMixin({ alerts: { overrides } }).inhibitions.map(({ source }) => source);

  expect(createMixin().inhibitions.map(({ source }) => source)).toContain('OrchestratorTargetDown');
  expect(sources).not.toContain('OrchestratorTargetDown');
  expect(sources).toContain('OrchestratorNoWorkers');
});

describe('an alert of severity info notifies nobody, and silences nobody', () => {
  const ORDERS = { name: 'orders', workers: 3 };
  const INFO = { OrchestratorNeverConverges: { severity: 'info' } } as const;
  const bySource = (props: MonitoringProps) =>
    createMixin(props).inhibitions.filter(({ source }) => source === 'OrchestratorNeverConverges');

  test('for the whole fleet', () => {
    expect(bySource({ replicaSets: [ORDERS] })).not.toEqual([]);
    expect(bySource({ replicaSets: [ORDERS], alerts: { overrides: INFO } })).toEqual([]);
  });

  test('for one replica set', () => {
    const inhibitions = bySource({
      replicaSets: [
        { ...ORDERS, alerts: INFO },
        { name: 'billing', workers: 2 },
      ],
    });
    const [rule] = renderInhibitionRules(inhibitions)['inhibit_rules'] as object[];
    const [object] = renderInhibitionRulesForOperator(inhibitions)['inhibitRules'] as object[];

    expect(rule).toMatchObject({ source_matchers: ['alertname="OrchestratorNeverConverges"', 'severity!="info"'] });
    expect(object).toMatchObject({ sourceMatch: [{}, { name: 'severity', value: 'info', matchType: '!~' }] });
  });
});

describe('an alert silences none that is more urgent than it is', () => {
  const [SOURCE, CRITICAL] = ['OrchestratorNeverConverges', 'OrchestratorNoEventsHandled'] as const;
  const LESS = { [SOURCE]: { severity: 'warning' } } as const;
  const ORDERS = { name: 'orders', workers: 3, inputNeverPausesFor: '1h' } as const;
  const rulesOf = (props: MonitoringProps, source: string = SOURCE) =>
    createMixin(props).inhibitions.filter((rule) => rule.source === source);
  /** Of each rule of the source: whether it is about a critical alert, and which severities it names. */
  const matchersOf = (props: MonitoringProps) =>
    rulesOf(props)
      .filter(({ targets }) => targets.length !== 1 || targets.includes(CRITICAL))
      .map(({ targets, ofSource, ofTargets }) => [targets.includes(CRITICAL), ofSource, ofTargets]);

  test('as long as nobody sets severities, one rule says all', () => {
    expect(matchersOf({ replicaSets: [ORDERS] })).toEqual([[true, undefined, undefined]]);
  });

  test('once it is less urgent for the whole fleet', () => {
    expect(matchersOf({ replicaSets: [ORDERS], alerts: { overrides: LESS } })).toEqual([[false, undefined, undefined]]);
  });

  test('once an entry of extend makes it less urgent', () => {
    expect(matchersOf({ replicaSets: [ORDERS], extend: { alerts: [{ name: SOURCE, severity: 'warning' }] } })).toEqual([
      [false, undefined, undefined],
    ]);
  });

  test('once it is less urgent for one replica set', () => {
    expect(matchersOf({ replicaSets: [{ ...ORDERS, alerts: LESS }, { name: 'billing' }] })).toEqual([
      [false, undefined, undefined],
      [true, { op: '=', severity: 'critical' }, undefined],
    ]);
  });

  test('once the other is more urgent for one replica set', () => {
    const MORE = { OrchestratorWorkerMismatch: { severity: 'critical' } } as const;
    const [mismatch, ...others] = rulesOf(
      {
        replicaSets: [
          { ...ORDERS, alerts: MORE },
          { name: 'billing', workers: 2 },
        ],
      },
      'OrchestratorTargetDown',
    );

    expect(mismatch?.targets).toEqual(['OrchestratorWorkerMismatch']);
    expect(others.map(({ targets, ofSource }) => [targets.length, ofSource])).toEqual([[2, undefined]]);
    expect(renderInhibitionRules([mismatch!])).toEqual({
      inhibit_rules: [
        {
          source_matchers: ['alertname="OrchestratorTargetDown"', 'severity="warning"'],
          target_matchers: ['alertname="OrchestratorWorkerMismatch"', 'severity!="critical"'],
          equal: ['job', 'replica_set'],
        },
      ],
    });
    expect(renderInhibitionRulesForOperator([mismatch!])['inhibitRules']).toMatchObject([
      {
        sourceMatch: [{}, { name: 'severity', value: 'warning', matchType: '=~' }],
        targetMatch: [{}, { name: 'severity', value: 'critical', matchType: '!~' }],
      },
    ]);
  });

  test('in Grafana, too', () => {
    const question = (severity: 'critical' | 'warning') => {
      const mixin = createMixin({
        replicaSets: [{ name: 'orders', workers: 3 }],
        alerts: { evaluatedBy: 'grafana', overrides: { OrchestratorWorkerMismatch: { severity } } },
      });
      const alert = mixin.alerts.find(({ name }) => name === 'OrchestratorWorkerMismatch');
      return questionsWhereNotInhibited(mixin)(alert!).expression;
    };

    expect(question('warning').match(/unless on/g)?.length).toBeGreaterThan(
      question('critical').match(/unless on/g)?.length ?? 0,
    );
  });

  test('unless its author says so, whatever severities others are given', () => {
    const { inhibitions } = createMixin({
      replicaSets: [ORDERS],
      alerts: { overrides: { OrchestratorTargetDown: { severity: 'critical' } } },
      extend: {
        alerts: [
          {
            name: 'Migration',
            summary: 'A migration runs.',
            expression: 'max by ($by, replica_set) (migration{$workers})',
            severity: 'warning',
            silences: ['OrchestratorNoWorkers', 'OrchestratorTargetDown', 'OrchestratorWorkerMismatch'],
          },
        ],
      },
    });

    expect(inhibitions.filter(({ source }) => source === 'Migration')).toEqual([
      {
        source: 'Migration',
        targets: ['OrchestratorNoWorkers', 'OrchestratorWorkerMismatch'],
        equal: ['job', 'replica_set'],
      },
    ]);
  });
});

test('a label whose template reads other labels is not compared', () => {
  const equal = (labels: Record<string, string>) =>
    createMixin({ alerts: { labels } }).inhibitions.find(({ source }) => source === 'OrchestratorNoWorkers')?.equal;

  expect(equal({ team: 'a', owner: '{{ $labels.projection }}' })).toEqual(['job', 'team', 'replica_set']);
});

test('alerts about projections silence those of the same projection, and of the replica set what knows none', () => {
  const { inhibitions } = createMixin({
    extend: {
      alerts: [
        {
          name: 'DeadLetters',
          summary: 'Events are given up.',
          expression: 'max by ($by, projection) (dead_letters{$workers})',
          labels: ['projection'],
          silences: ['OrchestratorProjectionErrors', 'OrchestratorWorkerMismatch', 'OrchestratorSlowProjection'],
        },
      ],
    },
    replicaSets: [{ name: 'orders', workers: 3 }],
  });

  expect(inhibitions.filter(({ source }) => source === 'DeadLetters')).toEqual([
    {
      source: 'DeadLetters',
      targets: ['OrchestratorProjectionErrors', 'OrchestratorSlowProjection'],
      equal: ['job', 'replica_set', 'projection'],
    },
    { source: 'DeadLetters', targets: ['OrchestratorWorkerMismatch'], equal: ['job', 'replica_set'] },
  ]);
});

test('an alert about the fleet silences those of all its replica sets, in both forms', () => {
  const target = 'OrchestratorSlowHeartbeat';
  const props = {
    extend: {
      alerts: [
        {
          name: 'FleetDown',
          summary: 'Nothing answers.',
          expression: 'count by ($by) (up{$targets} == 0)',
          silences: [{ alerts: [target], leftOut: [target] }],
        },
      ],
    },
  } as const satisfies MonitoringProps;
  const mixin = createMixin(props);
  const slow = mixin.alerts.find(({ name }) => name === target)!;

  expect(mixin.inhibitions).toContainEqual({ source: 'FleetDown', targets: [target], equal: ['job'] });
  expect(questionsWhereNotInhibited(mixin)(slow).expression).toMatch(
    /unless on \(job\) last_over_time\(\(count_over_time\(\(\n\s*count by \(job\)/,
  );
});
