/** Cases of recorded series that ask what an alert asks: the alert's own cases, looked at for their values. */
import type { AlertName } from '../../alert-names';
import {
  SAMPLE_SPACING,
  type Outcome,
  type RecordingCase,
  type RecordingCases,
  type RuleCase,
  type RuleCases,
} from '../../../model/rule-tests/cases';
import { seconds } from '../../../promql/duration';
import { HARDENED_ALERTS } from '../alerts';

const REPLICA_SET = 'main';

/** How many workers are expected, where an alert compares with that. */
const WORKERS = 3;

/** Most moments of a case that are looked at. */
const LOOKS = 24;

/** How the recorded series is another matter than the alert. */
interface RecordedAsOptions {
  /** Around which the values of the cases lie. @default - the alert's */
  readonly threshold?: number;
  /** Which values the rule keeps. @default - all */
  readonly isRecorded?: (outcome: Outcome) => boolean;
}

/**
 * The cases of an alert for its recorded signal. They do not wait for the alert: what they play goes on for as long as a few evaluations.
 */
export function recordedAs(
  name: AlertName,
  cases: RuleCases,
  { threshold, isRecorded = () => true }: RecordedAsOptions = {},
): RecordingCases {
  return ({ shared, target, idleLabel, evaluation }) => {
    const definition = HARDENED_ALERTS.find((alert) => alert.name === name);
    const hold = definition === undefined ? 0 : seconds(definition.for);
    const patience = Math.ceil((hold + 2 * evaluation) / SAMPLE_SPACING + 2) * SAMPLE_SPACING;
    return cases({
      threshold: threshold ?? definition?.threshold ?? WORKERS,
      comparison: '>',
      hold,
      patience,
      aftermath: patience,
      evaluation,
      replicaSet: REPLICA_SET,
      covered: [REPLICA_SET],
      workers: WORKERS,
      by: shared,
      target,
      idleLabel,
      recorded: true,
      siblings: [],
    }).map((each): RecordingCase => ({
      name: each.name,
      series: each.series,
      checks: momentsOf(each, evaluation).map((at) => ({
        at,
        outcomes: (moment) => each.outcomes(moment).filter(isRecorded),
      })),
    }));
  };
}

/**
 * Evaluations just before and just after the value changes, and some in between. At the change itself older and newer versions of Prometheus
 * may differ, so that nothing is expected there.
 */
function momentsOf({ until, outcomes }: RuleCase, evaluation: number): readonly number[] {
  const all = Array.from({ length: Math.floor(until / evaluation) }, (_, index) => (index + 1) * evaluation);
  const found = all.map((at) => JSON.stringify(outcomes({ at, openLeft: true }).map(({ value }) => value)));
  const changed = all.filter((_, index) => index > 0 && found[index] !== found[index - 1]);
  const around = some(changed, LOOKS / 2).flatMap((at) => [at - evaluation, at, at + evaluation]);
  return [...new Set([...around, ...some(all, 8)])].filter((at) => at <= until).sort((a, b) => a - b);
}

/** So many of the numbers, evenly spread, the last one among them. */
function some(numbers: readonly number[], count: number): readonly number[] {
  return numbers.length <= count
    ? numbers
    : Array.from({ length: count }, (_, index) => numbers[Math.floor(((index + 1) * numbers.length) / count) - 1] ?? 0);
}
