/**
 * An expression with `or`, which nothing may pull apart, in every form that a user's own alert and panel have. That promtool says the same is
 * in test/real/generated-tests.test.ts, what doctor makes of it in test/cli/doctor/rules.test.ts.
 */
import {
  createMixin,
  renderGrafanaDashboard,
  renderPrometheusRules,
  renderPrometheusRuleTestFile,
  renderRunbook,
} from '../../lib';
import { EITHER, eitherOf } from './own-alert';
import { grafanaAlertsOf } from '../render/grafana/grafana-alerts';

const OWN = eitherOf('job="projection-workers"');
const mixin = createMixin(EITHER);

test('Prometheus compares the whole', () => {
  const own = renderPrometheusRules(mixin.ruleGroups).groups.find(({ name }) => name === 'orchestrator_extension');

  expect(own?.rules).toMatchObject([
    { alert: 'ShopWaits', expr: `(${OWN}) > 5`, annotations: { summary: 'The shop waits.' } },
  ]);
});

test('so does Grafana', () => {
  const rule = grafanaAlertsOf(mixin, { datasourceUid: 'p' })
    .flatMap((group) => group.rules)
    .find(({ title }) => title === 'ShopWaits');

  expect(rule?.data).toMatchObject([
    { refId: 'A', model: { expr: `(${OWN})` } },
    { model: { type: 'threshold', conditions: [{ evaluator: { type: 'gt', params: [5] } }] } },
  ]);
});

test('the dashboard has the panel, and the panel of firing alerts the alert', () => {
  const [main] = mixin.dashboards;
  const written = JSON.stringify(renderGrafanaDashboard(main!));
  const ofPanel = eitherOf('job=~"$job",instance=~"$instance",replica_set=~"$replica_set",job="projection-workers"');

  expect(written).toContain(JSON.stringify(ofPanel).slice(1, -1));
  expect(main!.panels.find(({ name }) => name === 'shop-waits')?.thresholds).toMatchObject([{ value: 5 }]);
  expect(written).toContain('alertname=~\\"Orchestrator.+|ShopWaits\\"');
});

test('the runbook asks the question', () => {
  const [, section] = renderRunbook(mixin).split('## ShopWaits\n');

  expect(section).toContain(OWN);
  expect(section).toContain('- Add workers.');
});

test('its probe is played at the threshold and beyond', () => {
  expect(renderPrometheusRuleTestFile(mixin)).toMatch(/name: .*ShopWaits: 5 does not fire, .*6 fires/);
});
