/** Are the rules loaded, as they would be rendered, healthy, and evaluated in time. */
import { isDeepStrictEqual } from 'node:util';
import { seconds, type Mixin } from '../../orchestrator';
import { matchersIn, neverMeet } from '../../promql/never-meet';
import { normalize } from '../../promql/normalize';
import { renderPrometheusRules } from '../../render';
import { groupBy } from '../../model/group-by';
import { said } from '../http/http';
import type { Labels, LoadedGroup, LoadedRule } from '../http/prometheus-api';
import { withoutSecrets } from '../http/server';
import { few, found, listed, type DoctorFinding } from './finding';
import { RULES, seriesRead, type Facts } from './facts';

/** Evaluations that may be missed before rules count as not evaluated. */
const MISSED_EVALUATIONS = 3;

interface FoundRule {
  readonly group: LoadedGroup;
  readonly rule: LoadedRule;
}

type WantedRule = ReturnType<typeof wantedRules>[number];

export function* diagnoseRules(facts: Facts, mixin: Mixin): Generator<DoctorFinding> {
  const { groups, withheld, clockAhead = 0, configuredAt } = facts;
  if (groups === undefined) {
    // What something keeps back is said with the rest of it.
    yield* found({
      severity: 'note',
      code: 'no-rule-api',
      what: 'This server does not say which rules it evaluates',
      evidence: withheld.has(RULES) ? [] : ['it has no /api/v1/rules'],
      fix: 'ask the ruler instead: give its address with --prometheus',
    });
    return;
  }
  const wanted = wantedRules(mixin);
  const ours = ownRules(groups, mixin);
  const names = new Set(wanted.map(({ name }) => name));
  const isLoaded = ours.some(({ rule }) => names.has(rule.name));
  const now = Date.now() / 1_000 + clockAhead;
  if (!isLoaded && wanted.length > 0) {
    yield notLoaded(wanted, groups, mixin);
  }
  yield* drift(isLoaded ? wanted : [], ours, mixin);
  yield* health(ours);
  yield* timeliness(ours, now, configuredAt);
  yield* firing(ours);
}

/**
 * The fleet's rules among all that are loaded: of a name that is rendered, or in a group that is called as ours are. Another fleet's are too; but
 * their expressions, or others of their group, ask for other values of the labels that the selector names. Who asks for none of a label, and for
 * no label that the selector lacks, gets ours, too.
 */
export function ownRules(groups: readonly LoadedGroup[], mixin: Mixin): readonly FoundRule[] {
  const { selector } = mixin.config;
  const told = new Set(selector.map(({ label }) => label));
  const rendered = wantedRules(mixin).map(({ name, fields }) => ({
    name,
    own: matchersIn(fields.expr).filter(({ label }) => told.has(label)),
  }));
  const wanted = groupBy(rendered, ({ name }) => name);
  return groups.flatMap((group) => {
    const ofGroup = asked(group.rules);
    const isOurs = (rule: LoadedRule): boolean => {
      const theirs = asked([rule]);
      const ofName = wanted.get(rule.name);
      const isOfWorkers = ofName !== undefined || /^(Orchestrator|(job|instance):orchestrator_)/.test(rule.name);
      const getsAll =
        isOfWorkers && [...(theirs.size === 0 ? ofGroup : theirs).keys()].every((label) => told.has(label));
      const meets = (own: typeof selector): boolean =>
        own.every((matcher) => {
          const same = theirs.get(matcher.label) ?? ofGroup.get(matcher.label);
          return same?.some((other) => !neverMeet(matcher, other)) ?? getsAll;
        });
      return ofName?.some(({ own }) => meets(own)) ?? (/^orchestrator(_|$)/.test(group.name) && meets(selector));
    };
    return group.rules.filter(isOurs).map((rule) => ({ group, rule }));
  });
}

/** What expressions ask, by label. */
const asked = (rules: readonly LoadedRule[]) =>
  groupBy(
    rules.flatMap(({ query }) => matchersIn(query)),
    ({ label }) => label,
  );

function wantedRules({ ruleGroups }: Mixin) {
  return ruleGroups.flatMap((group) =>
    renderPrometheusRules([group]).groups.flatMap(({ rules }) =>
      rules.map((fields) => {
        const name = fields['alert'] ?? fields['record'];
        return { group, name: typeof name === 'string' ? name : '', fields };
      }),
    ),
  );
}

function notLoaded(
  wanted: readonly WantedRule[],
  groups: readonly LoadedGroup[],
  { alerts, recordingRules }: Mixin,
): DoctorFinding {
  const own = wanted.filter(({ fields }) => 'alert' in fields).length;
  const records = new Set(recordingRules.map(({ record }) => record));
  // Where Grafana evaluates, most of them ask for themselves.
  const readers = alerts.filter(({ expression }) => seriesRead(expression).some((name) => records.has(name)));
  const without = readers.length > 0 ? 'panels and alerts' : 'panels';
  return {
    severity: 'error',
    code: 'rules-missing',
    what:
      own > 0
        ? 'No rule is loaded: no alert can fire'
        : `No recording rule is loaded: ${without} that read what they record have no data`,
    evidence: [
      `expected ${String(wanted.length)} rules, ${String(own)} of them alerts`,
      ...(own > 0 || readers.length === 0
        ? []
        : [`what they record is read by ${few([...new Set(readers.map(({ name }) => name))]).join(', ')}`]),
      groups.length === 0
        ? 'Prometheus has no rules at all'
        : `Prometheus has the groups ${few(groups.map(({ name }) => name)).join(', ')}`,
    ],
    fix: 'add prometheus/rules.yaml, which render writes, to rule_files and reload Prometheus; with the operator, give the PrometheusRule the labels that ruleSelector matches (release: <Helm release> for kube-prometheus-stack)',
  };
}

/** How the fleet's rules differ from those that are wanted; and alerts that Prometheus goes on evaluating, although Grafana should. */
function* drift(
  wanted: readonly WantedRule[],
  ours: readonly FoundRule[],
  { alerts, config }: Mixin,
): Generator<DoctorFinding> {
  // Thanos adds its external labels to every rule.
  const external = Object.keys(ours[0]?.rule.labels ?? {}).filter((label) =>
    ours.every(({ rule }) => rule.labels?.[label] !== undefined),
  );
  const byName = groupBy(ours, ({ rule }) => rule.name);
  const compared = wanted.map((rule) => {
    const there = (byName.get(rule.name) ?? []).map((one) => ({ one, words: differences(rule, one, external) }));
    return { name: rule.name, there, same: there.flatMap(({ one, words }) => (words.length === 0 ? [one] : [])) };
  });
  const matched = new Set(compared.flatMap(({ same }) => same));
  const copies = compared.flatMap(({ name, same }) =>
    // Of two servers behind one address, each has a rule once.
    [...groupBy(same, ({ rule }) => JSON.stringify(rule.labels)).values()]
      .map((alike) => [...new Set(alike.map(({ group: { file = '' } }) => file))])
      .flatMap((files) =>
        files.length > 1 ? [`${name} is loaded ${String(files.length)} times: ${listed(files)}`] : [],
      ),
  );
  const changed = compared
    .filter(({ same }) => same.length === 0)
    .map(({ name, there }) => {
      const [nearest] = there.filter(({ one }) => !matched.has(one)).sort((a, b) => a.words.length - b.words.length);
      if (nearest === undefined) {
        return `${name} is not loaded`;
      }
      matched.add(nearest.one);
      return `${name}: ${nearest.words.join('; ')}`;
    });
  const ofGrafana = new Set(config.alerts.evaluatedBy === 'grafana' ? alerts.map(({ name }) => name) : []);
  const placesOf = (isGrafanas: boolean): readonly string[] =>
    ours
      .filter((one) => !matched.has(one) && ofGrafana.has(one.rule.name) === isGrafanas)
      .map(({ rule, group: { name, file = '' } }) => `${rule.name} (group ${name}, ${file})`);
  yield* found({
    severity: 'warning',
    code: 'alerts-twice',
    what: 'Prometheus evaluates alerts that Grafana evaluates by this configuration: each comes twice',
    evidence: placesOf(true),
    fix: 'take the rule file out of rule_files and reload Prometheus; with the operator, delete the PrometheusRule',
  });
  yield* found({
    severity: 'warning',
    code: 'rules-drifted',
    what: 'The loaded rules differ from what this configuration renders',
    evidence: [...copies, ...changed, ...placesOf(false).map((place) => `${place} is loaded, but not rendered`)],
    fix: 'render again with this configuration, take files that are there twice out of rule_files, and reload Prometheus; or pass the configuration that the rules were rendered from (--config)',
  });
}

function differences(
  { fields, group }: WantedRule,
  { rule, group: loaded }: FoundRule,
  external: readonly string[],
): readonly string[] {
  const different: string[] = [];
  if (normalize(rule.query) !== normalize(fields.expr)) {
    different.push('the expression differs');
  }
  const duration = (field: string, value: number | undefined): void => {
    const text = fields[field];
    const expected = typeof text === 'string' ? seconds(text) : 0;
    if (value !== undefined && value !== expected) {
      different.push(`${field} is ${String(value)}s, not ${String(expected)}s`);
    }
  };
  duration('for', rule.duration);
  duration('keep_firing_for', rule.keepFiringFor);
  for (const field of ['labels', 'annotations'] as const) {
    const expected = (fields[field] ?? {}) as Labels;
    const own = Object.entries(rule[field] ?? {}).filter(([name]) => name in expected || !external.includes(name));
    if (!isDeepStrictEqual(expected, Object.fromEntries(own))) {
      different.push(`${field} differ`);
    }
  }
  if (loaded.interval !== undefined && loaded.interval !== seconds(group.interval)) {
    different.push(`evaluated every ${String(loaded.interval)}s, not ${group.interval}`);
  }
  return different;
}

function health(rules: readonly FoundRule[]): readonly DoctorFinding[] {
  const failing = rules.filter(({ rule }) => rule.health === 'err');
  return found({
    severity: 'error',
    code: 'rules-failing',
    what: `${String(failing.length)} rules cannot be evaluated`,
    evidence: failing.map(({ rule }) => `${rule.name}: ${said(rule.lastError ?? 'no reason given')}`),
    fix: '"many-to-many" or "duplicate series" means that a worker has several series, for instance from two scrape jobs, or federated without honor_labels: narrow the selector, or set honor_labels; "query timed out" means that Prometheus is overloaded',
  });
}

/** Both times are in seconds since 1970; that of the last change of the configuration may be unknown, and then nothing is new. */
function* timeliness(rules: readonly FoundRule[], now: number, configuredAt = 0): Generator<DoctorFinding> {
  const late: string[] = [];
  const waiting: string[] = [];
  for (const { name, interval = 60, evaluationTime = 0, lastEvaluation = '' } of new Set(
    rules.map(({ group }) => group),
  )) {
    const [age, limit] = [now - Date.parse(lastEvaluation) / 1_000, MISSED_EVALUATIONS * interval + 10];
    // Never evaluated is the year 1. Prometheus spreads the first evaluations over an interval.
    const isNever = age > 1e9;
    if (evaluationTime > interval) {
      late.push(`group ${name} takes ${evaluationTime.toFixed(1)} s, but runs every ${String(interval)} s`);
    }
    if (isNever && now - configuredAt <= limit) {
      waiting.push(`group ${name} is evaluated every ${String(interval)} s, and was not yet`);
    } else if (age > limit) {
      late.push(`group ${name} was ${isNever ? 'never evaluated' : `last evaluated ${age.toFixed(0)} s ago`}`);
    }
  }
  yield* found({
    severity: 'warning',
    code: 'rules-late',
    what: 'Rules are not evaluated in time: alerts fire late, or never',
    evidence: late,
    fix: 'give Prometheus more CPU, or set a longer evaluationInterval',
  });
  yield* found({
    severity: 'note',
    code: 'rules-new',
    what: 'Rules wait for their first evaluation, as they do after a start or a change',
    evidence: waiting,
    fix: 'nothing to do, unless they still wait after an interval',
  });
}

function firing(rules: readonly FoundRule[]): readonly DoctorFinding[] {
  const alerts = rules.flatMap(({ rule }) =>
    (rule.alerts ?? []).filter(({ state }) => state === 'firing').map((alert) => ({ name: rule.name, ...alert })),
  );
  return found({
    severity: 'warning',
    code: 'alerts-firing',
    what: `${String(alerts.length)} ${alerts.length === 1 ? 'alert is' : 'alerts are'} firing`,
    evidence: alerts.map(
      ({ name, annotations }) => `${name}: ${withoutSecrets(annotations['description'] ?? '', process.env)}`,
    ),
    fix: 'follow RUNBOOK.md, which render writes',
  });
}
