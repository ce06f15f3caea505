/** The generated tests of a fleet, run by the real promtool: the quick look; `npm run test:rules` is the thorough one. */
import {
  createMixin,
  renderPrometheusRules,
  renderPrometheusRuleTestFile,
  toYaml,
  type MonitoringProps,
} from '../../lib';
import { promtoolTest } from './promtool-tests';
import { requireTool } from './tools';

// Hundreds of cases of an hour each, on a slow machine.
jest.setTimeout(300_000);

const FLEETS: readonly (readonly [string, MonitoringProps])[] = [
  ['the defaults', {}],
  ['the profile upstream', { profile: 'upstream' }],
  ['one alert with a threshold and a duration of its own', onlyErrors({ threshold: 0.5, for: '7m' })],
];

function onlyErrors(settings: { readonly threshold: number; readonly for: string }): MonitoringProps {
  const others = createMixin().alerts.filter(({ name }) => name !== 'OrchestratorProjectionErrors');
  return {
    alerts: {
      overrides: {
        ...Object.fromEntries(others.map(({ name }) => [name, { enabled: false }])),
        OrchestratorProjectionErrors: settings,
      },
    },
  };
}

requireTool('promtool')('promtool test rules', () => {
  test.each(FLEETS)('passes for %s', async (_what, props) => {
    const mixin = createMixin(props);
    const { status, output } = await promtoolTest(
      toYaml(renderPrometheusRules(mixin.ruleGroups)),
      renderPrometheusRuleTestFile(mixin),
    );

    expect({ status, output }).toMatchObject({ status: 0 });
  });

  test('fails when a threshold of the rules is another one', async () => {
    const mixin = createMixin(onlyErrors({ threshold: 0.5, for: '7m' }));
    const other = createMixin(onlyErrors({ threshold: 0.6, for: '7m' }));

    const { status } = await promtoolTest(
      toYaml(renderPrometheusRules(other.ruleGroups)),
      renderPrometheusRuleTestFile(mixin),
    );

    expect(status).not.toBe(0);
  });
});
