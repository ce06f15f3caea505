/** Workers as the cases about their processes play them: what they expose themselves, and what the scrape adds. */
import { lastOver } from '../../../model/rule-tests/case-samples';
import type { InputSeries, Moment, RuleCase, Situation } from '../../../model/rule-tests/cases';
import {
  between,
  LONG_AGO,
  ofTarget,
  ofWorker,
  REGISTERED,
  REGISTRATIONS,
  STARTED,
  type Stretch,
} from './workers-of-case';

/** Seconds for which a worker's target is remembered. */
export const MEMORY = 6 * 3_600;

/** One worker: what it exposes itself, and what the scrape adds; several series where it is scraped twice. */
export interface Worker {
  readonly registered: readonly InputSeries[];
  readonly up?: readonly InputSeries[];
  readonly started?: readonly InputSeries[];
}

/** All series of some workers. */
export const seriesOf = (workers: readonly Worker[]): readonly InputSeries[] =>
  workers.flatMap(({ registered, up = [], started = [] }) => [...registered, ...up, ...started]);

/** Whether the worker was seen while it is remembered. */
export const isKnown = ({ registered }: Worker, moment: Moment): boolean =>
  registered.some((each) => lastOver(each, MEMORY, moment) !== undefined);

/** A registration that the scrape loses when the worker goes down, as all that a worker exposes itself. */
export const registration = (s: Situation, index: number, ...stretches: readonly Stretch[]): readonly InputSeries[] => [
  ofWorker(s, REGISTERED, index, ...(stretches.length === 0 ? [[0, REGISTRATIONS] as const] : stretches)),
];

/** Where the rule itself remembers workers; else the recording rule does. */
export function forgetting(s: Situation, make: (registeredUntil: number) => RuleCase): readonly RuleCase[] {
  return s.recorded ? [] : [make(between(300))];
}

/** Restarts at every so many seconds: each another start time. */
export function restarting(s: Situation, index: number, restarts: readonly number[]): InputSeries {
  return ofTarget(s, STARTED, index, [0, LONG_AGO], ...restarts.map((at): Stretch => [at, at]));
}
