/** Assertions for pipelines. They throw plain Errors, so they work in every test runner, and without one. */
import { anyDuration, finiteNumber } from '../orchestrator/fleet/alert-shapes';
import { parseDuration } from '../promql/duration';
import { COMPARISONS, type Comparison } from '../promql/write';
import * as s from '../validation';
import type { Shape, Shapes } from '../validation';
import { deliveredBy, type DeliveredAlert } from './contents';
import type { MonitoringSubject } from './subject';
import { alertLine } from './summary';

/** What an alert must be like; what is left out does not matter. */
export interface AlertExpectation {
  /** In the unit of the alert's signal. */
  readonly threshold?: number;
  /** That of the condition as a whole, or of what stands before `and` and `unless`. */
  readonly comparison?: Comparison;
  /** A Prometheus duration; `90s` is `1m30s`. If Grafana's alert waits in its query, this is that wait, rounded up to whole evaluations. */
  readonly for?: string;
  /** A Prometheus duration. */
  readonly keepFiringFor?: string;
  readonly severity?: string;
  /** Labels that it must have, among others. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly evaluatedBy?: 'prometheus' | 'grafana';
}

/** Something that a subject can deliver. */
export type DeliveredKind = (typeof KINDS)[number];

const KINDS = ['alerts', 'recordingRules', 'dashboards', 'scraping', 'inhibitions'] as const;

const words = s.readable('a text');

const EXPECTATION: Shapes<AlertExpectation> = {
  threshold: finiteNumber,
  comparison: s.oneOf(...COMPARISONS),
  for: anyDuration,
  keepFiringFor: anyDuration,
  severity: words,
  labels: s.record('an object with label names and their values', words, words),
  evaluatedBy: s.oneOf('prometheus', 'grafana'),
};

const NAMED: Shape = s.fields({ name: s.readable('the name of an alert'), expected: s.fields(EXPECTATION) }, ['name']);

const DELIVERED: Shape = s.fields({
  kinds: s.notEmpty(s.list('a list of kinds', s.oneOf(...KINDS)), `at least one of ${KINDS.join(', ')}`),
});

/** What JavaScript lets through: a misspelled expectation is no other alert, and nothing is always delivered. */
function refuseMistakes(called: string, shape: Shape, given: object): void {
  const problems = s.problemsOf(shape, given);
  if (problems.length > 0) {
    throw new TypeError(s.listProblems(problems, `the arguments of ${called}`, 'arguments'));
  }
}

/**
 * Expects an alert of this name that is as described. Where there are several of that name, one of them is enough.
 *
 * @throws Error that says which alerts there are instead; TypeError for an expectation that no alert can meet
 *
 * @example
 * import { createMixin } from 'pupsourcing-orchestrator-monitoring';
 * import { expectAlert } from 'pupsourcing-orchestrator-monitoring/testing';
 *
 * const mixin = createMixin({ replicaSets: [{ name: 'main', workers: 3 }] });
 * expectAlert(mixin, 'OrchestratorNoWorkers', { severity: 'critical' });
 */
export function expectAlert(subject: MonitoringSubject, name: string, expected: AlertExpectation = {}): void {
  refuseMistakes('expectAlert', NAMED, { name, expected });
  const { alerts } = deliveredBy(subject);
  const namesakes = alerts.filter((alert) => alert.name === name);
  if (namesakes.length === 0) {
    const names = [...new Set(alerts.map((alert) => alert.name))];
    const hint = s.suggest(name, names);
    const found = names.length === 0 ? 'there are no alerts' : `alerts: ${names.join(', ')}`;
    throw new Error(
      `Expected the alert ${name}; there is none of this name${hint === undefined ? '' : `, ${hint}`}\n${found}`,
    );
  }
  if (!namesakes.some((alert) => meets(alert, expected))) {
    throw new Error(
      [
        `Expected the alert ${name} with ${described(expected)}; found`,
        ...namesakes.map((alert) => `  ${alertLine(alert)}`),
      ].join('\n'),
    );
  }
}

/**
 * Expects that no alert has this name.
 *
 * @throws Error that shows the alert; TypeError without a name
 */
export function expectNoAlert(subject: MonitoringSubject, name: string): void {
  refuseMistakes('expectNoAlert', NAMED, { name });
  const found = deliveredBy(subject).alerts.filter((alert) => alert.name === name);
  if (found.length > 0) {
    throw new Error([`Expected no alert ${name}; found`, ...found.map((alert) => `  ${alertLine(alert)}`)].join('\n'));
  }
}

/**
 * Expects that the objects hold at least one of each of these.
 *
 * @throws Error that names what is missing, and the objects that there are; TypeError for a kind that does not exist, and without any
 *
 * @example
 * import { createMixin, kubePrometheusStack, renderDelivery } from 'pupsourcing-orchestrator-monitoring';
 * import { expectDelivered } from 'pupsourcing-orchestrator-monitoring/testing';
 *
 * const { objects } = renderDelivery(kubePrometheusStack({ release: 'monitoring' }), createMixin());
 * expectDelivered(objects, 'alerts', 'dashboards', 'scraping');
 */
export function expectDelivered(subject: MonitoringSubject, ...kinds: readonly DeliveredKind[]): void {
  refuseMistakes('expectDelivered', DELIVERED, { kinds });
  const delivered = deliveredBy(subject);
  const missing = kinds.filter((kind) => {
    const found = delivered[kind];
    return typeof found === 'number' ? found === 0 : found.length === 0;
  });
  if (missing.length > 0) {
    const { objects } = delivered;
    const there = objects.length === 0 ? ['  nothing'] : objects.map((object) => `  ${object}`);
    throw new Error([`Expected ${missing.join(', ')} to be delivered; found`, ...there].join('\n'));
  }
}

function meets(alert: DeliveredAlert, { labels = {}, ...expected }: AlertExpectation): boolean {
  return (
    Object.entries(labels).every(([label, value]) => alert.labels[label] === value) &&
    Object.entries(expected).every(([field, value]: [string, unknown]) => {
      const found = alert[field as keyof typeof expected];
      return value === undefined || found === value || sameDuration(found, value);
    })
  );
}

function sameDuration(one: unknown, other: unknown): boolean {
  const seconds = typeof one === 'string' ? parseDuration(one) : undefined;
  return seconds !== undefined && typeof other === 'string' && seconds === parseDuration(other);
}

function described({ labels = {}, ...expected }: AlertExpectation): string {
  return [...Object.entries(expected), ...Object.entries(labels)]
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
