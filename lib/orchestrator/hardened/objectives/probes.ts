/** How a test brings the burn rate of each objective to a value. */
import { growing, type InputSeries, type Labels, type Probe, type ProbeTarget } from '../../../model/probe';
import type { QueryContext } from '../../../model/signal';
import { seconds } from '../../../promql/duration';
import { DATABASE_METRICS } from '../../database/metrics';
import type { ObjectiveConfig } from '../../fleet/database-config';
import { METRICS } from '../../metrics';
import { seriesOfDatabase } from '../lag/probes';
import { budgetOf, objectivesOf, windowFactor } from './signals';

/** Seconds until the shares of all windows are what they stay: they are shares of what there is, however little of a window that fills. */
const SETTLED = 600;

/** One probe for each objective of a configuration. */
export const burnProbes = (context: QueryContext): readonly Probe[] => objectivesOf(context).map(burnProbe);

function burnProbe(objective: ObjectiveConfig): Probe {
  const { name, among = ['probed'], replicaSet = among[0] ?? '', projection = 'probed', freshness } = objective;
  // At a value of 1, the budget would last for 30 days.
  const budget = Number(budgetOf(objective)) * windowFactor(objective.window);
  const own: Labels = { replica_set: replicaSet, projection };
  const series =
    freshness === undefined
      ? (value: number, at: ProbeTarget) => attempts(value * budget, { ...at.target(0), ...own })
      : seriesOfDatabase((value, _at, make) => [
          make(DATABASE_METRICS.lagSeconds, { ...own, partition: '0' }, () => seconds(freshness) + (value > 0 ? 1 : 0)),
        ]);
  return {
    values: 'continuous',
    settle: () => SETTLED,
    // A share of rates misses a threshold by its last bits.
    spacing: () => undefined,
    most: () => 1 / budget,
    // The read model is too old all the time, or never.
    ...(freshness === undefined ? {} : { only: () => [0, 1 / budget] }),
    labels: { objective: name },
    series,
  };
}

const attempts = (failed: number, labels: Labels): readonly InputSeries[] => [
  growing(METRICS.eventsProcessed.name, labels, 1 - failed),
  growing(METRICS.projectionErrors.name, labels, failed),
];
