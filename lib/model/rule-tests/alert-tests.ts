/**
 * Tests of the alerts of one name. Its rules share the tests: in each case, a replica set of every rule plays the same at the same time, so
 * that a rule which reached for another one's replica sets would be found out, and a hundred rules do not make a hundred times the tests.
 */
import type { Alert } from '../alerts';
import type { Mixin } from '../../orchestrator/mixin';
import { profileOf } from '../../orchestrator/profiles';
import { isNowhere, situationOf, timingOf, unlistedName } from './case-situation';
import { SAMPLE_SPACING, type InputSeries, type RuleCase, type Situation } from './cases';
import { firingTimeline, keyOf, type AlertTiming, type Firing } from './case-timeline';
import type { FoundTests, LeftOutCase, Restriction, RuleCheck, RuleTest } from './rule-test';

/** More evaluations than this, and a case takes longer than anybody would wait. */
const MAXIMUM_EVALUATIONS = 1_500;

/**
 * Most rules of one name that are tested: each plays every case, and a fleet with hundreds of distinct settings would have a file of tests that
 * nobody could load.
 */
const MAXIMUM_RULES = 10;

/** A case, as one rule plays it. */
interface Part {
  readonly alert: Alert;
  readonly ruleCase: RuleCase;
  readonly timing: AlertTiming;
  /** For as long as the case lasts by itself. */
  readonly timelines: Timelines;
}

/** The parts of one test. */
type SharedParts = readonly [Part, ...(readonly Part[])];

/** What fires at each evaluation, by the ranges of older and of newer versions of Prometheus. */
interface Timelines {
  readonly older: readonly (readonly Firing[])[];
  readonly newer: readonly (readonly Firing[])[];
}

/** The tests of all alerts of one name. */
export function testsOfAlerts(alerts: readonly Alert[], mixin: Mixin): FoundTests {
  const name = alerts[0]?.name;
  const cases = name === undefined ? undefined : profileOf(mixin.config.profile).alertCases[name];
  const tested = alerts.slice(0, MAXIMUM_RULES);
  const situations = tested.map((alert, rule) => situationOf(alert, mixin, alerts, tested.length, rule));
  if (cases === undefined) {
    return leaveOut(name ?? '', 'all cases', 'a test cannot show this alert');
  }
  const parts: Part[] = [];
  const leftOut: LeftOutCase[] = [];
  if (tested.length < alerts.length) {
    const what = `all cases of ${String(alerts.length - tested.length)} of its ${String(alerts.length)} rules`;
    leftOut.push({
      subject: alerts[0]?.name ?? '',
      what,
      why: 'they differ from those before in their settings alone',
    });
  }
  tested.forEach((alert, rule) => {
    const situation = situations[rule];
    const subject = alert.key === '' ? alert.name : `${alert.name} (${alert.key})`;
    const timing = timingOf(alert, mixin);
    const why = reasonForNone(alert, situation);
    const found = situation === undefined || why !== undefined ? [] : cases(situation);
    const fitting = found.flatMap((ruleCase): readonly Part[] => {
      const timelines = obstacleTo(ruleCase, timing) ?? timelinesOf(ruleCase, timing, ruleCase.until);
      const obstacle = typeof timelines === 'string' ? timelines : contradictionOf(ruleCase, timelines);
      if (typeof timelines === 'string' || obstacle !== undefined) {
        leftOut.push({ subject, what: ruleCase.name, why: obstacle ?? '' });
        return [];
      }
      return [{ alert, ruleCase, timing, timelines }];
    });
    if (why !== undefined) {
      leftOut.push({ subject, what: 'all cases', why });
    } else if (!fitting.some(({ ruleCase }) => ruleCase.fires)) {
      leftOut.push({ subject, what: 'a case in which it fires', why: 'no test can show one with these settings' });
    }
    parts.push(...fitting);
  });
  const shared = shareTests(parts);
  const outside = outsider(alerts, tested.length, mixin, cases, shared[0]?.[0].ruleCase.name);
  return { tests: shared.map((members, index) => testOf(members, alerts, index === 0 ? outside : [])), leftOut };
}

function leaveOut(subject: string, what: string, why: string): FoundTests {
  return { tests: [], leftOut: [{ subject, what, why }] };
}

/** Why no case at all can be made for a rule. */
function reasonForNone({ labels }: Alert, situation: Situation | undefined): string | undefined {
  if (situation === undefined) {
    return 'no labels were found that the selector accepts; a simpler regular expression would help';
  }
  // Such an alert is a new one, and its `for` starts anew, whenever the value changes.
  if (Object.values(labels).some((template) => /\{\{[^}]*[vV]alue/.test(template))) {
    return 'a label that shows the value makes another alert of every value; an annotation would not';
  }
  return (situation.patience + situation.aftermath) / situation.evaluation > MAXIMUM_EVALUATIONS
    ? 'it waits longer than a test would'
    : undefined;
}

function obstacleTo(ruleCase: RuleCase, timing: AlertTiming): string | undefined {
  if (ruleCase.until / timing.evaluation > MAXIMUM_EVALUATIONS) {
    return 'it would take too many evaluations';
  }
  return ruleCase.series.some(({ labels }) => isNowhere(labels)) ? 'the selector leaves too few instances' : undefined;
}

function contradictionOf({ fires }: RuleCase, { older, newer }: Timelines): string | undefined {
  const agrees = [older, newer].every((timeline) => timeline.some((firing) => firing.length > 0) === fires);
  return agrees ? undefined : `with these settings it ${fires ? 'does not fire' : 'fires'}`;
}

function timelinesOf(ruleCase: RuleCase, timing: AlertTiming, until: number): Timelines {
  const lasting = { ...ruleCase, until };
  return { older: firingTimeline(lasting, timing, false), newer: firingTimeline(lasting, timing, true) };
}

/** Parts that make one test: the same case, scraped alike, of rules that do not look at the same replica sets. */
function shareTests(parts: readonly Part[]): readonly SharedParts[] {
  const shared = new Map<string, SharedParts>();
  for (const part of parts) {
    const { alert, ruleCase } = part;
    const spacing = ruleCase.series[0]?.spacing ?? SAMPLE_SPACING;
    const alone = ruleCase.othersFire === true ? alert.key : '';
    const key = JSON.stringify([ruleCase.name, spacing, alert.condition.key, alone]);
    const before = shared.get(key);
    shared.set(key, before === undefined ? [part] : [...before, part]);
  }
  return [...shared.values()];
}

/** Series of a replica set that no rule is about, which plays the first case along; none where rules are about all. */
function outsider(
  alerts: readonly Alert[],
  tested: number,
  mixin: Mixin,
  cases: (situation: Situation) => readonly RuleCase[],
  name: string | undefined,
): readonly InputSeries[] {
  const [first] = alerts;
  const covered = new Set(alerts.flatMap(({ scope }) => scope.replicaSets));
  const stranger = alerts.some(({ scope }) => scope.unlisted)
    ? mixin.config.replicaSets.find((listed) => !covered.has(listed.name))?.name
    : unlistedName(mixin);
  if (first === undefined || stranger === undefined || first.scope.matchers.length === 0) {
    return [];
  }
  const situation = situationOf(first, mixin, alerts, tested, tested, stranger);
  return situation === undefined ? [] : (cases(situation).find((ruleCase) => ruleCase.name === name)?.series ?? []);
}

function testOf(
  [first, ...others]: SharedParts,
  siblings: readonly Alert[],
  outside: readonly InputSeries[],
): RuleTest {
  const parts = [first, ...others];
  const { evaluation } = first.timing;
  const evaluations = Math.floor(Math.max(...parts.map(({ ruleCase }) => ruleCase.until)) / evaluation);
  const end = evaluations * evaluation;
  const { alert, ruleCase } = first;
  const { key } = alert.condition;
  const name = key === '' ? ruleCase.name : `${ruleCase.name} (${key})`;
  const only = ruleCase.othersFire === true ? { only: restriction(siblings, ruleCase.onlyReplicaSet) } : {};
  const series = [...parts.flatMap((part) => part.ruleCase.series), ...outside];
  const test = { subject: alert.name, name, series, until: end };
  if (!ruleCase.fires) {
    return { ...test, checks: [{ kind: 'neverFired', at: end, alert, ...only }] };
  }
  const timelines = parts.map((part) =>
    // One that lasts longer for the others' sake goes on as it was.
    part.timelines.older.length > evaluations ? part.timelines : timelinesOf(part.ruleCase, part.timing, end),
  );
  const moments = timelines.flatMap((timeline) => changesOf(timeline));
  const agreed = [...new Set([...moments, evaluations])]
    .sort((a, b) => a - b)
    .filter((at) => timelines.every(({ older, newer }) => sameAlerts(older[at] ?? [], newer[at] ?? [])));
  const firstShown = new Set(
    timelines.map(({ older }) => agreed.find((at) => (older[at] ?? []).length > 0)).filter((at) => at !== undefined),
  );
  return {
    ...test,
    checks: agreed.map((at): RuleCheck => {
      const firing = parts.flatMap((part, index) =>
        (timelines[index]?.older[at] ?? []).map((one) => ({ ...one, alert: part.alert })),
      );
      const equal = timelines.every(({ older, newer }) => sameFirings(older[at] ?? [], newer[at] ?? []));
      const words = firing.length === 0 || (firstShown.has(at) && equal);
      return { kind: 'firing', at: at * evaluation, alert, firing, ...only, words };
    }),
  };
}

function restriction(siblings: readonly Alert[], replicaSet: string | undefined): Restriction {
  return {
    ruleLabels: [...new Set(siblings.flatMap(({ labels }) => Object.keys(labels)))],
    series: replicaSet === undefined ? {} : { replica_set: replicaSet },
  };
}

/** The evaluations at which alerts come or go, and those just before. */
function changesOf({ older, newer }: Timelines): readonly number[] {
  return older.flatMap((firing, index) =>
    sameAlerts(firing, older[index - 1] ?? []) && sameAlerts(newer[index] ?? [], newer[index - 1] ?? [])
      ? []
      : [index - 1, index].filter((each) => each >= 0),
  );
}

function sameAlerts(some: readonly Firing[], others: readonly Firing[]): boolean {
  if (some.length === 0 || others.length === 0) {
    return some.length === others.length;
  }
  const keys = new Set(others.map(({ labels }) => keyOf(labels)));
  return some.length === others.length && some.every(({ labels }) => keys.has(keyOf(labels)));
}

/** Equal but for the last bits: another version may come to other last bits, which no text shows. */
function sameFirings(some: readonly Firing[], others: readonly Firing[]): boolean {
  return (
    sameAlerts(some, others) &&
    some.every(({ value }, index) => {
      const difference = Math.abs(value - (others[index]?.value ?? NaN));
      return difference <= 1e-9 * Math.max(1, Math.abs(value));
    })
  );
}
