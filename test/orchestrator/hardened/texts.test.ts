/** Texts of shipped alerts, as they are read in a notification. */
import { createMixin, type MonitoringProps } from '../../../lib';
import { expandTemplate } from '../../render/go-template';

const REPLICA_SETS = [{ name: 'orders', workers: 3, inputNeverPausesFor: '30m' }] as const;
const WITHOUT_DATABASE: MonitoringProps = { replicaSets: REPLICA_SETS };
const WITH_DATABASE: MonitoringProps = {
  replicaSets: REPLICA_SETS,
  database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
  objectives: [{ name: 'fresh', freshness: '30s', target: 0.99 }],
};

/** Descriptions by the names of their alerts, for a value. */
const textsAt = (value: number, props: MonitoringProps): readonly (readonly [string, string])[] =>
  createMixin(props).alerts.map(({ name, annotations }) => [
    name,
    expandTemplate(annotations['description'] ?? '', { labels: {}, value }) ?? 'unreadable',
  ]);

const textOf = (name: string, value: number, props: MonitoringProps): string | undefined =>
  new Map(textsAt(value, props)).get(name);

/** Values of these are whole numbers, whatever the settings. */
const whole = new Set(
  [WITHOUT_DATABASE, WITH_DATABASE]
    .flatMap((props) => createMixin(props).alerts)
    .filter(({ definition: { probe } }) => typeof probe === 'object' && probe.values === 'whole')
    .map(({ name }) => name),
);

test.each([
  ['without a database', WITHOUT_DATABASE],
  ['with a database and an objective', WITH_DATABASE],
])('%s, a value below 1 is no number of thousandths', (_what, props) => {
  const texts = textsAt(0.15, props).filter(([name]) => !whole.has(name));

  expect(texts.length).toBeGreaterThan(5);
  expect(texts.filter(([, text]) => !/\b(?:0\.15|15%|150ms) /.test(text))).toEqual([]);
});

test.each([
  [0.836_111, 'fails 0.836 times a second (more than 0.01)'],
  [0.01, 'fails 0.01 times a second'],
  [0, 'fails 0 times a second'],
  [1, 'fails 1 times a second'],
  [836.111, 'fails 836.1 times a second'],
  [12_345, 'fails 12.35k times a second'],
])('a rate of %p reads well', (value, words) => {
  expect(textOf('OrchestratorProjectionErrors', value, WITHOUT_DATABASE)).toContain(words);
});

test('a threshold per minute in a dashboard has no digits that nobody wrote', () => {
  // 0.09 * 60 is 5.3999999999999995.
  const { dashboards } = createMixin({ alerts: { overrides: { OrchestratorProjectionErrors: { threshold: 0.09 } } } });
  const drawn = dashboards
    .flatMap(({ panels }) => panels)
    .filter(({ name }) => name === 'projection-error-rate')
    .flatMap(({ thresholds }) => thresholds.map(({ value }) => value));

  expect(drawn).toEqual([5.4]);
});

test.each(['OrchestratorProjectionSaturated', 'OrchestratorSlowProjection'])(
  'a threshold of %s in percent has no digits that nobody wrote',
  (name) => {
    // 0.58 * 100 is 57.99999999999999.
    const props = { ...WITHOUT_DATABASE, alerts: { overrides: { [name]: { threshold: 0.58 } } } };

    expect(textOf(name, 0.7, props)).toContain('70% of the time (more than 58%)');
  },
);
