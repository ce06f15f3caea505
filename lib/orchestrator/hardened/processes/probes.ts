/** How a test brings the signals about processes to a value. */
import { constant, sampled, times, type InputSeries, type Probe, type ProbeTarget } from '../../../model/probe';
import { METRICS } from '../../metrics';
import { MOST_WORKERS } from '../../probes';

const STARTED = 'process_start_time_seconds';
const HALF_AN_HOUR = 1_800;

/** Workers whose registration is known, whatever else becomes of them. */
const known = (count: number, at: ProbeTarget): readonly InputSeries[] =>
  times(count, (index) => constant(METRICS.workersRegistered.name, at.worker(index), 1));

/** A target that fails for the last seconds of each period. */
const failing = (at: ProbeTarget, index: number, period: number, down: number): InputSeries =>
  sampled('up', at.target(index), (second) => (second % period >= period - down ? 0 : 1));

/** Each of some workers restarts every four minutes, and does not answer for 75 s before; one lives on. */
export const exitingProbe: Probe = {
  values: 'whole',
  settle: () => 900,
  most: () => MOST_WORKERS,
  series: (value, at) => [
    ...known(value + 1, at),
    ...times(value, (index) => failing(at, index, 240, 75)),
    ...times(value, (index) => sampled(STARTED, at.target(index), (second) => Math.floor(second / 240) * 240)),
    constant('up', at.target(value), 1),
    constant(STARTED, at.target(value), 0),
  ],
};

/** A worker restarts so often within its first minutes, and fails a scrape now and then ever after. */
export const restartsProbe: Probe = {
  values: 'whole',
  settle: (value) => 30 * (value + 2),
  lasts: (value) => HALF_AN_HOUR - 30 * (value + 2),
  most: () => 40,
  series: (value, at) => [
    ...known(1, at),
    failing(at, 0, 180, 15),
    sampled(STARTED, at.target(0), (second) => Math.min(value, Math.floor(second / 30)) * 30),
  ],
};

export const targetsDownProbe: Probe = {
  values: 'whole',
  settle: () => 30,
  most: () => MOST_WORKERS,
  series: (value, at) => [
    ...known(value + 1, at),
    ...times(value, (index) => constant('up', at.target(index), 0)),
    constant('up', at.target(value), 1),
  ],
};
