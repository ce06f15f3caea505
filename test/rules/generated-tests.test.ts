/** The generated tests of fleets of every kind, run by the real promtool against the rules that they come with. */
import {
  createMixin,
  renderPrometheusRules,
  renderPrometheusRuleTestFile,
  toYaml,
  type MonitoringProps,
} from '../../lib';
import { requireTool } from '../real/tools';
import { alertTestsOf } from './alert-tests';
import { FIFTY_SETS, FLEETS, type Fleet } from './fleets';
import { inParallel, promtoolTest, promtoolTests } from './promtool-tests';

// Tests of an hour each, on a slow machine.
jest.setTimeout(600_000);

test.each<[string, MonitoringProps, number]>([
  ['one replica set', { replicaSets: [{ name: 'orders', workers: 3 }] }, 60_000],
  ['fifty replica sets with five settings', FIFTY_SETS, 200_000],
])('the file for %s is small', (_what, props, bytes) => {
  expect(Buffer.byteLength(renderPrometheusRuleTestFile(createMixin(props)))).toBeLessThanOrEqual(bytes);
});

test('the scrape interval changes nothing but the windows in which heartbeats, registrations beside them, and reconfigurations are counted', () => {
  const rulesAt = (scrapeInterval: string) => toYaml(renderPrometheusRules(createMixin({ scrapeInterval }).ruleGroups));
  const usual = rulesAt('15s');

  expect(rulesAt('5s')).toBe(usual.replaceAll('[5m15s]', '[5m5s]'));
  const widened = (window: string, before: string, recent: string, reconfigured: string): string =>
    usual
      .replaceAll('[5m15s]', `[${reconfigured}]`)
      .replaceAll(/((?:heartbeat_latency_seconds_count|changes\(\w+_registered_total)\S+\[)2m\]/g, `$1${window}]`)
      .replace('offset 45s', `offset ${before}`)
      .replace('> time() - 35', `> time() - ${recent}`);
  expect(rulesAt('30s')).toBe(widened('2m30s', '1m15s', '35', '5m30s'));
  expect(rulesAt('1m')).toBe(widened('3m', '1m45s', '65', '6m'));
});

requireTool('promtool')('promtool test rules', () => {
  // Evaluating all rules in every test, as a user does, takes ten times as long: here each alert is tried with its own tests.
  test.each<Fleet>(FLEETS)('passes, with a test of every alert: %s', async (_what, props, untestable = {}) => {
    const { alerts, untested } = alertTestsOf(props);
    const reasons: Readonly<Record<string, string | undefined>> = untestable;
    const verdicts = await inParallel(
      alerts.filter(({ tests }) => tests.length > 0),
      async ({ name, files }) => ({ name, verdicts: await promtoolTests([files()]) }),
    );

    expect(verdicts.filter(({ verdicts: [verdict] }) => verdict?.status !== 0)).toEqual([]);
    expect(untested.map(({ alert, why }) => ({ name: alert.name, why }))).toEqual(
      untested.map(({ alert: { name } }) => ({
        name,
        why: expect.stringContaining(reasons[name] ?? 'nothing: it should have a test'),
      })),
    );
    const without = alerts.filter(({ tests }) => tests.length === 0).map(({ name }) => name);
    expect(without.filter((name) => !(name in untestable))).toEqual([]);
    expect(Object.keys(untestable).filter((name) => !untested.some(({ alert }) => alert.name === name))).toEqual([]);
  });

  test.each<Fleet>(FLEETS.filter(([what]) => /^grouped by|^workloads to|^50|^objectives|^many/.test(what)))(
    'passes for the whole file, as it is rendered: %s',
    async (_what, props) => {
      const mixin = createMixin(props);
      const { status, output } = await promtoolTest(
        toYaml(renderPrometheusRules(mixin.ruleGroups)),
        renderPrometheusRuleTestFile(mixin),
      );

      expect({ status, output }).toMatchObject({ status: 0 });
    },
  );
});
