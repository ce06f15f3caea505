/**
 * Unit tests for the alerts of one configuration, as data: each alert's probe, played at the threshold and just beyond it, for every rule
 * that the settings make.
 */
import type { Alert } from '../alerts/alerts';
import type { AlertingSettings } from '../alerts/alert-settings';
import { firstOfEach } from '../group-by';
import { seconds, type Duration } from '../../promql/duration';
import { remembered } from '../remembered';
import { SAMPLE_SPACING, type InputSeries, type Labels, type Probe } from '../probe';
import type { QueryContext } from '../signal';
import { playAll, type Played } from './played';
import { NO_SUBJECT, fitsBeside, outsiderOf, ownLabels, playOf, subjectsOf, type Play } from './plays';
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

/** What the tests of one configuration are made from. */
interface Making extends RuleTestInput {
  /** Labels as the selector accepts them, beside those of a subject. */
  readonly findTargets: (subject: string | undefined) => TargetLabels | undefined;
  /** How many addresses the tests before took. */
  addressesTaken: number;
}

/** Which rule it is whose tests are made. */
interface Turn {
  readonly rulesBefore: number;
  readonly rulesOfAlertBefore: number;
}

/** The tests of a configuration, in the order of its alerts. */
export function createRuleTests(input: RuleTestInput): RuleTestSuite {
  const { targets, by } = input.context;
  const making: Making = {
    ...input,
    // Regular expressions of the selector are tried on hundreds of addresses, and tests ask for the same ones.
    findTargets: remembered((subject) => findTargetLabels(targets, by, ownLabels(input.context, subject), ADDRESSES)),
    addressesTaken: 0,
  };
  const tests: RuleTest[] = [];
  const untested: Untested[] = [];
  const rules = new Map<string, number>();
  for (const [rulesBefore, alert] of input.alerts.entries()) {
    const rulesOfAlertBefore = rules.get(alert.name) ?? 0;
    rules.set(alert.name, rulesOfAlertBefore + 1);
    const made =
      rulesOfAlertBefore >= MAXIMUM_RULES
        ? `${String(MAXIMUM_RULES)} rules of this name are tested already`
        : testsOf(alert, making, { rulesBefore, rulesOfAlertBefore });
    if (typeof made === 'string') {
      untested.push({ alert, why: made });
    } else {
      tests.push(...made);
    }
  }
  return { tests, untested };
}

function testsOf(alert: Alert, input: Making, turn: Turn): readonly RuleTest[] | string {
  const { probe } = alert.definition;
  if (probe === undefined) {
    return 'it has no probe';
  }
  if (!input.probed(alert)) {
    return 'a signal that it asks is replaced; its probe is written for the shipped one (extend.alerts takes another)';
  }
  if (!input.labelled(alert)) {
    return 'its expression leaves open, or loses, labels that tell fleets apart (it may aggregate by ($by))';
  }
  const probes = typeof probe === 'function' ? probe(input.context) : [probe].flat();
  const made = probes.map((each) => testsOfProbe(alert, each, input, turn));
  const tests = made.flatMap((each) => (typeof each === 'string' ? [] : each));
  return tests.length > 0 ? tests : (made.find((each) => typeof each === 'string') ?? 'it has no probe');
}

function testsOfProbe(
  alert: Alert,
  probe: Probe,
  input: Making,
  { rulesBefore, rulesOfAlertBefore }: Turn,
): readonly RuleTest[] | string {
  const subjects = isOfSubjects(alert, input) ? subjectsOf(alert, probe, input.context, rulesBefore) : [NO_SUBJECT];
  if (subjects.length === 0) {
    return 'the configuration lists no replica set that it could be shown on';
  }
  const { comparison, threshold } = alert.condition;
  const [beyond, ...otherwiseBeyond] = justBeyond(comparison, threshold, probe.values);
  const fires = playOf(subjects, alert, probe, { value: beyond, fires: true });
  if (fires === undefined) {
    return `a test cannot show ${String(beyond)}`;
  }
  const evaluation = seconds(input.evaluationInterval);
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
  const own = subjects.filter(({ name }) => name === fires.subject);
  let free = probe.unseen === true ? [] : subjects.filter((subject) => !own.includes(subject));
  const quietPlays = notBeyond(comparison, threshold, probe.values).flatMap((value) => {
    const wanted = { value, fires: false };
    const play = playOf(free, alert, probe, wanted) ?? playOf(own, alert, probe, wanted);
    free = free.filter(({ name }) => name !== play?.subject);
    return play === undefined ? [] : [play];
  });
  // Where few values can be shown, both may come to the same.
  const quiet = firstOfEach(quietPlays, ({ subject, value }) => `${String(value)} ${subject}`);
  const others = otherwiseBeyond
    .flatMap((value) => playOf(subjects, alert, probe, { value, fires: true }) ?? [])
    .filter((play) => play.value !== fires.value && lasting <= lastsOf(play));
  const beside = quiet.reduce<readonly Play[]>(
    (fitting, play) => (fitsBeside(play.subject, [fires, ...fitting], input.context) ? [...fitting, play] : fitting),
    [],
  );
  const apart = [...quiet.filter((play) => !beside.includes(play)), ...others];
  const groups = [...apart.map((play) => [play]), [...beside, fires]];
  const tests = groups.map((plays) => makeTest(alert, probe, plays, timingOf(plays), input, rulesOfAlertBefore));
  return tests.find((test) => typeof test === 'string') ?? tests.filter((test) => typeof test !== 'string');
}

interface Timing {
  readonly at: number;
  readonly lasting: number;
  readonly pending: number;
}

function makeTest(
  alert: Alert,
  probe: Probe,
  plays: readonly Play[],
  { at, lasting, pending }: Timing,
  input: Making,
  rulesOfAlertBefore: number,
): RuleTest | string {
  const fires = plays.find((play) => play.fires);
  const outsider =
    fires === undefined ? undefined : outsiderOf(alert, probe, fires, input.context, rulesOfAlertBefore, plays);
  const exact = plays.flatMap((play) => (play.fires ? [] : [probe.spacing?.(play.value)]))[0];
  const stages = [
    ...plays,
    ...(fires === undefined || outsider === undefined ? [] : [{ ...fires, subject: outsider }]),
  ].map((play) => {
    // Where floating point cannot meet the threshold, it is missed narrowly.
    const missed = !play.fires && probe.spacing !== undefined && exact === undefined;
    return { ...play, value: missed ? play.value * (1 - MISS) : play.value };
  });
  const found = input.findTargets(plays[0]?.subject);
  if (found === undefined) {
    return 'no labels were found that the selector accepts; a simpler regular expression would help';
  }
  // Where there are no more addresses, they begin anew: two tests with the same ones cannot be played at once.
  const next = playAll(stages, probe, lasting, input, found, input.addressesTaken);
  const played = typeof next === 'string' ? playAll(stages, probe, lasting, input, found, 0) : next;
  if (typeof played === 'string') {
    return played;
  }
  input.addressesTaken = played.nextAddress;
  const firing = played.stages[plays.findIndex((play) => play.fires)];
  return {
    alert,
    plays,
    firing: { ...labelsOf(alert, probe, fires?.subject ?? '', firing ?? { series: [], target: {} }, input), pending },
    about: isOfSubjects(alert, input) ? {} : (probe.labels ?? {}),
    outsider,
    series: played.stages.flatMap(({ series }) => series),
    spacing: exact ?? SAMPLE_SPACING,
    at,
    independent: input.independent(alert),
  };
}

/** Whether what fires names a subject: where rules aggregate, its signal has to keep the label. */
function isOfSubjects(alert: Alert, { aggregates, alerting }: RuleTestInput): boolean {
  return !aggregates(alert) || alert.condition.signal.labels.includes(alerting.subjectLabel);
}

function labelsOf(
  alert: Alert,
  { labels: ofProbe = {}, unseen = false }: Probe,
  subject: string,
  { series, target }: Played,
  { alerting, context, aggregates }: RuleTestInput,
): Pick<Firing, 'labels' | 'templated'> {
  const valuesOf = (label: string): readonly string[] =>
    series.flatMap(({ labels }) => (Object.hasOwn(labels, label) ? [labels[label] ?? ''] : []));
  // What series tell different things of, or of something else, is lost.
  const isKept = (values: readonly string[], value = ''): boolean =>
    (!unseen || values.length > 0) && values.every((other) => other === value);
  const kept = context.by.filter(
    (label) => Object.hasOwn(context.pinned, label) || isKept(valuesOf(label), target[label]),
  );
  const { labels, condition } = alert;
  const names = aggregates(alert) ? [...kept, ...condition.signal.labels] : Object.keys(target);
  const all: Labels = {
    ...Object.fromEntries(
      names.flatMap((label) => (Object.hasOwn(target, label) ? [[label, target[label] ?? '']] : [])),
    ),
    ...ofProbe,
    [alerting.subjectLabel]: subject,
    ...labels,
  };
  const templated = Object.keys(labels).filter((label) => labels[label]?.includes('{{'));
  return {
    labels: Object.fromEntries(
      Object.entries(all).filter(([label, value]) => !templated.includes(label) && value !== ''),
    ),
    templated,
  };
}
