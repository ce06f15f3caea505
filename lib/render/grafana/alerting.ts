/**
 * Rules as Grafana's own alerting knows them, as plain data: what provisioning files, the objects of Grafana's operator and Pulumi's RuleGroup
 * are made from. They mean what the Prometheus rules mean.
 */
import {
  ConfigError,
  formatGoDuration,
  groupRulesByName,
  panelId,
  seconds,
  toGrafanaTemplate,
  withoutMacrosInTexts,
  type Alert,
  type Comparison,
  type Mixin,
  type RecordingRule,
} from '../../orchestrator';
import { questionsWhereNotInhibited, type GrafanaQuestion } from './inhibited';
import { grafanaGroupName, grafanaAlertTitle, grafanaRuleUid } from './rule-identity';

/** Comparisons as Grafana's threshold expressions call them. */
export type GrafanaEvaluator = 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'ne';

const EVALUATORS: Readonly<Record<Comparison, GrafanaEvaluator>> = {
  '>': 'gt',
  '>=': 'gte',
  '<': 'lt',
  '<=': 'lte',
  '==': 'eq',
  '!=': 'ne',
};

/** The comparison of a threshold expression; undefined for what compares otherwise. */
export function comparisonOfEvaluator(type: string | undefined): Comparison | undefined {
  return (Object.keys(EVALUATORS) as Comparison[]).find((comparison) => EVALUATORS[comparison] === type);
}

/** One step of a rule: `A` asks Prometheus, `C` compares. No field that Grafana fills in: what is handed back must equal what was given. */
export type GrafanaRuleQuery<TUid = string> = ReturnType<typeof queryOf<TUid>> | ReturnType<typeof comparisonOf>;

export interface GrafanaAlertRule<TUid = string> {
  /** At most 40 letters, digits and `-`; derived from names. */
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly data: readonly GrafanaRuleQuery<TUid>[];
  /** In hours at most, as `keepFiringFor`: `36h`. */
  readonly for: string;
  readonly keepFiringFor?: string;
  /** What it means that there is no series at all. */
  readonly noDataState: 'OK' | 'NoData' | 'Alerting' | 'KeepLast';
  /** What it means that Prometheus could not be asked. */
  readonly execErrState: 'OK' | 'Error' | 'Alerting' | 'KeepLast';
  /** How many evaluations a series must be missing before its alert is over: those of `keepFiringFor`, and one. */
  readonly missingSeriesEvalsToResolve: number;
  readonly labels: Readonly<Record<string, string>>;
  /** With `__dashboardUid__` and `__panelId__`. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly isPaused: false;
}

export interface GrafanaRecordingRule<TUid = string> {
  readonly uid: string;
  readonly title: string;
  readonly data: readonly GrafanaRuleQuery<TUid>[];
  readonly record: { readonly metric: string; readonly from: string; readonly targetDatasourceUid: TUid };
  readonly isPaused: false;
}

/** Rules that Grafana evaluates together. The folder is the business of who delivers them. */
export interface GrafanaRuleGroup<TUid = string> {
  /** The part of its name that does not tell fleets apart, for instance `workers`; empty for upstream's only group of alerts. */
  readonly key: string;
  readonly name: string;
  /** A multiple of ten seconds. */
  readonly interval: string;
  readonly rules: readonly (GrafanaAlertRule<TUid> | GrafanaRecordingRule<TUid>)[];
}

/** Where rules ask, and what they are called by. `TUid` is what stands for a uid: a string, or what becomes one later. */
export interface GrafanaRulesOptions<TUid = string> {
  /** Uid of the Prometheus data source. */
  readonly datasourceUid: TUid;
  /** Uid of the data source that recorded series are written to. @default - the same that is asked */
  readonly targetDatasourceUid?: TUid | undefined;
  /** Tells fleets apart that share a Grafana; part of every rule's uid. @default - the uid of the main dashboard */
  readonly namespace?: string;
}

/**
 * The rules that Grafana evaluates, in the order of the model: none, unless the configuration leaves some to it.
 *
 * @throws ConfigError where a text of the user's own cannot be said in Grafana's templates; `check` finds it beforehand
 */
export function renderGrafanaRules(mixin: Mixin): readonly GrafanaRuleGroup[] {
  const rules = mixin.grafanaRuleGroups.flatMap((group) => group.rules);
  return renderGrafanaRuleGroups(mixin, rules, mixin.config.alerts.grafana);
}

/** Uid of an alert's rule. */
export function grafanaAlertUid(mixin: Mixin, { name, key }: Pick<Alert, 'name' | 'key'>, namespace?: string): string {
  return grafanaRuleUid(namespace ?? mixin.config.dashboard.uid, name, key);
}

/** Rules of a mixin in groups by their names, as Grafana would evaluate them, whoever does: for callers that decide it by other means. */
export function renderGrafanaRuleGroups<TUid>(
  mixin: Mixin,
  evaluated: readonly (Alert | RecordingRule)[],
  options: GrafanaRulesOptions<TUid>,
): readonly GrafanaRuleGroup<TUid>[] {
  const namespace = options.namespace ?? mixin.config.dashboard.uid;
  const questionOf = questionsWhereNotInhibited(mixin);
  return groupRulesByName(evaluated, mixin.config.evaluationInterval).map(({ name, interval, rules }) => ({
    ...grafanaGroupName(namespace, name),
    interval: normalDuration(interval),
    rules: rules.map((rule) =>
      rule.kind === 'alert'
        ? renderAlert(rule, mixin, questionOf(rule), options, seconds(interval))
        : renderRecordingRule(rule, namespace, options),
    ),
  }));
}

function renderAlert<TUid>(
  alert: Alert,
  mixin: Mixin,
  question: GrafanaQuestion,
  { datasourceUid, namespace }: GrafanaRulesOptions<TUid>,
  interval: number,
): GrafanaAlertRule<TUid> {
  return {
    uid: grafanaAlertUid(mixin, alert, namespace),
    title: grafanaAlertTitle(alert),
    condition: 'C',
    data: [queryOf(question.expression, datasourceUid), comparisonOf(alert.condition)],
    for: normalDuration(question.for),
    ...(alert.keepFiringFor === undefined ? {} : { keepFiringFor: normalDuration(alert.keepFiringFor) }),
    // As Prometheus has it: no series, no alert. Alerts about absence ask for series of zeros, so that there is always one.
    noDataState: 'OK',
    // Who cannot ask does not know: Grafana says so, as it does for rules that it took over from Prometheus.
    execErrState: 'Error',
    // As Prometheus has it: the alert of a series that is gone goes on for keepFiringFor, which Grafana itself looks at for series that are there.
    missingSeriesEvalsToResolve: 1 + Math.ceil(seconds(alert.keepFiringFor ?? '0s') / interval),
    labels: mapTexts(alert, 'label', alert.labels),
    annotations: {
      ...mapTexts(alert, 'annotation', alert.annotations),
      __dashboardUid__: mixin.config.dashboard.uid,
      __panelId__: String(panelId(alert.panel)),
    },
    isPaused: false,
  };
}

function renderRecordingRule<TUid>(
  { record, expression }: RecordingRule,
  namespace: string,
  { datasourceUid, targetDatasourceUid = datasourceUid }: GrafanaRulesOptions<TUid>,
): GrafanaRecordingRule<TUid> {
  return {
    uid: grafanaRuleUid(namespace, record),
    title: record,
    data: [queryOf(expression, datasourceUid)],
    record: { metric: record, from: 'A', targetDatasourceUid },
    isPaused: false,
  };
}

/** An instant query asks at the end of its time range; the beginning is Grafana's own. */
function queryOf<TUid>(expression: string, uid: TUid) {
  const expr = withoutMacrosInTexts(expression);
  return {
    refId: 'A',
    relativeTimeRange: { from: 600, to: 0 },
    datasourceUid: uid,
    model: { refId: 'A', datasource: { type: 'prometheus', uid }, expr, instant: true, range: false },
  };
}

function comparisonOf({ comparison, threshold }: Alert['condition']) {
  const uid = '__expr__';
  return {
    refId: 'C',
    relativeTimeRange: { from: 0, to: 0 },
    datasourceUid: uid,
    model: {
      refId: 'C',
      datasource: { type: uid, uid },
      type: 'threshold',
      expression: 'A',
      conditions: [{ evaluator: { type: EVALUATORS[comparison], params: [threshold] } }],
    },
  };
}

/** A duration that all of Grafana reads alike: its provider for Pulumi would take `1d12h` for a day. */
function normalDuration(duration: string): string {
  return formatGoDuration(seconds(duration));
}

function mapTexts(
  alert: Alert,
  kind: 'label' | 'annotation',
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, words]) => [name, translate(words, `alert ${alert.name}, ${kind} ${name}`)]),
  );
}

function translate(template: string, path: string): string {
  const translated = toGrafanaTemplate(template);
  if ('problem' in translated) {
    const message = `found ${JSON.stringify(template)}, which cannot be said in Grafana's templates: ${translated.problem}`;
    throw new ConfigError([{ path, message }]);
  }
  return translated.text;
}
