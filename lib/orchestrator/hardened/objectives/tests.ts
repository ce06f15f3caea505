/** Unit tests of the alerts about objectives: each at its pace and just beyond it, for every objective of the configuration. */
import type { Alert } from '../../../model/alerts';
import { growing, SAMPLE_SPACING, type InputSeries, type Labels } from '../../../model/probe';
import type { RuleTest, RuleTestInput } from '../../../model/rule-tests/rule-tests';
import { findTargetLabels } from '../../../model/rule-tests/target-labels';
import { seconds } from '../../../promql/duration';
import { exposedName, DATABASE_METRICS } from '../../database/metrics';
import type { MonitoringConfig } from '../../fleet/config';
import type { ObjectiveConfig } from '../../fleet/database-config';
import { METRICS } from '../../metrics';
import { OBJECTIVE_ALERTS } from './alerts';
import { budgetOf } from './signals';

const NAMES: ReadonlySet<string> = new Set(OBJECTIVE_ALERTS.map(({ name }) => name));

/** Whether an alert is about objectives: it has no probe, since what it is about is no replica set. */
export const isOfObjectives = ({ name }: Pick<Alert, 'name'>): boolean => NAMES.has(name);

/** Seconds until the shares of all windows are what they stay: they are shares of what there is, however little of a window that fills. */
const SETTLED = 600;

/** By how much a pace is missed and passed. */
const NARROW = 0.01;

/** The tests of a configuration; those of an alert that no share of errors could reach are left out: see the findings. */
export function objectiveTests(config: MonitoringConfig, input: RuleTestInput): readonly RuleTest[] {
  return config.objectives.flatMap((objective) =>
    input.alerts
      .filter((alert) => isOfObjectives(alert))
      .flatMap((alert) => [true, false].flatMap((fires) => test(config, objective, alert, fires, input))),
  );
}

function test(
  config: MonitoringConfig,
  objective: ObjectiveConfig,
  alert: Alert,
  fires: boolean,
  { context, evaluationInterval, alerting }: RuleTestInput,
): readonly RuleTest[] {
  const budget = Number(budgetOf(objective));
  const pace = alert.condition.threshold * (fires ? 1 + NARROW : 1 - NARROW);
  // The read model is too old all the time, or never.
  const value = objective.freshness === undefined ? pace : fires ? 1 / budget : 0;
  const targets = findTargetLabels(context.targets, context.by, {}, 1);
  if (targets === undefined || value * budget > 1 || (fires && value <= alert.condition.threshold)) {
    return [];
  }
  const evaluation = seconds(evaluationInterval);
  const hold = Math.ceil(seconds(alert.for) / evaluation) * evaluation;
  const templated = Object.keys(alert.labels).filter((label) => alert.labels[label]?.includes('{{'));
  const { shared } = targets;
  const labels: Labels = { ...shared, objective: objective.name, ...alert.labels };
  const own: Labels = {
    [alerting.subjectLabel]: objective.replicaSet ?? 'probed',
    projection: objective.projection ?? 'probed',
  };
  return [
    {
      alert,
      plays: [{ subject: '', value, fires }],
      firing: {
        labels: Object.fromEntries(
          Object.entries(labels).filter(
            ([label, text]) =>
              text !== '' && !templated.includes(label) && (context.by.includes(label) || !(label in shared)),
          ),
        ),
        templated,
        pending: hold / evaluation,
      },
      outsider: undefined,
      series:
        objective.freshness === undefined
          ? attempts(value * budget, { ...shared, instance: targets.instances[0] ?? '', ...own })
          : lagging(config, shared, own, seconds(objective.freshness) + (fires ? 1 : 0)),
      spacing: SAMPLE_SPACING,
      at: Math.ceil((SETTLED + hold + 3 * evaluation) / evaluation) * evaluation,
    },
  ];
}

function attempts(failed: number, labels: Labels): readonly InputSeries[] {
  return [
    growing(METRICS.eventsProcessed.name, labels, 1 - failed),
    growing(METRICS.projectionErrors.name, labels, failed),
  ];
}

function lagging(
  { database, aggregateBy }: MonitoringConfig,
  fleet: Labels,
  own: Labels,
  lag: number,
): readonly InputSeries[] {
  if (database === undefined) {
    return [];
  }
  const shared = Object.fromEntries(Object.entries(fleet).filter(([label]) => aggregateBy.includes(label)));
  const found = findTargetLabels(database.selector, Object.keys(shared), shared, 1);
  return [
    {
      metric: exposedName(DATABASE_METRICS.lagSeconds, database.exporter),
      labels: { ...found?.shared, ...own, partition: '0' },
      sample: () => lag,
    },
  ];
}
