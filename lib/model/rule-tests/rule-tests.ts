/**
 * Unit tests for the alerts of one configuration, as data: each alert's probe, played at the threshold and just beyond it, for every rule
 * that the settings make.
 */
import type { Alert } from '../alerts/alerts';
import type { AlertingSettings } from '../alerts/alert-settings';
import { firstOfEach } from '../group-by';
import { seconds, type Duration } from '../../promql/duration';
import { remembered } from '../remembered';
import { SAMPLE_SPACING, type InputSeries, type Labels } from '../probe';
import type { QueryContext } from '../signal';
import {
  fitsBeside,
  outsiderOf,
  ownLabels,
  playAll,
  playOf,
  subjectsOf,
  type Case,
  type Play,
  type Played,
} from './plays';
import { justBeyond, notBeyond } from './values';
import { findTargetLabels, type TargetLabels } from './target-labels';

/** What fires: all labels of the alert but `alertname`, as far as they are known beforehand. */
export interface Firing {
  readonly labels: Labels;
  /** Labels whose values a template of the user's decides. */
  readonly templated: readonly string[];
  /** Evaluations for which it was pending before it fired. */
  readonly pending: number;
}

/** One test of one rule. */
export interface RuleTest {
  readonly alert: Alert;
  readonly plays: readonly Play[];
  readonly firing: Firing;
  /** Labels of what is tested, where the signal tells no subjects apart: it may fire for others. */
  readonly about: Labels;
  /** A subject that the rule is not about, and that plays what fires; undefined where it is about all. */
  readonly outsider: string | undefined;
  readonly series: readonly InputSeries[];
  /** Seconds between two samples. */
  readonly spacing: number;
  /** Seconds from the start to the check. */
  readonly at: number;
  /** Whether the tests of other alerts may be played at the same time, on other subjects and processes. */
  readonly independent: boolean;
}

/** A rule, or a case of it, that has no test, and why. */
export interface Untested {
  readonly alert: Alert;
  readonly why: string;
}

/** All tests of a configuration. */
export interface RuleTestSuite {
  readonly tests: readonly RuleTest[];
  readonly untested: readonly Untested[];
}

/** What the tests need to know of a configuration. */
export interface RuleTestInput {
  readonly alerts: readonly Alert[];
  readonly alerting: AlertingSettings;
  readonly context: QueryContext;
  readonly evaluationInterval: Duration;
  /** Whether a rule aggregates: then what fires has the fleet's labels and the signal's, else all that its series have. */
  readonly aggregates: (alert: Alert) => boolean;
  /** Whether the alert's probe was written for what it asks. */
  readonly probed: (alert: Alert) => boolean;
  /** Whether it is known which labels it fires with. */
  readonly labelled: (alert: Alert) => boolean;
  /** Whether a rule that tells subjects apart reads nothing but the subject's own series: then other alerts may be tested beside it. */
  readonly independent: (alert: Alert) => boolean;
}

/** Most rules of one name that are tested: of hundreds of settings, a file of tests would grow until nobody could load it. */
const MAXIMUM_RULES = 20;

/** Most evaluations that a test may take. */
const MAXIMUM_EVALUATIONS = 1_500;

/** Most samples of one of its series: promtool lets no query read more than 10,000, and some read all of a series and a little of others. */
const MAXIMUM_SAMPLES = 9_000;

/** Share by which a value that cannot be met is missed. */
const MISS = 2 ** -12;

/** So many addresses are looked for. */
const ADDRESSES = 512;

/** What the tests of one probe of one rule are made from. */
interface Making extends RuleTestInput, Case {
  /** Labels as the selector accepts them, beside those of a subject. */
  readonly findTargets: (subject: string | undefined) => TargetLabels | undefined;
  /** How many addresses the tests before took. */
  readonly addresses: { taken: number };
}

/** The tests of a configuration, in the order of its alerts. */
export function createRuleTests(input: RuleTestInput): RuleTestSuite {
  const { targets, by } = input.context;
  const listed = new Map(input.context.listed.map((subject) => [subject.name, subject]));
  const shared = {
    ...input,
    listed,
    // Regular expressions of the selector are tried on hundreds of addresses, and tests ask for the same ones.
    findTargets: remembered((subject: string | undefined) =>
      findTargetLabels(targets, by, ownLabels(input.context, listed.get(subject ?? '')), ADDRESSES),
    ),
    addresses: { taken: 0 },
  };
  const tests: RuleTest[] = [];
  const untested: Untested[] = [];
  const rules = new Map<string, number>();
  for (const [rulesBefore, alert] of input.alerts.entries()) {
    const rulesOfAlertBefore = rules.get(alert.name) ?? 0;
    rules.set(alert.name, rulesOfAlertBefore + 1);
    const made = testsOf({ ...shared, alert, rulesBefore, rulesOfAlertBefore });
    if (typeof made === 'string') {
      untested.push({ alert, why: made });
    } else {
      tests.push(...made);
    }
  }
  return { tests, untested };
}

/** The tests of a rule, or why it has none. */
function testsOf(rule: Omit<Making, 'probe'>): readonly RuleTest[] | string {
  const { alert } = rule;
  const { probe } = alert.definition;
  if (rule.rulesOfAlertBefore >= MAXIMUM_RULES) {
    return `${String(MAXIMUM_RULES)} rules of this name are tested already`;
  }
  if (probe === undefined) {
    return 'it has no probe';
  }
  if (!rule.probed(alert)) {
    return 'a signal that it asks is replaced; its probe is written for the shipped one (extend.alerts takes another)';
  }
  if (!rule.labelled(alert)) {
    return 'its expression leaves open, or loses, labels that tell fleets apart (it may aggregate by ($by))';
  }
  const probes = typeof probe === 'function' ? probe(rule.context) : [probe];
  const made = probes.map((each) => testsOfProbe({ ...rule, probe: each }));
  const tests = made.flatMap((each) => (typeof each === 'string' ? [] : each));
  return tests.length > 0 ? tests : (made.find((each) => typeof each === 'string') ?? 'it has no probe');
}

function testsOfProbe(one: Making): readonly RuleTest[] | string {
  const { alert, probe } = one;
  const subjects = isOfSubjects(one) ? subjectsOf(one) : [''];
  if (subjects.length === 0) {
    return 'the configuration lists no replica set that it could be shown on';
  }
  const { comparison, threshold } = alert.condition;
  const [beyond, ...otherwiseBeyond] = justBeyond(comparison, threshold, probe.values);
  const fires = playOf(one, subjects, { value: beyond, fires: true });
  if (fires === undefined) {
    return `a test cannot show ${String(beyond)}`;
  }
  const evaluation = seconds(one.evaluationInterval);
  const hold = Math.ceil(seconds(alert.for) / evaluation) * evaluation;
  // What does not fire must not be pending either, which shows at once.
  const timingOf = (plays: readonly Play[]): Timing => {
    const firing = plays.find((play) => play.fires);
    const lasting = (firing === undefined ? 0 : hold) + 3 * evaluation;
    const at = Math.ceil((probe.settle((firing ?? fires).value) + lasting) / evaluation) * evaluation;
    return { at, lasting, pending: hold / evaluation };
  };
  const { at, lasting } = timingOf([fires]);
  const lastsOf = ({ value }: Play): number => probe.lasts?.(value) ?? Infinity;
  const lasts = lastsOf(fires);
  if (lasting > lasts) {
    return `what it looks for lasts no longer than ${String(lasts)}s in a test, and it waits longer`;
  }
  if (at / evaluation > MAXIMUM_EVALUATIONS || at / SAMPLE_SPACING > MAXIMUM_SAMPLES) {
    return 'it waits longer than a test would';
  }
  // One test shows all of them where there are subjects enough; where no process is seen, nothing keeps them apart.
  let free = probe.unseen === true ? [] : subjects.filter((subject) => subject !== fires.subject);
  const quietPlays = notBeyond(comparison, threshold, probe.values).flatMap((value) => {
    const wanted = { value, fires: false };
    const play = playOf(one, free, wanted) ?? playOf(one, [fires.subject], wanted);
    free = free.filter((subject) => subject !== play?.subject);
    return play ?? [];
  });
  // Where few values can be shown, both may come to the same.
  const quiet = firstOfEach(quietPlays, ({ subject, value }) => `${String(value)} ${subject}`);
  const others = otherwiseBeyond
    .flatMap((value) => playOf(one, subjects, { value, fires: true }) ?? [])
    .filter((play) => play.value !== fires.value && lasting <= lastsOf(play));
  const beside = quiet.reduce<readonly Play[]>(
    (fitting, play) => (fitsBeside(one, play.subject, [fires, ...fitting]) ? [...fitting, play] : fitting),
    [],
  );
  const apart = [...quiet.filter((play) => !beside.includes(play)), ...others];
  const groups = [...apart.map((play) => [play]), [...beside, fires]];
  const tests = groups.map((plays) => makeTest(one, plays, timingOf(plays)));
  return tests.find((test) => typeof test === 'string') ?? tests.filter((test) => typeof test !== 'string');
}

interface Timing {
  readonly at: number;
  readonly lasting: number;
  readonly pending: number;
}

function makeTest(one: Making, plays: readonly Play[], { at, lasting, pending }: Timing): RuleTest | string {
  const { alert, probe, addresses } = one;
  const fires = plays.find((play) => play.fires);
  const outsider = fires && outsiderOf(one, fires, plays);
  const exact = plays.flatMap((play) => (play.fires ? [] : [probe.spacing?.(play.value)]))[0];
  // Where floating point cannot meet the threshold, it is missed narrowly.
  const isMissed = probe.spacing !== undefined && exact === undefined;
  const stages = [
    ...plays.map((play) => (isMissed && !play.fires ? { ...play, value: play.value * (1 - MISS) } : play)),
    ...(fires === undefined || outsider === undefined ? [] : [{ ...fires, subject: outsider }]),
  ];
  const found = one.findTargets(plays[0]?.subject);
  if (found === undefined) {
    return 'no labels were found that the selector accepts; a simpler regular expression would help';
  }
  // Where there are no more addresses, they begin anew: two tests with the same ones cannot be played at once.
  const next = playAll(one, stages, lasting, found, addresses.taken);
  const made = typeof next === 'string' ? playAll(one, stages, lasting, found, 0) : next;
  if (typeof made === 'string') {
    return made;
  }
  addresses.taken = made.nextAddress;
  const firing = made.played[plays.findIndex((play) => play.fires)] ?? { series: [], target: {} };
  return {
    alert,
    plays,
    firing: { ...labelsOf(one, fires?.subject ?? '', firing), pending },
    about: isOfSubjects(one) ? {} : (probe.labels ?? {}),
    outsider,
    series: made.played.flatMap(({ series }) => series),
    spacing: exact ?? SAMPLE_SPACING,
    at,
    independent: one.independent(alert),
  };
}

/** Whether what fires names a subject: where rules aggregate, its signal has to keep the label. */
function isOfSubjects({ alert, aggregates, alerting }: Making): boolean {
  return !aggregates(alert) || alert.condition.signal.labels.includes(alerting.subjectLabel);
}

function labelsOf(
  { alert, probe, alerting, context, aggregates }: Making,
  subject: string,
  { series, target }: Played,
): Pick<Firing, 'labels' | 'templated'> {
  const valuesOf = (label: string): readonly string[] =>
    series.flatMap(({ labels }) => (Object.hasOwn(labels, label) ? [labels[label] ?? ''] : []));
  // What series tell different things of, or of something else, is lost.
  const isKept = (values: readonly string[], value = ''): boolean =>
    (probe.unseen !== true || values.length > 0) && values.every((other) => other === value);
  const kept = context.by.filter(
    (label) => Object.hasOwn(context.pinned, label) || isKept(valuesOf(label), target[label]),
  );
  const { labels, condition } = alert;
  const names = aggregates(alert) ? [...kept, ...condition.signal.labels] : Object.keys(target);
  const all: Labels = {
    ...Object.fromEntries(
      names.flatMap((label) => (Object.hasOwn(target, label) ? [[label, target[label] ?? '']] : [])),
    ),
    ...probe.labels,
    [alerting.subjectLabel]: subject,
    ...labels,
  };
  const templated = Object.keys(labels).filter((label) => labels[label]?.includes('{{'));
  const known = Object.entries(all).filter(([label, value]) => !templated.includes(label) && value !== '');
  return { labels: Object.fromEntries(known), templated };
}
