/** What a user adds to a profile: does it name what there is, and is it whole. */
import type { Alert } from '../../model/alerts/alerts';
import type { Area } from '../../model/area';
import { firstOfEach, groupBy } from '../../model/group-by';
import { errorAt, suggest, warningAt, type Finding } from '../../validation';
import { HARDENED_AREAS } from '../hardened/areas';
import { areasOf, profileOf, type Mixin } from '../mixin';
import { lacking } from './settings';
import { current, type QueryContext } from '../../model/signal';
import { matchersIn } from '../../promql/never-meet';
import { normalize } from '../../promql/normalize';
import { parsePromql } from '../../promql/parse';
import { operand } from '../../promql/write';
import { lostLabels, ownSignals, writtenSignals } from '../extension/extension';
import { comparisonOf, resultLabels } from '../../promql/result';

export function* checkExtension(mixin: Mixin, context: QueryContext): Generator<Finding> {
  yield* checkSignals(mixin);
  yield* checkNames(mixin, context);
  yield* checkSignalLabels(mixin, context);
  yield* checkSilences(mixin);
  yield* checkRecords(mixin);
  for (const [index, { name, signal }] of mixin.config.extend.alerts.entries()) {
    const alert = mixin.alerts.find((other) => other.name === name);
    if (signal !== undefined && alert !== undefined) {
      const path = `extend.alerts[${String(index)}]`;
      yield* checkComparison(alert, path);
      yield* checkLabels(alert, path);
      yield* checkLostLabels(alert, context, path);
    }
  }
  yield* checkPlaces(mixin);
}

function* checkSilences({ alerts, config, inhibitions }: Mixin): Generator<Finding> {
  const ofProfile = profileOf(config).areas.flatMap((area) => area.alerts);
  const known = new Set([...ofProfile, ...alerts].map(({ name }) => name));
  for (const [index, { name, silences = [] }] of config.extend.alerts.entries()) {
    const path = ['extend', 'alerts', index, 'silences'];
    const between = (silencing: string, silenced: string) =>
      inhibitions.filter(({ source, targets }) => source === silencing && targets.includes(silenced));
    for (const target of new Set(silences.flatMap((silence) => silence.alerts))) {
      if (target === name || between(target, name).length > 0) {
        yield errorAt(path, {
          what: `found ${target}, ${target === name ? 'itself' : `which silences ${name} in turn`}`,
          why: 'where each silences the other, nobody is notified of either',
          fix: 'let the one that says more silence the other',
        });
      }
      if (between(name, target).some(({ equal }) => equal.length === 0)) {
        yield errorAt(path, {
          what: `found ${target}, with which ${name} has no label in common`,
          why: 'it would silence every alert of that name, of whichever fleet',
          fix: 'aggregate both by a label that tells what they are about, give both a label of one value in alerts.labels, or remove it',
        });
      }
      if (!known.has(target)) {
        yield warningAt(path, {
          what: `found ${target}, which ${name} should silence`,
          why: 'there is no such alert',
          fix: 'fix the name, or remove it',
        });
      }
    }
  }
}

function* checkRecords({ config, recordingRules }: Mixin): Generator<Finding> {
  const { signals, recordingRules: added } = config.extend;
  for (const [key, own] of Object.entries({ signals, recordingRules: added })) {
    for (const [index, { recordedAs }] of own.entries()) {
      if (recordingRules.filter(({ record }) => record === recordedAs?.record).length > 1) {
        yield errorAt(`extend.${key}[${String(index)}].recordedAs.record`, {
          what: `found ${String(recordedAs?.record)}, which another rule records`,
          why: 'Prometheus takes the values of both for one series, and drops some',
          fix: 'give it a name of its own; to ask another question in its place, use extend.signals',
        });
      }
    }
  }
}

function* checkLabels({ condition, labels, selfContained }: Alert, path: string): Generator<Finding> {
  const asking = selfContained.signalExpression;
  const { selectors, writtenLabels } = parsePromql(asking);
  const isPinned = (label: string): boolean => {
    const own = matchersIn(asking).filter((matcher) => matcher.label === label && matcher.op === '=');
    return (
      !writtenLabels.includes(label) &&
      own.length >= selectors.length &&
      new Set(own.map(({ value }) => value)).size === 1
    );
  };
  const differing = condition.signal.labels.filter((name) => !isPinned(name));
  for (const label of differing.filter((name) => Object.hasOwn(labels, name))) {
    yield errorAt(`${path}.labels`, {
      what: `found ${label}, which a label of the settings hides`,
      why: 'alerts that differ in it alone are one to Prometheus, which then gives up the whole rule',
      fix: 'rename one of the two',
    });
  }
}

function* checkLostLabels(alert: Alert, context: QueryContext, path: string): Generator<Finding> {
  for (const label of lostLabels(alert, context)) {
    yield warningAt(path, {
      what: `found a result without the label ${label} of the fleet`,
      why: 'the dashboards look for alerts by the labels that tell fleets apart, and do not find these',
      fix: `select by $workers or $targets and aggregate by ($by), without what has no labels, such as \`or vector(0)\`, or set it in alerts.overrides.${alert.name}.labels`,
    });
  }
}

function* checkPlaces({ config, dashboards }: Mixin): Generator<Finding> {
  const rows = (dashboards[0]?.rows ?? []).map(({ name }) => name);
  const panels = (dashboards[0]?.panels ?? []).map(({ name }) => name);
  for (const [index, { name, row, beside }] of config.extend.panels.entries()) {
    const path = `extend.panels[${String(index)}]`;
    const unknown = (kind: 'row' | 'panel', value: string, known: readonly string[]) => ({
      what: `found ${value}, which is no ${kind} of the dashboard`,
      why: 'the panel stands above all rows',
      fix: suggest(value, known) ?? `use one of ${known.join(', ')}`,
    });
    if (config.profile === 'upstream') {
      yield warningAt(`${path}.name`, {
        what: `found ${name}, which no dashboard shows`,
        why: 'the profile upstream has the dashboard of the orchestrator alone',
        fix: 'remove it, or choose the other profile',
      });
    } else if (beside !== undefined && !panels.includes(name)) {
      yield errorAt(`${path}.beside`, {
        what: `found ${beside}, which leads back to it`,
        why: 'no place follows from it, so that no dashboard shows the panel',
        fix: 'put it beside a panel that has a place',
      });
    } else if (beside !== undefined && !panels.includes(beside)) {
      const others = panels.filter((other) => other !== name);
      yield warningAt(`${path}.beside`, unknown('panel', beside, others));
    } else if (row !== undefined && !rows.includes(row)) {
      yield warningAt(`${path}.row`, unknown('row', row, rows));
    }
  }
}

const signalsOf = ({ recorded, alerts }: Area): readonly string[] =>
  [...recorded, ...alerts.map(({ signal }) => signal)].map(({ name }) => name);

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
      yield warningAt(path, { what: `found ${name}, which nothing uses`, why, fix: fix('it') });
    } else {
      yield errorAt(path, {
        what: `found ${name}, which is no signal of the profile`,
        why: 'it replaces nothing',
        fix:
          suggest(name, [...asked]) ??
          'use the name of a shipped signal (docs/metrics.md lists them), or give the signal to an alert or a panel of your own',
      });
    }
  }
}

/** Texts, panels and settings of replica sets rely on the labels that a signal says that it has. */
function* checkSignalLabels({ config: { extend } }: Mixin, context: QueryContext): Generator<Finding> {
  for (const { path, signal } of firstOfEach(writtenSignals(extend), (one) => one.signal.name)) {
    const kept = resultLabels(signal.expression(context), 'selected');
    for (const label of signal.labels.filter((one) => kept?.includes(one) === false)) {
      yield warningAt([...path, 'labels'], {
        what: `found ${label}, which the result of ${signal.name} does not have`,
        why: 'the expression drops it, and texts, legends and links show an empty value in its place',
        fix: `aggregate by ${label} too, beside \`context.by\`, or remove it here`,
      });
    }
  }
}

function* checkNames({ config, alerts }: Mixin, context: QueryContext): Generator<Finding> {
  const own = ownSignals(config.extend, alerts);
  const names = new Set(own.map(({ name }) => name));
  const shipped = profileOf(config)
    .areas.filter(({ applies = () => true }) => applies(context))
    .flatMap(({ recorded, alerts: ofArea }) => [...recorded, ...ofArea.map(({ signal }) => signal)])
    .filter(({ name }) => names.has(name))
    .map((signal) => current(signal, context));
  for (const [name, signals] of groupBy([...own, ...shipped], (signal) => signal.name)) {
    const asked = signals.map(({ expression }) => operand(expression(context)));
    const questions = firstOfEach(asked, normalize);
    if (questions.length > 1) {
      yield errorAt('extend', {
        what: `found signals called ${name} that ask ${questions.join(' and ')}`,
        why: 'rules and panels know a signal by its name, and would take one for the other',
        fix: 'give each a name of its own',
      });
    }
  }
}

function* checkComparison({ condition, selfContained }: Alert, path: string): Generator<Finding> {
  const compared = comparisonOf(selfContained.signalExpression);
  if (compared === undefined) {
    return;
  }
  const { left, comparison, right } = compared;
  const instead = Number.isFinite(Number(right))
    ? `comparison ${comparison}, threshold ${right}`
    : 'ask for the difference of the two sides, and set comparison and threshold';
  yield warningAt(path, {
    what: `found ${`${left} ${comparison} ${right}`.replace(/\s+/g, ' ')}, which contains a comparison already`,
    why: `the alert compares the result again, with ${condition.comparison} ${String(condition.threshold)}, and fires only for what passes both`,
    fix: `leave it to the alert: ${instead}`,
  });
}
