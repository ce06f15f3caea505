/** What Grafana's form leaves out where Prometheus's form has inhibitions. */
import { createMixin, grafanaAlertUid, renderGrafanaRules, type AlertName, type MonitoringProps } from '../../../lib';

const expressionOf = (name: AlertName, props: MonitoringProps = {}): string => {
  const mixin = createMixin({ ...props, alerts: { ...props.alerts, evaluatedBy: 'grafana' } });
  const uids = mixin.alerts.filter((alert) => alert.name === name).map((alert) => grafanaAlertUid(mixin, alert));
  const rules = renderGrafanaRules(mixin).flatMap((group) => group.rules);
  const models = rules.filter(({ uid }) => uids.includes(uid)).flatMap(({ data }) => data.map(({ model }) => model));
  return models.flatMap((model) => ('expr' in model ? [model.expr] : [])).join('\n\n');
};

const signalOf = (name: AlertName): string =>
  createMixin().alerts.find((alert) => alert.name === name)?.signalExpression ?? '';

const conditionOf = (name: AlertName, props: MonitoringProps = {}): string =>
  createMixin(props)
    .alerts.find((alert) => alert.name === name)
    ?.expression.replace(/^/gm, '  ') ?? '';

test('an alert that nothing silences asks for its signal alone', () => {
  expect(expressionOf('OrchestratorNoWorkers')).toBe(signalOf('OrchestratorNoWorkers'));
});

test('an alert is left out while one that silences it has reason to fire, and as long after that as it goes on firing', () => {
  const expression = expressionOf('OrchestratorFrequentReconfigurations');

  expect(
    expression.startsWith(`(\n${signalOf('OrchestratorFrequentReconfigurations').replace(/^/gm, '  ')}\n)\n`),
  ).toBe(true);
  expect(expression).toContain(
    `unless on (replica_set) last_over_time((\n${conditionOf('OrchestratorNoWorkers')}\n)[3m:30s])`,
  );
  expect(expression).toContain(`unless on (replica_set) (\n${conditionOf('OrchestratorHighReconfigurationRate')}\n)`);
});

test('by the same labels by which it would be inhibited', () => {
  expect(expressionOf('OrchestratorProjectionStalled')).toContain(
    'unless on (replica_set, projection) last_over_time(',
  );
  expect(expressionOf('OrchestratorTargetDown', { aggregateBy: ['cluster'] })).toContain(
    'unless on (cluster, replica_set) last_over_time(',
  );
});

test('an alert that is switched off silences nothing, and one with a threshold of its own silences by that', () => {
  const off = { alerts: { overrides: { OrchestratorWorkerCrashLoop: { enabled: false } } } };
  const higher = { alerts: { overrides: { OrchestratorWorkerCrashLoop: { threshold: 9 } } } };
  const crashLoop = conditionOf('OrchestratorWorkerCrashLoop');

  expect(expressionOf('OrchestratorTargetDown')).toContain(crashLoop);
  expect(expressionOf('OrchestratorTargetDown', off)).not.toContain(crashLoop);
  expect(expressionOf('OrchestratorTargetDown', higher)).toContain(conditionOf('OrchestratorWorkerCrashLoop', higher));
});
