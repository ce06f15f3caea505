/** What synthesizing an app costs: each object is looked at a few times, however many charts there are. */
import { ApiObject, App, Chart } from 'cdk8s';
import { DashboardConfigMap, OrchestratorMonitoring } from 'pupsourcing-orchestrator-monitoring/cdk8s';

/** How often an object is written down, on average, when an app of so many charts is synthesized. */
function timesWritten(charts: number, synthesize: (app: App) => unknown): number {
  const app = new App();
  for (let index = 0; index < charts; index += 1) {
    const chart = new Chart(app, `chart-${index}`, { namespace: `n${index}` });
    new OrchestratorMonitoring(chart, 'monitoring', { replicaSets: [{ name: 'orders', workers: 3 }] });
    new DashboardConfigMap(chart, 'dashboard', { profile: 'upstream', name: 'seed', dashboard: { uid: 'seed' } });
  }
  const written = jest.spyOn(ApiObject.prototype, 'toJson');
  synthesize(app);
  const { length: calls } = written.mock.calls;
  written.mockRestore();
  return calls / (charts * 5);
}

test.each([['synthYaml', (app: App) => app.synthYaml()] as const])(
  'does not grow with the number of charts: %s',
  (_how, synthesize) => {
    jest.spyOn(process, 'emitWarning').mockImplementation();

    // Once to look through the app, and once to write it.
    expect(timesWritten(2, synthesize)).toBe(2);
    expect(timesWritten(8, synthesize)).toBe(2);
  },
);

test('one chart alone is looked at anew each time: somebody may have changed something', () => {
  const app = new App();
  const chart = new Chart(app, 'chart', { namespace: 'n' });
  const [first] = new OrchestratorMonitoring(chart, 'monitoring').objects;
  chart.toJson();
  new ApiObject(chart, 'another', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: first!.name, namespace: 'n' },
  });

  expect(() => chart.toJson() as unknown).toThrow('found another of this kind and name');
});
