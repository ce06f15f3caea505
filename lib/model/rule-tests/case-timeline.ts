/** When an alert fires in a case: Prometheus's life of an alert, evaluation by evaluation. */
import type { Comparison } from '../../promql/write';
import type { Labels, Outcome, RuleCase } from './cases';

/** The settings of a rule that decide when it fires. */
export interface AlertTiming {
  readonly comparison: Comparison;
  readonly threshold: number;
  /** Seconds. */
  readonly for: number;
  /** Seconds. */
  readonly keepFiringFor: number;
  /** Seconds between evaluations. */
  readonly evaluation: number;
}

/** What fires at one evaluation. */
export interface Firing {
  /** Labels of the series. */
  readonly labels: Labels;
  /** Value when the condition was last true. */
  readonly value: number;
}

interface Life {
  readonly labels: Labels;
  readonly value: number;
  readonly since: number;
  readonly firing: boolean;
  readonly endedAt: number | undefined;
}

const COMPARE: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
};

/** What fires at each evaluation of a case, from its first second on; ranges as old or as new versions of Prometheus take them. */
export function firingTimeline(
  ruleCase: RuleCase,
  timing: AlertTiming,
  openLeft: boolean,
): readonly (readonly Firing[])[] {
  const timeline: (readonly Firing[])[] = [];
  let lives = new Map<string, Life>();
  for (let at = 0; at <= ruleCase.until; at += timing.evaluation) {
    const holding = ruleCase
      .outcomes({ at, openLeft })
      .filter(({ value }) => COMPARE[timing.comparison](value, timing.threshold));
    lives = age(lives, holding, at, timing);
    timeline.push([...lives.values()].filter(({ firing }) => firing).map(({ labels, value }) => ({ labels, value })));
  }
  return timeline;
}

function age(
  lives: ReadonlyMap<string, Life>,
  holding: readonly Outcome[],
  at: number,
  timing: AlertTiming,
): Map<string, Life> {
  const next = new Map<string, Life>();
  for (const { labels, value } of holding) {
    const key = keyOf(labels);
    const before = lives.get(key);
    const since = before?.since ?? at;
    next.set(key, {
      labels,
      value,
      since,
      firing: before?.firing === true || at - since >= timing.for,
      endedAt: undefined,
    });
  }
  for (const [key, life] of lives) {
    if (!next.has(key) && life.firing) {
      const endedAt = life.endedAt ?? at;
      if (at - endedAt < timing.keepFiringFor) {
        next.set(key, { ...life, endedAt });
      }
    }
  }
  return next;
}

/** What was made of labels before: those of a case are the same object at every evaluation. */
const keys = new WeakMap<Labels, string>();

/** Equal labels, equal text. */
export function keyOf(labels: Labels): string {
  const key = keys.get(labels) ?? JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  keys.set(labels, key);
  return key;
}
