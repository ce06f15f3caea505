/** Texts of shipped alerts, as they are read in a notification. */
import { createMixin, type MonitoringProps } from '../../../lib';
import { expandTemplate } from '../../render/go-template';

const REPLICA_SETS = [{ name: 'orders', workers: 3, inputNeverPausesFor: '30m' }] as const;
const WITHOUT_DATABASE: MonitoringProps = { replicaSets: REPLICA_SETS };
/** Descriptions by the names of their alerts, for a value. */
const textsAt = (value: number, props: MonitoringProps): readonly (readonly [string, string])[] =>
  createMixin(props).alerts.map(({ name, annotations }) => [
    name,
    expandTemplate(annotations['description'] ?? '', { labels: {}, value }) ?? 'unreadable',
  ]);

const textOf = (name: string, value: number, props: MonitoringProps): string | undefined =>
  new Map(textsAt(value, props)).get(name);

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
