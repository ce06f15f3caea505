/** The generated tests of a fleet, run by the real promtool: the quick look; `npm run test:rules` is the thorough one. */
import {
  createMixin,
  renderPrometheusRules,
  renderPrometheusRuleTestFile,
  toYaml,
  type MonitoringProps,
} from '../../lib';
import { promtoolTest } from '../rules/promtool-tests';
import { EITHER } from '../orchestrator/own-alert';
import { requireTool } from './tools';

jest.setTimeout(120_000);

const verdictOf = (rulesOf: MonitoringProps, testsOf: MonitoringProps) =>
  promtoolTest(
    toYaml(renderPrometheusRules(createMixin(rulesOf).ruleGroups)),
    renderPrometheusRuleTestFile(createMixin(testsOf)),
  );

requireTool('promtool')('promtool test rules', () => {
  test.each<[string, MonitoringProps]>([
    ['the defaults', {}],
    ['the profile upstream', { profile: 'upstream' }],
    ['an alert of one’s own', EITHER],
  ])('passes for %s', async (_what, props) => {
    const { status, output } = await verdictOf(props, props);

    expect({ status, output }).toMatchObject({ status: 0 });
  });

  test('fails when a threshold of the rules is another one', async () => {
    const others = createMixin().alerts.filter(({ name }) => name !== 'OrchestratorProjectionErrors');
    const only = (threshold: number): MonitoringProps => ({
      alerts: {
        overrides: {
          ...Object.fromEntries(others.map(({ name }) => [name, { enabled: false }])),
          OrchestratorProjectionErrors: { threshold },
        },
      },
    });

    expect(await verdictOf(only(0.5), only(0.5))).toMatchObject({ status: 0 });
    expect(await verdictOf(only(0.6), only(0.5))).not.toMatchObject({ status: 0 });
  });
});
