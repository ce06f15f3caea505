/** What the cases of a rule can depend on, for one configuration. */
import type { Alert } from '../alerts';
import { seconds } from '../../promql/duration';
import type { Mixin } from '../../orchestrator/mixin';
import { findIdleLabel, findTargetLabels, MAXIMUM_CASE_WORKERS, type TargetLabels } from './case-labels';
import { SAMPLE_SPACING, type Labels, type Situation } from './cases';
import type { AlertTiming } from './case-timeline';
import { isWorkload } from '../../orchestrator/fleet/workers';

/** Addresses that a rule's case may use: those of its workers, and a few for what else runs. */
const ADDRESSES = MAXIMUM_CASE_WORKERS + 8;

/** Address of a worker for which the selector leaves none. */
const NOWHERE = 'nowhere';

/** Fewest seconds between two evaluations of a test: hundreds of hours, second by second, would take as long as nobody waits. */
const MINIMUM_EVALUATION = 15;

/** Seconds between two evaluations in tests: the configured interval, or a multiple of it that is not below 15 s. */
export function evaluationOf({ config }: Mixin): number {
  const configured = seconds(config.evaluationInterval);
  return configured * Math.max(1, Math.ceil(MINIMUM_EVALUATION / configured));
}

/** The settings of an alert that decide when it fires. */
export function timingOf(alert: Alert, mixin: Mixin): AlertTiming {
  return {
    comparison: alert.condition.comparison,
    threshold: alert.condition.threshold,
    for: seconds(alert.for),
    keepFiringFor: seconds(alert.keepFiringFor ?? '0s'),
    evaluation: evaluationOf(mixin),
  };
}

/** Labels for the targets of some rules' cases; undefined where the selector cannot be satisfied. */
export function findTargets({ config }: Mixin, given: Labels, rules: number): TargetLabels | undefined {
  const count = ADDRESSES * rules;
  return config.profile === 'hardened'
    ? findTargetLabels(config.selector, config.aggregateBy, given, count)
    : findTargetLabels([{ label: 'job', op: '=', value: config.scrape.jobName }], [], {}, count);
}

/** Labels of the targets of the n-th of the rules that share a test. */
export function targetOf({ shared, instances }: TargetLabels, rule: number): (index: number) => Labels {
  return (index) => ({ ...shared, instance: instances[rule * ADDRESSES + index] ?? NOWHERE });
}

/** Whether labels are those of a target for which there was no address. */
export function isNowhere({ instance }: Labels): boolean {
  return instance === NOWHERE;
}

/** A name that no listed replica set has. */
export function unlistedName({ config }: Mixin): string {
  let name = 'unlisted';
  while (config.replicaSets.some((listed) => listed.name === name)) {
    name = `${name}-too`;
  }
  return name;
}

/**
 * The situation of the n-th of so many rules that share a test, or of an outsider in the place behind them: a replica set that the rule is not about.
 * Undefined where no target's labels satisfy the selector.
 */
export function situationOf(
  alert: Alert,
  mixin: Mixin,
  siblings: readonly Alert[],
  tested: number,
  rule: number,
  outsider?: string,
): Situation | undefined {
  const { config } = mixin;
  const covered = alert.scope.replicaSets;
  const workers = config.replicaSets.find(({ name }) => name === covered[0])?.workers;
  const found = findTargets(mixin, alert.condition.key === 'workload' ? labelsOfWorkload(workers) : {}, tested + 1);
  if (found === undefined) {
    return undefined;
  }
  const timing = timingOf(alert, mixin);
  const rounded = (length: number): number => Math.ceil(length / timing.evaluation) * timing.evaluation;
  const sampled = (length: number): number => (Math.ceil(length / SAMPLE_SPACING) + 2) * SAMPLE_SPACING;
  return {
    threshold: timing.threshold,
    comparison: timing.comparison,
    hold: rounded(timing.for),
    patience: sampled(rounded(timing.for) + 2 * timing.evaluation),
    aftermath: sampled(rounded(timing.keepFiringFor) + 2 * timing.evaluation),
    evaluation: timing.evaluation,
    replicaSet: outsider ?? covered[0] ?? unlistedName(mixin),
    covered,
    workers,
    by:
      config.profile === 'hardened'
        ? Object.fromEntries(config.aggregateBy.map((label) => [label, found.shared[label] ?? '']))
        : {},
    target: targetOf(found, rule),
    idleLabel: findIdleLabel(config.selector, config.aggregateBy),
    recorded: config.recordingRules,
    siblings,
  };
}

/** A workload's own labels: those that a grouping keeps must be the workers', too, or nothing would match. */
function labelsOfWorkload(workers: Situation['workers']): Labels {
  if (!isWorkload(workers)) {
    return {};
  }
  return {
    namespace: workers.namespace,
    ...('deployment' in workers ? { deployment: workers.deployment } : { statefulset: workers.statefulSet }),
  };
}
