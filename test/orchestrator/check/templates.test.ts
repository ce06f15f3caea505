import { check, createMixin, type Finding, type MonitoringProps } from '../../../lib';

const findings = (props: MonitoringProps): readonly Finding[] =>
  check(
    createMixin({ selector: { job: 'projection-workers' }, replicaSets: [{ name: 'orders', workers: 3 }], ...props }),
  );

const inLabels = { labels: { workers: '{{ $value }}' } };

describe('what changes within a label keeps the alert from firing', () => {
  test.each<[string, MonitoringProps, string]>([
    ['the fleet', { alerts: inLabels }, 'alerts.labels.workers'],
    [
      'an alert',
      { alerts: { overrides: { OrchestratorProjectionErrors: inLabels } } },
      'alerts.overrides.OrchestratorProjectionErrors.labels.workers',
    ],
    [
      'a replica set',
      { replicaSets: [{ name: 'orders', workers: 3, alerts: { OrchestratorProjectionErrors: inLabels } }] },
      'replicaSets[0].alerts.OrchestratorProjectionErrors.labels.workers',
    ],
  ])('of %s', (_whose, props, path) => {
    expect(findings(props).filter(({ severity }) => severity === 'error')).toEqual([
      {
        severity: 'error',
        path,
        what: 'found "{{ $value }}" in a label, which changes with $value',
        why: 'an alert whose labels change at every evaluation stays pending, and never fires',
        fix: 'put it into an annotation',
      },
    ]);
  });

  test('in an annotation it is welcome', () => {
    expect(findings({ alerts: { annotations: { note: '{{ $value }}' } } })).toEqual([]);
  });
});

describe('a label that the alert does not have is a gap', () => {
  test('in annotations and labels of the fleet, one warning for each label', () => {
    const where =
      'pod {{ $labels.pod }} in {{ index .Labels "namespace" }}, {{ $labels.cluster }} {{ $labels.replica_set }}';
    const found = findings({
      aggregateBy: ['cluster'],
      alerts: { annotations: { where }, labels: { node: '{{ $labels.node }}' } },
    });

    expect(found.map(({ severity, path }) => `${severity} ${path}`)).toEqual([
      'warning alerts.labels.node',
      'warning alerts.annotations.where',
      'warning alerts.annotations.where',
    ]);
    expect(found[1]?.what).toMatch(
      /^found the label pod, which Orchestrator\w+, Orchestrator\w+, Orchestrator\w+ and \d+ more do not have$/,
    );
  });

  test('of one alert it is held against the labels of that alert', () => {
    const annotations = { note: '{{ $labels.projection }}' };
    const overrides = { OrchestratorProjectionErrors: { annotations }, OrchestratorNoWorkers: { annotations } };

    expect(findings({ alerts: { overrides } }).map(({ what }) => what)).toEqual([
      'found the label projection, which OrchestratorNoWorkers does not have',
    ]);
  });
});

test('a label by the name of one that the selector asks for has its value, or none', () => {
  const labels = { cluster: 'us', team: 'x' };
  const props: MonitoringProps = {
    selector: { job: 'projection-workers', cluster: 'eu' },
    alerts: { labels: { job: 'projection-workers' }, overrides: { OrchestratorNoWorkers: { labels } } },
  };

  expect(findings(props)).toEqual([
    {
      severity: 'error',
      path: 'alerts.overrides.OrchestratorNoWorkers.labels.cluster',
      what: 'found "us", while the selector asks for the cluster "eu"',
      why: 'the dashboards look for alerts by the labels of the selector, and would not find these',
      fix: 'rename the label',
    },
  ]);
  expect(check(createMixin({ ...props, profile: 'upstream' })).filter(({ severity }) => severity === 'error')).toEqual(
    [],
  );
});
