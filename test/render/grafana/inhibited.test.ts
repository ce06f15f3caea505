/** What Grafana's form leaves out where Prometheus's form has inhibitions. */
import { createMixin, type MonitoringProps } from '../../../lib';
import type { AlertName } from '../../../lib/orchestrator';
import { grafanaAlertUid, renderGrafanaRules } from '../../../lib/render';

const WORKERS: MonitoringProps = { replicaSets: [{ name: 'orders', workers: 3 }] };

const grafanas = (props: MonitoringProps) =>
  createMixin({ ...WORKERS, ...props, alerts: { ...props.alerts, evaluatedBy: 'grafana' } });

const expressionOf = (name: AlertName, props: MonitoringProps = {}): string => {
  const mixin = grafanas(props);
  const uids = mixin.alerts.filter((alert) => alert.name === name).map((alert) => grafanaAlertUid(mixin, alert));
  const rules = renderGrafanaRules(mixin).flatMap((group) => group.rules);
  const models = rules.filter(({ uid }) => uids.includes(uid)).flatMap(({ data }) => data.map(({ model }) => model));
  return models.flatMap((model) => ('expr' in model ? [model.expr] : [])).join('\n\n');
};

const alertOf = (name: AlertName, props: MonitoringProps = {}) =>
  grafanas(props).alerts.find((alert) => alert.name === name)?.selfContained;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const indented = (text = 'there is no such alert'): string => text.replace(/^/gm, '  ');

test('an alert that nothing silences, or that would be the second notification at most, asks for its signal alone', () => {
  expect(expressionOf('OrchestratorNoWorkers')).toBe(alertOf('OrchestratorNoWorkers')?.signalExpression);
  expect(expressionOf('OrchestratorProjectionStalled')).toBe(
    alertOf('OrchestratorProjectionStalled')?.signalExpression,
  );
});

test('an alert that would be the third is left out while one that silences it has reason to fire, and as long after that as it keeps firing', () => {
  const expression = expressionOf('OrchestratorWorkerMismatch');
  const own = indented(alertOf('OrchestratorWorkerMismatch')?.signalExpression);
  const down = indented(alertOf('OrchestratorTargetDown')?.expression);
  const behind = indented(alertOf('OrchestratorWorkerLeftBehind')?.expression);

  expect(expression.startsWith(`(\n${own}\n)\nunless on (job, replica_set) `)).toBe(true);
  expect(expression).toContain(`unless on (job, replica_set) (\n${down}\n)`);
  expect(expression).toContain(`unless on (job, replica_set) last_over_time((\n${behind}\n)[2m:30s])`);
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
    ['OrchestratorNoWorkers', 'OrchestratorHeartbeatStalled', 'OrchestratorWorkersExiting'],
  ],
  ['OrchestratorCoordinationFailing', ['OrchestratorWorkerCrashLoop']],
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

test('one that is info silences nothing, and one that keeps firing for no time only while it has reason to fire', () => {
  const [quiet, brief, short] = [{ severity: 'info' }, { keepFiringFor: '0s' }, { keepFiringFor: '10s' }].map(
    (settings) =>
      expressionOf('OrchestratorTargetDown', {
        alerts: { overrides: { OrchestratorNoWorkers: settings as { severity?: 'info'; keepFiringFor?: string } } },
      }),
  );
  const condition = `(\n${indented(alertOf('OrchestratorNoWorkers')?.expression)}\n)`;

  expect(quiet).not.toContain(condition);
  expect(brief).toMatch(new RegExp(`unless on \\([a-z_, ]+\\) ${escaped(condition)}`));
  // A range that is shorter than its steps may hold none of them.
  expect(short).toContain(`last_over_time(${condition}[30s:30s])`);
});
