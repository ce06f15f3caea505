import {
  createMixin,
  text,
  value,
  type AlertDefinition,
  type AlertsProps,
  type ReplicaSetProps,
  type Signal,
} from '../../../lib';
import { resolveAlerts, type AlertingSettings, type AlertStyle } from '../../../lib/orchestrator';

const signal: Signal = {
  name: 'errorRate',
  title: 'Error rate',
  unit: 'errors/s',
  labels: ['replica_set'],
  expression: ({ workers }) => `errors{${workers.map(({ label, op, value: of }) => `${label}${op}"${of}"`).join()}}`,
};

const definition: AlertDefinition = {
  name: 'OrchestratorProjectionErrors',
  signal,
  comparison: '>',
  threshold: 0.5,
  for: '5m',
  severity: 'critical',
  summary: text`A projection fails.`,
  description: ({ threshold }) => text`${value()} errors a second, more than ${threshold}.`,
  panel: 'projection-error-rate',
  reason: 'A test needs one.',
  runbook: { meaning: '', impact: '', diagnosis: [], fix: [] },
};

const style: AlertStyle = {
  context: { workers: [], targets: [], by: [], pinned: {}, listed: [], window: '5m', recorded: new Set() },
  links: ({ name }) => ({ runbook_url: `https://example.org/#${name}` }),
};

const alerts = (
  { alerts: given = {}, replicaSets = [] }: { alerts?: AlertsProps; replicaSets?: readonly ReplicaSetProps[] },
  definitions: readonly AlertDefinition[] = [definition],
  styled: AlertStyle = style,
) => {
  const alerting: AlertingSettings = {
    enabled: true,
    labels: {},
    annotations: {},
    overrides: {},
    ...given,
    subjectLabel: 'replica_set',
    subjects: replicaSets,
    watchUnlisted: true,
  };
  return resolveAlerts(alerting, { group: 'orchestrator', recorded: [], alerts: definitions }, styled);
};

test('an alert holds a signal against its threshold', () => {
  const [alert, ...others] = alerts({});

  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    kind: 'alert',
    name: 'OrchestratorProjectionErrors',
    group: 'orchestrator',
    key: '',
    expression: 'errors{} > 0.5',
    for: '5m',
    severity: 'critical',
    panel: 'projection-error-rate',
    condition: { key: '', comparison: '>', threshold: 0.5 },
  });
  expect(alert?.keepFiringFor).toBeUndefined();
});

test('a threshold is written once: the expression, the condition and the words follow it', () => {
  const [alert] = alerts({ alerts: { overrides: { OrchestratorProjectionErrors: { threshold: 2 } } } });

  expect(alert?.expression).toBe('errors{} > 2');
  expect(alert?.condition.threshold).toBe(2);
  expect(alert?.annotations['description']).toEqual(`${value().template} errors a second, more than 2.`);
});

test('labels: the severity, then those of all alerts, then its own', () => {
  const [alert] = alerts({
    alerts: {
      labels: { z: 'all', y: 'all' },
      overrides: { OrchestratorProjectionErrors: { severity: 'info', labels: { a: 'own', z: 'own' } } },
    },
  });

  expect(Object.entries(alert!.labels)).toEqual([
    ['severity', 'info'],
    ['z', 'own'],
    ['y', 'all'],
    ['a', 'own'],
  ]);
});

test('annotations: summary, description, links, then the user’s, which may take the place of any', () => {
  const [alert] = alerts({
    alerts: {
      annotations: { note: 'all' },
      overrides: { OrchestratorProjectionErrors: { annotations: { summary: 'own', runbook_url: 'own' } } },
    },
  });

  expect(Object.entries(alert!.annotations)).toEqual([
    ['summary', 'own'],
    ['description', `${value().template} errors a second, more than 0.5.`],
    ['runbook_url', 'own'],
    ['note', 'all'],
  ]);
  expect(alerts({})[0]?.annotations['runbook_url']).toBe('https://example.org/#OrchestratorProjectionErrors');
});

test('the scope restricts the expression', () => {
  const override = { OrchestratorProjectionErrors: { threshold: 1 } };

  expect(
    alerts({ replicaSets: [{ name: 'a' }, { name: 'b', alerts: override }] }).map(({ expression }) => expression),
  ).toEqual(['errors{replica_set!="b"} > 0.5', 'errors{replica_set="b"} > 1']);
});

describe('no alert', () => {
  test('where all are turned off', () => {
    expect(createMixin({ alerts: { enabled: false } }).alerts).toEqual([]);
  });

  test('where this one is', () => {
    expect(alerts({ alerts: { overrides: { OrchestratorProjectionErrors: { enabled: false } } } })).toEqual([]);
  });

  test('for a replica set that turned it off; the others keep it, and their rule leaves that one out', () => {
    const replicaSets = [
      { name: 'a', alerts: { OrchestratorProjectionErrors: { enabled: false } } },
      { name: 'b', alerts: { OrchestratorProjectionErrors: { enabled: true } } },
    ];

    expect(alerts({ replicaSets }).map(({ expression }) => expression)).toEqual(['errors{replica_set!="a"} > 0.5']);
  });

  test('where there is nothing to compare with', () => {
    expect(alerts({}, [{ ...definition, signal: { ...signal, applies: () => false } }])).toEqual([]);
  });
});

test('several conditions of one alert are told apart by their keys', () => {
  const conditions = () =>
    (['<', '>'] as const).map((comparison) => ({
      key: comparison === '<' ? 'below' : 'above',
      signal,
      comparison,
      threshold: 5,
    }));

  expect(alerts({}, [{ ...definition, conditions }]).map(({ key, labels }) => [key, labels])).toEqual([
    ['below', { severity: 'critical', rule_scope: 'below' }],
    ['above', { severity: 'critical', rule_scope: 'above' }],
  ]);
});

test('what is recorded is read, and the alert can still ask for itself', () => {
  const recorded = { ...signal, recordedAs: { record: 'job:errors:rate' } };
  const reading: AlertStyle = { ...style, context: { ...style.context, recorded: new Set(['errorRate']) } };
  const [only] = alerts({}, [{ ...definition, signal: recorded, threshold: 0.5 }], reading);

  expect(only?.expression).toBe('job:errors:rate > 0.5');
  expect(only?.selfContained).toEqual({ signalExpression: 'errors{}', expression: 'errors{} > 0.5' });
});

test('a mixin: the alerts of upstream, in the order of the README', () => {
  expect(createMixin({ profile: 'upstream' }).alerts.map(({ name, panel }) => [name, panel])).toEqual([
    ['OrchestratorHighReconfigurationRate', 'reconfiguration-rate'],
    ['OrchestratorWorkerMismatch', 'active-workers'],
    ['OrchestratorSlowCoordination', 'coordination-duration'],
    ['OrchestratorProjectionErrors', 'projection-error-rate'],
  ]);
});

test('an inhibition compares the labels of alerts that both sides have alike, and no others', () => {
  const { inhibitions } = createMixin({
    alerts: {
      labels: { team: 'shop', environment: 'prod' },
      overrides: { OrchestratorTargetDown: { labels: { team: 'platform' } } },
    },
  });
  const equalOf = (target: string) =>
    inhibitions.filter(({ source, targets }) => source === 'OrchestratorNoWorkers' && targets.includes(target));

  expect(equalOf('OrchestratorTargetDown').map(({ equal }) => equal)).toEqual([['job', 'environment', 'replica_set']]);
});
