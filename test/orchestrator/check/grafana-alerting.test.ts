import { check, createMixin, type AlertsProps, type Finding, type MonitoringProps } from '../../../lib';

const evaluatedBy = 'grafana';

const findings = (props: MonitoringProps): readonly Finding[] => check(createMixin(props));

describe('how often Grafana evaluates', () => {
  test.each(['10s', '30s', '1m'])('%s', (evaluationInterval) => {
    expect(findings({ alerts: { evaluatedBy }, evaluationInterval })).toEqual([]);
  });

  test.each([
    ['1s', '10s'],
    ['15s', '20s'],
    ['31s', '30s'],
  ])('%s it refuses, %s it would take', (evaluationInterval, nearest) => {
    expect(findings({ alerts: { evaluatedBy }, evaluationInterval })).toEqual([
      {
        severity: 'error',
        path: 'evaluationInterval',
        what: `found ${evaluationInterval}`,
        why: 'Grafana, which evaluates rules, refuses an interval that is not a multiple of 10s',
        fix: `set ${nearest}, or let Prometheus evaluate all rules`,
      },
    ]);
  });

  test('Prometheus takes any', () => {
    expect(findings({ evaluationInterval: '15s' })).toEqual([]);
  });
});

describe('texts that Grafana cannot say', () => {
  const text = 'top: {{ graphLink "up" }}';

  test.each<[string, Omit<MonitoringProps, 'alerts'> & { alerts?: AlertsProps }, string]>([
    ['a label of all', { alerts: { labels: { team: text } } }, 'alerts.labels.team'],
    ['an annotation of all', { alerts: { annotations: { note: text } } }, 'alerts.annotations.note'],
    [
      'an annotation of one alert',
      { alerts: { overrides: { OrchestratorNoWorkers: { annotations: { summary: text } } } } },
      'alerts.overrides.OrchestratorNoWorkers.annotations.summary',
    ],
    [
      'a label of one alert of a replica set',
      { replicaSets: [{ name: 'a' }, { name: 'b', alerts: { OrchestratorNoWorkers: { labels: { team: text } } } }] },
      'replicaSets[1].alerts.OrchestratorNoWorkers.labels.team',
    ],
  ])('%s', (_what, props, path) => {
    expect(findings(props)).toEqual([]);
    expect(findings({ ...props, alerts: { ...props.alerts, evaluatedBy } })).toEqual([
      {
        severity: 'error',
        path,
        what: `found ${JSON.stringify(text)}`,
        why: 'Grafana, which evaluates the alerts, has no template for it: graphLink is unknown there, or does something else',
        fix: 'use $value, labels by their name ($labels.replica_set) and functions of text and numbers, or let Prometheus evaluate the alerts',
      },
    ]);
  });
});

test('a place for recorded series, while Prometheus records', () => {
  expect(findings({ alerts: { grafana: { targetDatasourceUid: 'mimir' } } })).toEqual([
    {
      severity: 'warning',
      path: 'alerts.grafana.targetDatasourceUid',
      what: 'found "mimir", while Prometheus evaluates the rules',
      why: 'Grafana records nothing, so the setting does nothing',
      fix: "remove it, or set alerts.evaluatedBy to 'grafana'",
    },
  ]);
});

test('a place for recorded series other than the one that is asked', () => {
  const found = (targetDatasourceUid: string, more: MonitoringProps = {}) =>
    findings({
      ...more,
      alerts: { evaluatedBy: 'grafana', grafana: { datasourceUid: 'metrics', targetDatasourceUid } },
    });

  expect(found('metrics')).toEqual([]);
  expect(found('mimir', { recordingRules: false })).toEqual([]);
  expect(found('mimir')).toEqual([
    {
      severity: 'warning',
      path: 'alerts.grafana.targetDatasourceUid',
      what: 'found "mimir", beside the datasourceUid "metrics"',
      why: 'panels and alerts of objectives ask that one for recorded series, and find none unless it shows what this one takes in',
      fix: 'give both the same uid, unless they are two ways to one store',
    },
  ]);
});
