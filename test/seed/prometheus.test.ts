import { parse } from 'yaml';

import { createMixin, renderPrometheusRules, renderScrapeConfig, toYaml, type MonitoringProps } from '../../lib';
import { select } from '../../lib/orchestrator';
import { parsePromql } from '../../lib/promql/parse';
import { block, fixture, testParity } from './parity';

const upstream: MonitoringProps = { profile: 'upstream' };

/** What stands in the file that is written, as any reader of YAML sees it. */
function written(data: unknown): unknown {
  return parse(toYaml(data));
}

function groups(props: MonitoringProps): { name: string; rules: { alert?: string; expr: string }[] }[] {
  return (written(renderPrometheusRules(createMixin(props).ruleGroups)) as { groups: [] }).groups;
}

function expressionOf(alert: string, props: MonitoringProps = upstream): string | undefined {
  return groups(props)
    .flatMap(({ rules }) => rules)
    .find((rule) => rule.alert === alert)?.expr;
}

testParity(
  'scrape configuration',
  () => written(renderScrapeConfig(createMixin(upstream).scrapeJob)),
  () => block('scrape-config.yaml'),
);

testParity(
  'recommended alerts',
  () => ({ groups: groups({ ...upstream, recordingRules: false }) }),
  () => block('recommended-alerts.yaml'),
);

testParity(
  'recording rules',
  () => ({ groups: groups({ ...upstream, alerts: { enabled: false } }) }),
  () => block('recording-rules.yaml'),
);

test('alerts and recording rules stand in one file, in the order of the README', () => {
  const [alerts, recordings] = ['recommended-alerts.yaml', 'recording-rules.yaml'].map(
    (name) => (block(name) as { groups: unknown[] }).groups,
  );

  expect(groups(upstream)).toStrictEqual([...alerts!, ...recordings!]);
});

describe('alert snippets', () => {
  testParity(
    'high reconfiguration rate',
    () => ({ expr: expressionOf('OrchestratorHighReconfigurationRate') }),
    () => ({ expr: fixture('snippet-high-reconfiguration-rate.promql').trim() }),
  );

  testParity(
    'high coordination duration',
    () => ({ expr: expressionOf('OrchestratorSlowCoordination') }),
    () => ({ expr: fixture('snippet-high-coordination-duration.promql').trim() }),
  );

  // Twice the README says one thing among its snippets and another among its recommended alerts: the recommended ones are what we ship.
  test('worker count: the snippet says abs(...) > 0, the recommended alert says != 3', () => {
    const snippet = fixture('snippet-worker-count-mismatch.promql').trim();
    const shipped = expressionOf('OrchestratorWorkerMismatch');

    expect(snippet).toBe('abs(pupsourcing_orchestrator_active_workers - <expected_count>) > 0');
    expect(shipped).toBe('pupsourcing_orchestrator_active_workers != 3');
    expect(parsePromql(snippet.replace('<expected_count>', '3')).selectors).toEqual(parsePromql(shipped!).selectors);
  });

  test('projection errors: the snippet says > 0, the recommended alert says > 0.01', () => {
    const snippet = fixture('snippet-projection-errors.promql').trim();
    const shipped = expressionOf('OrchestratorProjectionErrors');

    expect(snippet).toBe('rate(pupsourcing_orchestrator_projection_errors_total[5m]) > 0');
    expect(shipped).toBe('rate(pupsourcing_orchestrator_projection_errors_total[5m]) > 0.01');
    expect(expressionOf('OrchestratorProjectionErrors', withThreshold(0))).toBe(snippet);
  });

  function withThreshold(threshold: number): MonitoringProps {
    return { ...upstream, alerts: { overrides: { OrchestratorProjectionErrors: { threshold } } } };
  }
});

testParity(
  'query for the targets, under Troubleshooting',
  () => ({ expr: select('up', createMixin().config.selector) }),
  () => ({ expr: fixture('troubleshooting-targets.promql').trim() }),
);

describe('expected number of workers', () => {
  test.each<[string, MonitoringProps, string]>([
    ['without configuration, the number of the README', {}, 'pupsourcing_orchestrator_active_workers != 3'],
    [
      'one replica set that says nothing',
      { replicaSets: [{ name: 'main' }] },
      'pupsourcing_orchestrator_active_workers != 3',
    ],
    [
      'one replica set that says so',
      { replicaSets: [{ name: 'main', workers: 5 }] },
      'pupsourcing_orchestrator_active_workers != 5',
    ],
    [
      'several that agree',
      {
        replicaSets: [
          { name: 'a', workers: 2 },
          { name: 'b', workers: 2 },
        ],
      },
      'pupsourcing_orchestrator_active_workers != 2',
    ],
    [
      'several that do not: the README for all others',
      {
        replicaSets: [
          { name: 'a', workers: 2 },
          { name: 'b', workers: 4 },
        ],
      },
      'pupsourcing_orchestrator_active_workers{replica_set!~"a|b"} != 3',
    ],
  ])('%s', (_what, props, expected) => {
    expect(expressionOf('OrchestratorWorkerMismatch', { ...upstream, ...props })).toBe(expected);
  });

  test('the description says the number, too', () => {
    const { alerts } = createMixin({ ...upstream, replicaSets: [{ name: 'main', workers: 5 }] });
    const mismatch = alerts.find(({ name }) => name === 'OrchestratorWorkerMismatch');

    expect(mismatch?.annotations['description']).toBe('Expected 5 workers but found {{ $value }}');
  });
});
