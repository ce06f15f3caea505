/**
 * Checks over a whole mixin, for every user, at synth: what was composed is held against the catalogue, against Prometheus's grammar and
 * against the limits of what will read it. Errors stop synth, warnings are printed.
 */
import type { Alert } from '../../model/alerts/alerts';
import type { RecordingRule } from '../../model/recording-rule';
import { ConfigError, errorAt, suggest, warningAt, type ConfigPath, type Finding } from '../../validation';
import { checkThresholds } from './thresholds';
import { expressionProblem, findUnknownNames, labelsByMetric, type Expression } from './expressions';
import { checkGrafanaAlerting } from './grafana-alerting';
import { checkSettings } from './settings';
import { checkOwnTemplates } from './templates';
import { ask, type QueryContext, type Signal } from '../../model/signal';
import { profileOf, type Mixin } from '../mixin';
import { requireMixin } from '../ready-mixin';
import { asksOther, writtenIn } from '../extension/extension';
import { checkExtension } from './extension';
import type { MonitoringConfig } from '../fleet/config';
import { findTargetLabels } from '../../model/rule-tests/target-labels';
import { macrosIn } from '../../promql/grammar';
import { parsePromql } from '../../promql/parse';

/**
 * Everything that there is to say about a mixin, errors first. Empty when all is well.
 *
 * @throws ConfigError for anything but a mixin
 */
export function check(mixin: Mixin): readonly Finding[] {
  requireMixin(mixin);
  const { config } = mixin;
  const context = profileOf(config).context(config);
  const findings = [
    ...checkSettings(config),
    ...checkExtension(mixin, context),
    ...checkGrafanaAlerting(mixin),
    ...checkOwnTemplates(mixin),
    ...checkExpressions(mixin),
    ...checkThresholds(mixin, context),
    ...checkScopes(mixin, context),
    ...checkDashboards(mixin),
    ...checkRuleTests(mixin),
  ];
  return [
    ...findings.filter(({ severity }) => severity === 'error'),
    ...findings.filter(({ severity }) => severity === 'warning'),
  ];
}

/** Throws a ConfigError if there are errors among the findings; returns the warnings. */
export function refuseErrors(findings: readonly Finding[]): readonly Finding[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new ConfigError(errors.map(({ path, what, why, fix }) => ({ path, message: `${what}; ${why}; ${fix}` })));
  }
  return findings;
}

function pathOfRule({ extend }: MonitoringConfig, rule: Alert | RecordingRule): ConfigPath | string {
  return rule.kind === 'alert'
    ? (writtenIn(extend, 'alerts', (own) => own.name === rule.name && asksOther(own)) ?? `alert ${rule.name}`)
    : (writtenIn(extend, 'recordingRules', ({ name }) => name === rule.signal.name) ?? `recording rule ${rule.record}`);
}

export function expressionsOf({ config, ruleGroups, grafanaRuleGroups, dashboards }: Mixin): readonly Expression[] {
  return [
    ...[...ruleGroups, ...grafanaRuleGroups].flatMap(({ rules }) =>
      rules.map((rule) => ({ path: pathOfRule(config, rule), expression: rule.expression, inRule: true })),
    ),
    ...dashboards.flatMap(({ uid, panels, variables, annotations }) => [
      ...panels.flatMap(({ name, title, queries }) => {
        const own = writtenIn(config.extend, 'panels', (panel) => panel.name === name);
        return queries.map(({ refId, expression }, index) => ({
          path: own ? [...own, 'queries', index] : `dashboard ${uid}, panel ${title}, query ${refId}`,
          expression,
          inRule: false,
        }));
      }),
      ...variables.map(({ name, query }) => ({
        path: `dashboard ${uid}, variable ${name}`,
        // What Grafana asks for the values of a label, as an expression: the label must be one of the metric's.
        expression: query.replace(/^label_values\((.*), (\w+)\)$/, 'group by ($2) ($1)'),
        inRule: false,
      })),
      ...annotations.map(({ title, expression }) => ({
        path: `dashboard ${uid}, annotation ${title}`,
        expression,
        inRule: false,
      })),
    ]),
  ];
}

function* checkExpressions(mixin: Mixin): Generator<Finding> {
  const known = labelsByMetric(mixin);
  for (const { path, expression, inRule } of expressionsOf(mixin)) {
    const [macro] = inRule ? macrosIn(expression) : [];
    if (macro !== undefined) {
      yield errorAt(path, {
        what: `found ${macro}`,
        why: 'only queries of dashboards have it: Prometheus refuses a rule file with it',
        fix: 'write a duration, or $window for the range of rates',
      });
    }
    const parsed = parsePromql(expression);
    const problem = expressionProblem(parsed, expression);
    if (problem !== undefined) {
      yield errorAt(path, {
        what: `the expression ${problem}: ${expression}`,
        why: 'Prometheus refuses a rule file, and Grafana a query, with such an expression',
        fix: 'look in `extend`, selectors and overrides for what causes it; if nothing there does, this is a bug in the package',
      });
      continue;
    }
    yield* findUnknownNames(path, parsed, known);
  }
}

/** Where settings of replica sets differ, each rule has to ask for its own alone. */
function* checkScopes({ alerts, config }: Mixin, context: QueryContext): Generator<Finding> {
  const questions = new Map<Signal, string>();
  const told = new Set<string>();
  for (const alert of alerts) {
    const { name, scope, condition, selfContained } = alert;
    // A rule about all that are listed leaves out none of them. What knows no replica set is refused with its settings.
    const isOfSome = scope.matchers.length > 0 && scope.subjects.length < config.replicaSets.length;
    if (!isOfSome || told.has(name) || !condition.signal.labels.includes('replica_set')) {
      continue;
    }
    const question = questions.get(condition.signal) ?? ask(condition.signal, context);
    questions.set(condition.signal, question);
    if (question === selfContained.signalExpression) {
      told.add(name);
      yield errorAt(pathOfRule(config, alert), {
        what: `found ${question.replace(/\s+/g, ' ')}, which asks for all replica sets, whatever their settings`,
        why: 'replica sets with settings of their own have a rule of their own, or none, and each rule would fire for all of them',
        fix: 'select by `$workers` (`context.workers`), or set the alert for the whole fleet, in `alerts.overrides`',
      });
    }
  }
}

function* checkDashboards({ dashboards, alerts, config }: Mixin): Generator<Finding> {
  const panelNames = new Set(dashboards.flatMap(({ panels }) => panels.map(({ name }) => name)));
  for (const alert of alerts.filter(({ panel }) => !panelNames.has(panel))) {
    const own = writtenIn(config.extend, 'alerts', ({ name, panel }) => name === alert.name && panel !== undefined);
    yield errorAt(own ? [...own, 'panel'] : pathOfRule(config, alert), {
      what: `no dashboard has the panel ${alert.panel} that the alert points to`,
      why: 'the link of the alert would lead nowhere',
      fix: suggest(alert.panel, [...panelNames]) ?? 'name a panel that exists; docs/metrics.md lists the shipped ones',
    });
  }
}

function* checkRuleTests({ alerts, config }: Mixin): Generator<Finding> {
  if (alerts.length > 0 && findTargetLabels(config.selector, config.aggregateBy, {}, 1) === undefined) {
    yield warningAt('selector', {
      what: 'found no labels that it would accept',
      why: 'the generated unit tests need a target that the rules find, so none are generated',
      fix: 'write a regular expression of literals, classes, alternatives and repetitions, or tests of your own',
    });
  }
}

/** Findings of severity `info`. `check` leaves them out: it is for what is wrong. */
export function suggestionsFor({ alerts, config }: Mixin): readonly Finding[] {
  const isSet = config.grafanaUrl !== undefined || config.runbookBaseUrl !== undefined;
  if (config.profile !== 'hardened' || alerts.length === 0 || isSet) {
    return [];
  }
  // Grafana itself adds links to dashboard and panel, of its own address.
  const [missing, linked] =
    config.alerts.evaluatedBy === 'grafana'
      ? ['no runbook', 'the runbook dashboard']
      : ['no dashboard and no runbook', 'the dashboards'];
  const suggestion = {
    what: 'is not set, and neither is runbookBaseUrl',
    why: `notifications link to ${missing}`,
    fix: `set grafanaUrl, for links to ${linked}, or runbookBaseUrl, for links to a runbook of your own`,
  };
  return [{ severity: 'info', path: 'grafanaUrl', ...suggestion }];
}
