/** What Grafana's form leaves out where Prometheus's form has inhibitions. */
import { createMixin, type MonitoringProps } from '../../../lib';
import type { AlertName } from '../../../lib/orchestrator';
import { grafanaAlertUid, renderGrafanaRules } from '../../../lib/render';

const WORKERS: MonitoringProps = { replicaSets: [{ name: 'orders', workers: 3 }] };

const grafanas = (props: MonitoringProps) =>
  createMixin({ ...WORKERS, ...props, alerts: { ...props.alerts, evaluatedBy: 'grafana' } });

const rulesOf = (name: AlertName, props: MonitoringProps = {}) => {
  const mixin = grafanas(props);
  const uids = mixin.alerts.filter((alert) => alert.name === name).map((alert) => grafanaAlertUid(mixin, alert));
  const rules = renderGrafanaRules(mixin).flatMap((group) => group.rules);
  return rules.filter(({ uid }) => uids.includes(uid));
};

const expressionOf = (name: AlertName, props: MonitoringProps = {}): string => {
  const models = rulesOf(name, props).flatMap(({ data }) => data.map(({ model }) => model));
  return models.flatMap((model) => ('expr' in model ? [model.expr] : [])).join('\n\n');
};

const alertOf = (name: AlertName, props: MonitoringProps = {}) =>
  grafanas(props).alerts.find((alert) => alert.name === name)?.selfContained;

const indented = (text = 'there is no such alert'): string => text.replace(/^/gm, '  ');

test('an alert that nothing silences, or that would be the second notification at most, asks for its signal alone', () => {
  expect(expressionOf('OrchestratorNoWorkers')).toBe(alertOf('OrchestratorNoWorkers')?.signalExpression);
  expect(expressionOf('OrchestratorProjectionStalled')).toBe(
    alertOf('OrchestratorProjectionStalled')?.signalExpression,
  );
});

test('an alert that would be the third is left out where one that silences it would fire, and as long after that as it keeps firing', () => {
  const expression = expressionOf('OrchestratorWorkerMismatch');
  const own = indented(alertOf('OrchestratorWorkerMismatch')?.expression);
  const down = indented(alertOf('OrchestratorTargetDown')?.expression);
  const behind = indented(alertOf('OrchestratorWorkerLeftBehind')?.expression);

  expect(
    expression.startsWith(
      `(\n${own}\n)\nand last_over_time((count_over_time((\n${own}\n)[5m15s:30s]) > 10)[45s:30s])\nunless on (job, replica_set) `,
    ),
  ).toBe(true);
  expect(expression).toContain(
    `unless on (job, replica_set) last_over_time((count_over_time((\n${down}\n)[45s:30s]) > 1)[2m15s:30s])`,
  );
  expect(expression).toContain(
    `unless on (job, replica_set) last_over_time((count_over_time((\n${behind}\n)[1m15s:30s]) > 2)[2m15s:30s])`,
  );
});

test('it waits in its query, for Grafana forgets what a query leaves out; where it waits for nothing it asks for its signal', () => {
  const atOnce: MonitoringProps = { alerts: { overrides: { OrchestratorWorkerMismatch: { for: '0s' } } } };
  const own = indented(alertOf('OrchestratorWorkerMismatch')?.signalExpression);

  expect(rulesOf('OrchestratorWorkerMismatch')).toMatchObject([{ for: '0s', missingSeriesEvalsToResolve: 1 }]);
  expect(rulesOf('OrchestratorTargetDown')).toMatchObject([
    { for: '0s', keepFiringFor: '2m', missingSeriesEvalsToResolve: 5 },
  ]);
  expect(rulesOf('OrchestratorNoWorkers')).toMatchObject([{ for: '1m30s' }]);
  expect(expressionOf('OrchestratorWorkerMismatch', atOnce).startsWith(`(\n${own}\n)\nunless on `)).toBe(true);
});

test.each<[AlertName, readonly AlertName[]]>([
  [
    'OrchestratorTargetDown',
    [
      'OrchestratorNoWorkers',
      'OrchestratorHeartbeatStalled',
      'OrchestratorWorkerCrashLoop',
      'OrchestratorWorkersExiting',
    ],
  ],
  [
    'OrchestratorWorkerCrashLoop',
    [
      'OrchestratorNoWorkers',
      'OrchestratorHeartbeatStalled',
      'OrchestratorWorkersExiting',
      'OrchestratorCoordinationFailing',
    ],
  ],
])('%s is not told where workers exit and another alert says what for', (name, silencers) => {
  const expression = expressionOf(name);

  for (const silencer of silencers) {
    expect(expression).toContain(`\n${indented(alertOf(silencer)?.expression)}\n)`);
  }
});

test('by the same labels by which it would be inhibited', () => {
  expect(expressionOf('OrchestratorCoordinationFailing', { aggregateBy: ['cluster'] })).toContain(
    'unless on (job, cluster, replica_set) last_over_time(',
  );
});

test('no recorded series is read: whoever evaluates in Grafana may have none', () => {
  expect(expressionOf('OrchestratorWorkerMismatch')).not.toMatch(/(job|instance):orchestrator/);
});

test('an alert that is switched off silences nothing, and one with a threshold of its own silences by that', () => {
  const off = { alerts: { overrides: { OrchestratorSlowCoordination: { enabled: false } } } };
  const higher = { alerts: { overrides: { OrchestratorSlowCoordination: { threshold: 50 } } } };

  expect(expressionOf('OrchestratorCoordinationFailing')).toContain('> 30\n)');
  expect(expressionOf('OrchestratorCoordinationFailing', off)).not.toContain('> 30\n)');
  expect(expressionOf('OrchestratorCoordinationFailing', higher)).toContain('> 50\n)');
});

test('one that is info silences nothing', () => {
  const overrides = { OrchestratorNoWorkers: { severity: 'info' } } as const;

  expect(expressionOf('OrchestratorTargetDown', { alerts: { overrides } })).not.toContain(
    `(\n${indented(alertOf('OrchestratorNoWorkers')?.expression)}\n)`,
  );
});

test.each([
  ['fires at once, and for no longer', '0s', '0s', (condition: string) => `${condition}\nunless`],
  ['fires at once', '0s', '2m', (condition: string) => `last_over_time(${condition}[2m15s:30s])`],
  ['waits', '90s', '2m', (condition: string) => `(count_over_time(${condition}[1m45s:30s]) > 3)[2m15s:30s]`],
  // A range that is shorter than its steps may hold none of them.
  ['waits for less than a step', '10s', '10s', (condition: string) => `(${condition}[45s:30s]) > 1)[45s:30s]`],
])('one that %s', (_, held, keepFiringFor, expected) => {
  const overrides = { OrchestratorNoWorkers: { for: held, keepFiringFor } };
  const condition = `(\n${indented(alertOf('OrchestratorNoWorkers')?.expression)}\n)`;

  expect(expressionOf('OrchestratorTargetDown', { alerts: { overrides } })).toContain(expected(condition));
});
