import { Testing } from 'cdk8s';
import { createMixin, renderGrafanaDashboard } from 'pupsourcing-orchestrator-monitoring';
import { DashboardConfigMap, type DashboardConfigMapProps } from 'pupsourcing-orchestrator-monitoring/cdk8s';

import { problemsOf } from '../problems-of';

beforeEach(() => {
  jest.spyOn(process, 'emitWarning').mockImplementation();
});

function dataOf(props?: DashboardConfigMapProps): Record<string, string> {
  const chart = Testing.chart();
  new DashboardConfigMap(chart, 'dashboard', props);
  return Testing.synth(chart)[0].data;
}

test('holds every dashboard of the mixin, under its uid', () => {
  const mixin = createMixin();
  const [first] = mixin.dashboards;
  const two = { ...mixin, dashboards: [first!, { ...first!, uid: 'second', title: 'Second' }] };

  const data = dataOf({ mixin: two });

  expect(Object.keys(data)).toEqual(['pupsourcing-orchestrator.json', 'second.json']);
  expect(JSON.parse(data['second.json']!)).toEqual(renderGrafanaDashboard(two.dashboards[1]!));
});

test('names the key as the README does under the profile upstream', () => {
  const data = dataOf({ profile: 'upstream' });

  expect(Object.keys(data)).toEqual(['dashboard.json']);
});

test('keeps two dashboards apart under the profile upstream', () => {
  const mixin = createMixin({ profile: 'upstream' });
  const [first] = mixin.dashboards;

  const data = dataOf({ mixin: { ...mixin, dashboards: [first!, { ...first!, uid: 'second', title: 'Second' }] } });

  expect(Object.keys(data)).toEqual(['pupsourcing-orchestrator.json', 'second.json']);
});

test('writes JSON for people, or short', () => {
  const [pretty, minified] = [dataOf(), dataOf({ json: 'minified' })].map((data) => Object.values(data)[0]!);

  expect(pretty!.split('\n').length).toBeGreaterThan(100);
  expect(minified!.split('\n')).toHaveLength(2);
  expect(minified!.length).toBeLessThan(pretty!.length * 0.9);
  expect(JSON.parse(minified!)).toEqual(JSON.parse(pretty!));
});

test('refuses another way of writing', () => {
  expect(problemsOf(() => dataOf({ json: 'short' as never }))).toEqual([
    `[test/dashboard] json: found "short"; allowed: 'pretty' or 'minified'`,
  ]);
});
