import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMixin, type AlertOverride } from '../../lib';
import { parseDuration } from '../../lib/promql/duration';
import {
  deliveredBy,
  expectAlert,
  expectDelivered,
  expectNoAlert,
  summaryOf,
  type MonitoringSubject,
} from '../../lib/testing';
import { FLEET, grafanaObjects, objectsOf } from './fleet';

const alerts = { overrides: { OrchestratorSlowHeartbeat: { threshold: 5, for: '90s', severity: 'warning' } } } as const;
const objects = objectsOf({ ...FLEET, alerts });

test.each<object>([
  {},
  { threshold: 5 },
  { for: '90s' },
  { for: '1m30s' },
  { severity: 'warning', comparison: '>', evaluatedBy: 'prometheus' },
  { labels: { severity: 'warning' } },
  { threshold: undefined },
])('an alert that is %j', (expected) => {
  expectAlert(objects, 'OrchestratorSlowHeartbeat', expected);
});

test.each([
  [{ threshold: 6 }, 'threshold 6'],
  [{ for: '2m' }, 'for 2m'],
  [{ severity: 'critical', comparison: '>' }, 'severity critical, comparison >'],
  [{ labels: { team: 'orders' } }, 'team orders'],
  [{ evaluatedBy: 'grafana' }, 'evaluatedBy grafana'],
] as const)('an alert that is not %j', (expected, words) => {
  expect(() => {
    expectAlert(objects, 'OrchestratorSlowHeartbeat', expected);
  }).toThrow(
    new Error(
      `Expected the alert OrchestratorSlowHeartbeat with ${words}; found\n  OrchestratorSlowHeartbeat: > 5 for 90s, warning`,
    ),
  );
});

describe('where Grafana evaluates, an alert that waits in its query', () => {
  const NAME = 'OrchestratorWorkerMismatch';
  const objectsWith = (override: AlertOverride): readonly object[] =>
    grafanaObjects({ ...FLEET, alerts: { overrides: { [NAME]: override } } });

  test.each(['45m', '90s', '36h', '0s'])('has its for of %s', (held) => {
    const objects = objectsWith({ for: held, keepFiringFor: '5m' });

    expectAlert(objects, NAME, { for: held, keepFiringFor: '5m' });
    expect(summaryOf(objects)).toContain(`${NAME}: > 0 for ${held === '90s' ? '1m30s' : held}, keeps firing for 5m,`);
  });

  test('has the whole evaluations that it waits for', () => {
    const objects = objectsWith({ for: '100s' });

    expect(() => {
      expectAlert(objects, NAME, { for: '100s' });
    }).toThrow(`${NAME}: > 0 for 2m,`);
  });

  test('has the same for as for Prometheus, and so have all others', () => {
    const waitsOf = (subject: MonitoringSubject): readonly unknown[] =>
      deliveredBy(subject).alerts.map((alert) => [alert.name, parseDuration(alert.for)]);

    expect(waitsOf(grafanaObjects())).toEqual(waitsOf(objectsOf()));
  });
});

test('the message that docs/snapshot-testing.md shows', () => {
  const page = readFileSync(join(__dirname, '../../docs/snapshot-testing.md'), 'utf8');
  const overrides = { OrchestratorProjectionErrors: { threshold: 0.05 } };
  const [, shown] = /```text\n(Expected the alert [^`]*)\n```/.exec(page) ?? [];

  expect(() => {
    expectAlert(objectsOf({ ...FLEET, alerts: { overrides } }), 'OrchestratorProjectionErrors', {
      threshold: 0.1,
      severity: 'critical',
    });
  }).toThrow(new Error(shown));
});

test('an alert that is not there: the nearest name, and all names', () => {
  expect(() => {
    expectAlert(objects, 'OrchestratorNoWorker');
  }).toThrow(
    /^Expected the alert OrchestratorNoWorker; there is none of this name, did you mean `OrchestratorNoWorkers`\?\nalerts: Orchestrator/,
  );
  expect(() => {
    expectAlert([], 'OrchestratorNoWorkers');
  }).toThrow(new Error('Expected the alert OrchestratorNoWorkers; there is none of this name\nthere are no alerts'));
});

test('an alert that should not be there', () => {
  expectNoAlert(objects, 'OrchestratorOfNobody');
  expect(() => {
    expectNoAlert(objects, 'OrchestratorSlowHeartbeat');
  }).toThrow(
    new Error('Expected no alert OrchestratorSlowHeartbeat; found\n  OrchestratorSlowHeartbeat: > 5 for 90s, warning'),
  );
});

describe("a replica set's own rule, which Grafana knows by its settings, too", () => {
  const ofBilling = { name: 'billing', alerts: { OrchestratorSlowProjection: { enabled: true, threshold: 0.5 } } };
  const replicaSets = [...FLEET.replicaSets!, ofBilling];
  const disabled = { overrides: { OrchestratorSlowProjection: { enabled: false } } };

  test.each([
    ["Grafana's", grafanaObjects({ replicaSets })],
    ["Grafana's, and the fleet has none", grafanaObjects({ replicaSets, alerts: disabled })],
    ["Prometheus's, and the fleet has none", objectsOf({ replicaSets, alerts: disabled })],
  ])('%s', (_name, delivered) => {
    expectAlert(delivered, 'OrchestratorSlowProjection', { threshold: 0.5 });
    expect(() => {
      expectNoAlert(delivered, 'OrchestratorSlowProjection');
    }).toThrow(
      /^Expected no alert OrchestratorSlowProjection; found\n {2}OrchestratorSlowProjection: > 0\.[58] for 1m/,
    );
  });
});

test('what is delivered, and what is not', () => {
  expectDelivered(objects, 'alerts', 'recordingRules', 'dashboards', 'scraping');
  expectDelivered(grafanaObjects(), 'alerts', 'dashboards');
  expectDelivered(createMixin(FLEET), 'inhibitions');
  expect(() => {
    expectDelivered(objects.slice(0, 1), 'alerts', 'dashboards', 'inhibitions');
  }).toThrow(
    new Error('Expected alerts, inhibitions to be delivered; found\n  ConfigMap monitoring/orchestrator-dashboard'),
  );
  expect(() => {
    expectDelivered([], 'alerts');
  }).toThrow(new Error('Expected alerts to be delivered; found\n  nothing'));
});

test('a kind that does not exist', () => {
  expect(() => {
    expectDelivered(objects, 'dashboard' as never);
  }).toThrow(
    new TypeError(
      "1 problem in the arguments of expectDelivered:\n  - kinds[0]: found \"dashboard\"; allowed: 'alerts', 'recordingRules', 'dashboards', 'scraping' or 'inhibitions'; did you mean `dashboards`?",
    ),
  );
});

describe('arguments that JavaScript lets through', () => {
  const FIELDS = 'threshold, comparison, for, keepFiringFor, severity, labels, evaluatedBy';

  test.each<[string, unknown[], string]>([
    [
      'a misspelled field',
      ['OrchestratorSlowHeartbeat', { treshold: 5 }],
      `expected.treshold: unknown key \`treshold\`; allowed: ${FIELDS}; did you mean \`threshold\`?`,
    ],
    [
      'a duration in words',
      ['OrchestratorSlowHeartbeat', { for: '90 seconds' }],
      'expected.for: found "90 seconds"; allowed: a Prometheus duration, such as 30s, 5m or 1h30m, at most 1y; write "90s"',
    ],
    ['no name', [], 'name: missing; allowed: the name of an alert'],
  ])('expectAlert: %s', (_what, given, problem) => {
    expect(() => {
      (expectAlert as (...args: unknown[]) => void)(objects, ...given);
    }).toThrow(new TypeError(`1 problem in the arguments of expectAlert:\n  - ${problem}`));
  });

  test('expectNoAlert: no name', () => {
    expect(() => {
      (expectNoAlert as (...args: unknown[]) => void)(objects);
    }).toThrow(
      new TypeError('1 problem in the arguments of expectNoAlert:\n  - name: missing; allowed: the name of an alert'),
    );
  });

  test('expectDelivered: nothing', () => {
    expect(() => {
      expectDelivered(objects);
    }).toThrow(
      new TypeError(
        '1 problem in the arguments of expectDelivered:\n  - kinds: found an empty list; allowed: at least one of alerts, recordingRules, dashboards, scraping, inhibitions',
      ),
    );
  });
});
