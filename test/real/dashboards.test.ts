/**
 * Every query of both dashboards and of their variables, asked of a real Prometheus that holds all recordings: as they were recorded, and
 * as workers without any instrumentation of their own would have shown; with recording rules, and without.
 */
import { renderPrometheusRules, toYaml, type Mixin } from '../../lib';
import { type Dashboard } from '../../lib/orchestrator';
import { mixinFor } from '../scenarios/run';
import { libraryOnly, loadRecordings, type Recording } from '../scenarios/scenario';
import { fillVariables, filled, type Choice } from './as-grafana';
import { EXPLAINED, NEEDS_THE_APPLICATION } from './panels-without-data';
import { withAlerts } from './recorded-alerts';
import { startRecorded, type FoundSeries, type RecordedPrometheus, type Stretch } from './recorded-prometheus';
import { findTool, requireTool } from './tools';

/** Seconds between two points of a panel. */
const STEP = 15;

/** Alerts as Prometheus would have raised them, for recordings whose first row is looked at. */
const WITH_ALERTS: readonly string[] = ['steady', 'stock-3workers', 'all-dead', 'two-sets-one-dead'];

const recordings = loadRecordings();
const instrumented = recordings.map((recording) => ({ recording, key: recording.name, stock: false }));
const stock = recordings.map((recording) => ({
  recording: libraryOnly(recording),
  key: `${recording.name}, not instrumented`,
  stock: true,
}));
const cases = [...instrumented, ...stock];

const dashboardsOf = (recording: Recording, recordingRules: boolean): readonly Dashboard[] =>
  mixinFor(recording, 'hardened', { recordingRules }).dashboards;

const rulesOf = ({ ruleGroups }: Mixin): string => toYaml(renderPrometheusRules(ruleGroups));

/** What a query of a panel gave. */
interface Answer {
  readonly query: string;
  readonly found: readonly FoundSeries[];
}

/** Asks every query of a dashboard. Rejects with the first error that Prometheus gives. */
async function ask(
  dashboard: Dashboard,
  prometheus: RecordedPrometheus,
  stretch: Stretch,
  choice: Choice,
): Promise<readonly Answer[]> {
  const { filling } = await fillVariables(dashboard, prometheus, stretch, choice);
  const answers: Answer[] = [];
  for (const { name, queries } of dashboard.panels) {
    for (const { refId, expression, instant, minimumStep = STEP } of queries) {
      const step = Math.max(STEP, minimumStep);
      const query = filled(expression, filling, step);
      const found = instant
        ? await prometheus.instant(query, stretch.to)
        : await prometheus.range(query, stretch, step);
      answers.push({ query: `${name} ${refId}`, found });
    }
  }
  for (const { expression } of dashboard.annotations) {
    await prometheus.range(filled(expression, filling, 60), stretch, 60);
  }
  return answers;
}

const withoutData = (answers: readonly Answer[]): readonly string[] =>
  answers.filter(({ found }) => found.length === 0).map(({ query }) => query);

/** Values by replica set, as numbers. */
const valuesOf = (answers: readonly Answer[], query: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    (answers.find((answer) => answer.query === query)?.found ?? []).map(({ metric, value }) => [
      metric['replica_set'] ?? '',
      Number(value?.[1]),
    ]),
  );

requireTool('prometheus')('dashboards on a real Prometheus', () => {
  let prometheus: RecordedPrometheus;

  beforeAll(async () => {
    const stored: Recording[] = [];
    for (const { recording, stock: isStock } of cases) {
      stored.push(!isStock && WITH_ALERTS.includes(recording.name) ? await withAlerts(recording, STEP) : recording);
    }
    const tools = { prometheus: findTool('prometheus')!, promtool: findTool('promtool')! };
    prometheus = await startRecorded(tools, stored, (recording) => rulesOf(mixinFor(recording, 'hardened')));
  }, 600_000);

  afterAll(() => prometheus.stop());

  const stretchOf = (key: string): Stretch => prometheus.stretches[cases.findIndex((each) => each.key === key)]!;

  describe.each([true, false])('recording rules: %p', (recordingRules) => {
    test.each(cases)(
      '$key: no query fails, and what gives nothing is explained',
      async ({ recording, key, stock: isStock }) => {
        const empty: string[] = [];
        for (const dashboard of dashboardsOf(recording, recordingRules)) {
          empty.push(...withoutData(await ask(dashboard, prometheus, stretchOf(key), 'all')));
        }
        const explained = EXPLAINED.filter(({ recordings: names }) => names.includes(recording.name)).map(
          ({ query }) => query,
        );
        const missing = isStock || recording.mode === 'library-only' ? NEEDS_THE_APPLICATION : [];
        const alerts =
          !isStock && WITH_ALERTS.includes(recording.name) && recording.faults.length > 0
            ? []
            : ['firing-alerts alerts', 'fleet alerts'];

        expect(empty.sort()).toEqual([...new Set([...explained, ...missing, ...alerts])].sort());
      },
      60_000,
    );
  });

  test.each(['one', 'several'] as const)(
    'with %s of the values chosen, no query fails, and the others are left out',
    async (choice) => {
      for (const { recording, key } of instrumented.filter(({ key: name }) => WITH_ALERTS.includes(name))) {
        const [main] = dashboardsOf(recording, true);
        const state = valuesOf(await ask(main!, prometheus, stretchOf(key), choice), 'replica-set-state A');
        const names = recording.replicaSets.map(({ name }) => name).sort();

        expect(Object.keys(state).sort()).toEqual(choice === 'one' ? names.slice(0, 1) : names);
      }
    },
    60_000,
  );

  describe('the first row says at a glance what is wrong', () => {
    const glance = async (name: string) => {
      const { recording, key } = instrumented.find((each) => each.key === name)!;
      const [main] = dashboardsOf(recording, true);
      const answers = await ask(main!, prometheus, stretchOf(key), 'all');
      const texts = main!.panels.find((panel) => panel.name === 'replica-set-state')?.texts ?? [];
      const alerts = answers.find(({ query }) => query === 'firing-alerts alerts')?.found ?? [];
      return {
        state: Object.fromEntries(
          Object.entries(valuesOf(answers, 'replica-set-state A')).map(([set, code]) => [
            set,
            texts.find(({ value }) => value === code)?.text,
          ]),
        ),
        workers: Object.fromEntries(
          (answers.find(({ query }) => query === 'active-workers A')?.found ?? []).map(({ metric }) => [
            metric['replica_set'],
            metric['workers'],
          ]),
        ),
        apart: valuesOf(answers, 'workers-apart A'),
        alerts: [...new Set(alerts.map(({ metric }) => metric['alertname']))],
      };
    };

    test('steady: nothing', async () => {
      expect(await glance('steady')).toEqual({
        state: { main: 'OK' },
        workers: { main: '3 of 3' },
        apart: { main: 0 },
        alerts: [],
      });
    });

    test('stock-3workers: three workers are there, and do not work together', async () => {
      expect(await glance('stock-3workers')).toMatchObject({
        state: { main: 'Workers apart' },
        workers: { main: '3 of 3' },
        apart: { main: 1 },
        alerts: expect.arrayContaining(['OrchestratorNeverConverges']),
      });
    });

    test('all-dead: nobody works', async () => {
      expect(await glance('all-dead')).toMatchObject({
        state: { main: 'No workers' },
        workers: { main: '0 of 3' },
        apart: {},
        alerts: expect.arrayContaining(['OrchestratorNoWorkers']),
      });
    });

    test('two-sets-one-dead: which of the two', async () => {
      expect(await glance('two-sets-one-dead')).toMatchObject({
        state: { billing: 'No workers', orders: 'OK' },
        workers: { billing: '0 of 3' },
      });
    });

    test('a value that is broken has the colour that says so', () => {
      const [main] = dashboardsOf(recordings[0]!, true);
      const panel = (name: string) => main!.panels.find((each) => each.name === name)!;

      expect(panel('workers-apart').thresholds).toContainEqual({ value: 0, comparison: '>', severity: 'critical' });
      for (const text of ['No workers', 'Workers apart']) {
        expect(panel('replica-set-state').texts).toContainEqual(
          expect.objectContaining({ text, severity: 'critical' }),
        );
      }
    });
  });
});
