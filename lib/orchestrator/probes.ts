/** What probes of several areas have in common. */
import { exactSpacing, growing, sampled, type InputSeries, type Labels, type Probe } from '../model/probe';

export const MOST_WORKERS = 60;

export const PROBED = { projection: 'probed' } as const;

const RATE_RANGE = 300;

/** A counter of one worker that grows so fast. */
export const rateProbe = (metric: string, labels: Labels = {}): Probe => ({
  values: 'continuous',
  settle: () => RATE_RANGE + 30,
  labels,
  spacing: (perSecond) => exactSpacing(perSecond, RATE_RANGE),
  series: (perSecond, at) => [growing(metric, { ...at.worker(0), ...labels }, perSecond)],
});

/**
 * A counter of what goes on and then fails: one more at every scrape for five minutes, and then so many within each window: at least, or where
 * an alert has to fire for want of more, at most. A window of two minutes holds eight scrapes or, before Prometheus 3, nine.
 */
export function flagging(
  metric: string,
  labels: Labels,
  { perWindow, window = 120, fires }: { readonly perWindow: number; readonly window?: number; readonly fires: boolean },
): InputSeries {
  const held = window / 15;
  const scrapes = fires ? Math.ceil(held / perWindow) : Math.max(1, Math.floor((held - 1) / perWindow));
  const period = scrapes * 15;
  return sampled(metric, labels, (second) => (second < 300 ? second / 15 : 20 + Math.floor((second - 300) / period)));
}
