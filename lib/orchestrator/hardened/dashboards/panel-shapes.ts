/** What panels have in common: how lines are drawn, and how many series are shown where there may be a thousand. */
import type { MostSeries, PanelDefinition, PanelQueryDefinition } from '../../../model/dashboards/panel';
import type { SignalUnit } from '../../../model/signal';

/** Values over time, three panels side by side. */
export const LINES = { kind: 'timeseries', width: 8, height: 8, points: false, tooltip: 'all' } as const;

/** Units of what is counted. */
const WHOLE: ReadonlySet<SignalUnit> = new Set(['workers', 'partitions', 'count']);

/** What a rate that is too small to be read is shown in. */
const PER_MINUTE: Partial<Record<SignalUnit, SignalUnit>> = {
  'reconfigurations/s': 'reconfigurations/min',
  'generations/s': 'generations/min',
  'errors/s': 'errors/min',
};

/** Lines of what is never below 0, in the unit of the first signal. */
export function linesFromZero(
  panel: Omit<PanelDefinition, keyof typeof LINES | 'unit' | 'queries'> &
    Partial<Pick<PanelDefinition, 'width' | 'points'>> & {
      readonly queries: readonly [PanelQueryDefinition, ...PanelQueryDefinition[]];
    },
): PanelDefinition {
  const [{ signal, perMinute = false }] = panel.queries;
  return {
    ...LINES,
    minimum: 0,
    unit: (perMinute ? PER_MINUTE[signal.unit] : undefined) ?? signal.unit,
    ...(WHOLE.has(signal.unit) ? { decimals: 0 } : {}),
    ...panel,
  };
}

/** Legend of one series a replica set. */
export const BY_SET = '{{replica_set}}';

/** Legend of one series a projection. */
export const BY_PROJECTION = '{{replica_set}}/{{projection}}';

/** Projections, of which each replica set may have fifty. */
export const MOST_PROJECTIONS: MostSeries = { count: 50, which: 'largest' };

/** Targets, of which there is one for each worker. */
export const FEWEST_TARGETS: MostSeries = { count: 25, which: 'smallest' };

/** Values side by side. */
export const MOST_VALUES: MostSeries = { count: 30, which: 'largest' };
export const FEWEST_VALUES: MostSeries = { count: 30, which: 'smallest' };
