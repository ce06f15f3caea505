/** What a user adds to a profile: does it name what there is, and is it whole. */
import type { Alert } from '../../model/alerts/alerts';
import type { Area } from '../../model/area';
import type { Signal } from '../../model/signal';
import { comparisonOf } from '../../promql/comparison';
import type { Finding } from '../../validation/finding';
import { HARDENED_AREAS } from '../hardened/areas';
import { areasOf, profileOf, type Mixin } from '../mixin';
import { lacking } from './settings';

/** Findings about `extend`. */
export function* checkExtension(mixin: Mixin): Generator<Finding> {
  yield* checkSignals(mixin);
  yield* checkSilences(mixin);
  yield* checkRecorded(mixin);
  for (const [index, { name, signal }] of mixin.config.extend.alerts.entries()) {
    const alert = mixin.alerts.find((other) => other.name === name);
    if (signal !== undefined && alert !== undefined) {
      yield* checkComparison(alert, `extend.alerts[${String(index)}]`);
    }
  }
  for (const [index, { name }] of mixin.config.extend.panels.entries()) {
    if (mixin.config.profile === 'upstream') {
      yield {
        severity: 'warning',
        path: `extend.panels[${String(index)}].name`,
        what: `found ${name}, which no dashboard shows`,
        why: 'the profile upstream has the dashboard of the orchestrator alone',
        fix: 'remove it, or choose the other profile',
      };
    }
  }
}

function* checkSilences({ alerts, config }: Mixin): Generator<Finding> {
  const known = new Set([
    ...profileOf(config).areas.flatMap((area) => area.alerts.map(({ name }) => name)),
    ...alerts.map(({ name }) => name),
  ]);
  for (const [index, { name, silences = [] }] of config.extend.alerts.entries()) {
    for (const target of silences.flatMap((silence) => silence.alerts).filter((silenced) => !known.has(silenced))) {
      yield {
        severity: 'warning',
        path: `extend.alerts[${String(index)}].silences`,
        what: `found ${target}, which ${name} should silence`,
        why: 'there is no such alert',
        fix: 'fix the name, or remove it',
      };
    }
  }
}

/** Two rules of one series: Prometheus takes the samples of the first, and refuses those of the second. */
function* checkRecorded({ config }: Mixin): Generator<Finding> {
  const own: readonly Signal[] = config.extend.recordingRules;
  const shipped = areasOf(config).flatMap(({ recorded }) => recorded.filter((signal) => !own.includes(signal)));
  for (const [index, { name, recordedAs: { record = '' } = {} }] of own.entries()) {
    const other = [...shipped, ...own.slice(0, index)].find(({ recordedAs }) => recordedAs?.record === record);
    if (other !== undefined) {
      yield {
        severity: 'error',
        path: `extend.recordingRules[${String(index)}].recordedAs.record`,
        what: `found ${record}, in which ${other.name} is recorded already`,
        why: 'Prometheus keeps the samples of one rule, and drops those of the other',
        fix: `record ${name} under a name of its own`,
      };
    }
  }
}

const signalsOf = ({ recorded, alerts }: Area): readonly string[] =>
  [...recorded, ...alerts.map(({ signal }) => signal)].map(({ name }) => name);

/** Signals that take the place of nothing that is asked. */
function* checkSignals({ config, alerts, dashboards }: Mixin): Generator<Finding> {
  const asked = new Set([
    ...areasOf(config).flatMap(signalsOf),
    ...alerts.map(({ condition }) => condition.signal.name),
    ...dashboards.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(({ signal }) => signal))),
  ]);
  for (const [index, { name }] of config.extend.signals.entries()) {
    const path = `extend.signals[${String(index)}].name`;
    const has = (area: Area): boolean => signalsOf(area).includes(name);
    if (asked.has(name)) {
      continue;
    }
    if (HARDENED_AREAS.some(has)) {
      const { why, fix } = lacking(config, 'signal', has);
      yield { severity: 'warning', path, what: `found ${name}, which nothing uses`, why, fix: fix('it') };
    } else {
      yield {
        severity: 'error',
        path,
        what: `found ${name}, which is no signal of the profile`,
        why: 'it replaces nothing',
        fix: 'use the name of a shipped signal, or give the signal to an alert or a panel of your own',
      };
    }
  }
}

/** An expression that compares already keeps what its author looks for, and the alert's own comparison mostly drops that again. */
function* checkComparison({ condition, selfContained }: Alert, path: string): Generator<Finding> {
  const compared = comparisonOf(selfContained.signalExpression);
  if (compared === undefined) {
    return;
  }
  const { left, comparison, right } = compared;
  const instead = Number.isFinite(Number(right))
    ? `comparison ${comparison}, threshold ${right}`
    : 'ask for the difference of the two sides, and set comparison and threshold';
  yield {
    severity: 'warning',
    path,
    what: `found ${`${left} ${comparison} ${right}`.replace(/\s+/g, ' ')}, which contains a comparison already`,
    why: `the alert compares the result again, with ${condition.comparison} ${String(condition.threshold)}, and fires only for what passes both`,
    fix: `leave it to the alert: ${instead}`,
  };
}
