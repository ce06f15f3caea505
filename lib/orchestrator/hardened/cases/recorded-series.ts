/** What the cases of recorded series are made of. */
import { series } from '../../../model/rule-tests/case-samples';
import type {
  InputSeries,
  Labels,
  Moment,
  Outcome,
  RecordingCase,
  RecordingSituation,
} from '../../../model/rule-tests/cases';
import type { Stretch } from './workers-of-case';

/** The replica set that the cases are about. */
export const REPLICA_SET = 'main';

/** Labels of what is recorded of it. */
export const setLabels = ({ shared }: RecordingSituation): Labels => ({ ...shared, replica_set: REPLICA_SET });

/** A series of the n-th worker itself. */
export function ofWorker(
  s: RecordingSituation,
  metric: string,
  index: number,
  more: Labels,
  ...stretches: readonly Stretch[]
): InputSeries {
  return series(metric, { ...s.target(index), replica_set: REPLICA_SET, ...more }, ...stretches);
}

/** A series of the n-th worker's target. */
export function ofTarget(
  s: RecordingSituation,
  metric: string,
  index: number,
  ...stretches: readonly Stretch[]
): InputSeries {
  return series(metric, s.target(index), ...stretches);
}

/** A recorded series as another ruler writes it, beside or instead of this one. */
export function recordedElsewhere(
  s: RecordingSituation,
  record: string,
  ruler: string,
  more: Labels,
  ...stretches: readonly Stretch[]
): InputSeries {
  return series(record, { ...setLabels(s), ...more, [s.idleLabel]: ruler }, ...stretches);
}

/** Looks at some instants, each between the changes of the series. */
export function looks(
  at: readonly number[],
  outcomes: (moment: Moment) => readonly Outcome[],
): RecordingCase['checks'] {
  return at.map((each) => ({ at: each, outcomes }));
}

/** A result of one series at most. */
export function one(labels: Labels, value: number | undefined): readonly Outcome[] {
  return value === undefined ? [] : [{ labels, value }];
}
