import { App, Chart, Testing } from 'cdk8s';
import { createMixin } from 'pupsourcing-orchestrator-monitoring';
import {
  DashboardConfigMap,
  OrchestratorMonitoring,
  RuleConfigMap,
  WARNING_METADATA,
  warningsOf,
} from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { problemsOf } from '../problems-of';

// Upstream's own threshold for slow coordination cannot be crossed: the one warning that is always to be had.
const NEVER_FIRES = 'alerts.overrides.OrchestratorSlowCoordination.threshold';

const LINKED = { grafanaUrl: 'https://grafana.example' };

let printed: jest.SpyInstance;
beforeEach(() => {
  printed = jest.spyOn(process, 'emitWarning').mockImplementation();
});
afterEach(() => {
  printed.mockRestore();
});

describe('a warning', () => {
  test('is printed at synth, once, with path, value and fix', () => {
    const chart = Testing.chart();
    new OrchestratorMonitoring(chart, 'monitoring', { profile: 'upstream' });
    expect(printed).not.toHaveBeenCalled();

    Testing.synth(chart);
    Testing.synth(chart);

    expect(printed.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^\[test\/monitoring\] alerts\.overrides\.OrchestratorSlowCoordination\.threshold: found 30: .+; .+; set a threshold below 10/,
        ),
        'OrchestratorMonitoringWarning',
      ],
    ]);
  });

  test('can be asked for, and stands in the metadata of the construct', () => {
    const app = Testing.app();
    const monitoring = new OrchestratorMonitoring(new Chart(app, 'chart'), 'monitoring', {
      profile: 'upstream',
    });

    expect(warningsOf(app)).toEqual([
      expect.objectContaining({ constructPath: 'chart/monitoring', severity: 'warning', path: NEVER_FIRES }),
    ]);
    expect(monitoring.node.metadata.filter(({ type }) => type === WARNING_METADATA)).toHaveLength(1);
  });

  test('is not repeated by constructs that share a mixin', () => {
    const chart = Testing.chart();
    const mixin = createMixin({ profile: 'upstream' });

    new DashboardConfigMap(chart, 'dashboard', { mixin });
    new RuleConfigMap(chart, 'rules', { mixin });

    expect(warningsOf(chart).map(({ constructPath }) => constructPath)).toEqual(['test/dashboard']);
  });

  test('is told for each fleet that has it', () => {
    const app = Testing.app();
    new OrchestratorMonitoring(new Chart(app, 'one'), 'monitoring', { profile: 'upstream' });
    new OrchestratorMonitoring(new Chart(app, 'two'), 'monitoring', { profile: 'upstream' });

    expect(warningsOf(app).map(({ constructPath }) => constructPath)).toEqual(['one/monitoring', 'two/monitoring']);
  });

  test('does not show in what is synthesized', () => {
    const manifests = (profile: 'upstream' | 'hardened'): string => {
      const app = new App();
      new OrchestratorMonitoring(new Chart(app, 'chart'), 'monitoring', { ...LINKED, profile });
      return app.synthYaml();
    };

    expect(manifests('upstream')).not.toContain('never fire');
    expect(manifests('hardened')).toContain('OrchestratorSlowCoordination');
    expect(printed).toHaveBeenCalledTimes(1);
  });
});

test('a suggestion is printed at synth, once for a mixin, and is no warning', () => {
  const app = new App();
  const chart = new Chart(app, 'chart');
  const mixin = createMixin();
  new OrchestratorMonitoring(chart, 'monitoring', { mixin });
  new DashboardConfigMap(chart, 'dashboard', { mixin, name: 'other' });
  app.synthYaml();

  expect(printed.mock.calls.filter(([, type]) => type === 'OrchestratorMonitoringInfo')).toEqual([
    [
      '[chart/monitoring] grafanaUrl: is not set, and neither is runbookBaseUrl; notifications link to no dashboard and no runbook; set grafanaUrl, for links to the dashboards, or runbookBaseUrl, for links to a runbook of your own',
      'OrchestratorMonitoringInfo',
    ],
  ]);
  expect(warningsOf(app).filter(({ path }) => path === 'grafanaUrl')).toEqual([]);
});

test('an error of the checks stops the construct', () => {
  const overrides = { OrchestratorSlowCoordination: { threshold: 1_000_000 } };

  expect(
    problemsOf(() => new OrchestratorMonitoring(Testing.chart(), 'monitoring', { alerts: { overrides } })),
  ).toEqual([
    expect.stringMatching(
      /^\[test\/monitoring\] alerts\.overrides\.OrchestratorSlowCoordination\.threshold: found 1000000: /,
    ),
  ]);
});
