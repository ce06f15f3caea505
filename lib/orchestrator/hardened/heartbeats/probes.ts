/** How a test brings the signals about heartbeats to a value. */
import { constant, growing, sampled, type Probe } from '../../../model/probe';
import { seconds } from '../../../promql/duration';
import { METRICS } from '../../metrics';
import { flagging } from '../../probes';
import { scrapeInterval, twoMinutesAt } from '../asking';

const LATENCY = METRICS.heartbeatLatency.name;

/** All heartbeats in one bucket: interpolated, the median is the middle of it. */
export const latencyProbe: Probe = {
  values: 'continuous',
  settle: () => 330,
  series: (value, at) =>
    [String(2 * value), '+Inf'].map((le) => growing(`${LATENCY}_bucket`, { ...at.worker(0), le }, 1)),
};

/** A heartbeat at every scrape for five minutes, and then so many within each window. */
export const progressProbe: Probe = {
  values: 'whole',
  settle: () => 480,
  most: () => 7,
  series: (value, at) => [
    flagging(`${LATENCY}_count`, at.worker(0), {
      perWindow: value,
      window: seconds(twoMinutesAt(scrapeInterval(at.context))),
      fires: at.fires,
    }),
    // Whoever wants many heartbeats must not miss the first ones: for four minutes after a start nobody is asked.
    sampled('process_start_time_seconds', at.target(0), (second) => Number(second > 0)),
  ],
};

/** So many cleaned up a quarter of an hour after the process started. */
export const staleProbe: Probe = {
  values: 'continuous',
  settle: () => 960,
  lasts: () => 800,
  series: (value, at) => [
    constant('up', at.target(0), 1),
    sampled(METRICS.staleWorkersCleaned.name, at.worker(0), (second) => (second < 930 ? undefined : value)),
  ],
};
