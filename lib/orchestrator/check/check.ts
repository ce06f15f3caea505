/**
 * Checks over a whole mixin, for every user, at synth: what was composed is held against the catalogue, against Prometheus's grammar and
 * against the limits of what will read it. Errors stop synth, warnings are printed.
 */
import type { Alert } from '../../model/alerts/alerts';
import { groupBy } from '../../model/group-by';
import type { RecordingRule } from '../../model/recording-rule';
import { ConfigError } from '../../validation/config-error';
import { checkThresholds } from './thresholds';
import { expressionProblem, findUnknownNames, labelsByMetric, type Expression } from './expressions';
import { checkGrafanaAlerting } from './grafana-alerting';
import { checkOwnSignals } from './own-signals';
import { checkScraping } from './scraping';
import { checkSettings } from './settings';
import { checkOwnTemplates } from './templates';
import { formatPath } from '../../validation/path';
import { errorAt, warningAt, type Finding } from '../../validation/finding';
import { ask, type QueryContext, type Signal } from '../../model/signal';
import type { Panel } from '../../model/dashboards/panel';
import { areasOf, profileOf, type Mixin } from '../mixin';
import { requireMixin } from '../ready-mixin';
import { asksOther } from '../extension/extension';
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
  const { config, alerts } = mixin;
  const context = profileOf(config).context(config);
  const findings = [
    ...checkSettings(
      config,
      areasOf(config).flatMap((area) => area.alerts),
    ),
    ...checkExtension(mixin, context),
    ...checkOwnSignals(mixin, context),
    ...checkScraping(config),
    ...checkGrafanaAlerting(mixin),
    ...checkOwnTemplates(mixin),
    ...checkExpressions(mixin),
    ...alerts.flatMap((alert) => [...checkThresholds(alert, config, context)]),
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

/** Where a user wrote an alert's question; undefined where it is the shipped one. */
function writtenAlert({ extend }: MonitoringConfig, alert: string): string | undefined {
  const index = extend.alerts.findIndex((own) => own.name === alert && asksOther(own));
  return index < 0 ? undefined : formatPath(['extend', 'alerts', index]);
}

function pathOfRule(config: MonitoringConfig, rule: Alert | RecordingRule): string {
  if (rule.kind === 'alert') {
    return writtenAlert(config, rule.name) ?? `alert ${rule.name}`;
  }
  const index = config.extend.recordingRules.findIndex(({ name }) => name === rule.signal.name);
  return index < 0 ? `recording rule ${rule.record}` : formatPath(['extend', 'recordingRules', index]);
}

function pathOfQuery(
  { extend }: MonitoringConfig,
  uid: string,
  { name, title }: Panel,
  query: number,
  refId: string,
): string {
  const index = extend.panels.findIndex((own) => own.name === name);
  return index < 0
    ? `dashboard ${uid}, panel ${title}, query ${refId}`
    : formatPath(['extend', 'panels', index, 'queries', query]);
}

/** Every expression of the mixin, with the place that it stands in. */
export function expressionsOf({ config, ruleGroups, grafanaRuleGroups, dashboards }: Mixin): readonly Expression[] {
  return [
    ...[...ruleGroups, ...grafanaRuleGroups].flatMap(({ rules }) =>
      rules.map((rule) => ({ path: pathOfRule(config, rule), expression: rule.expression, inRule: true })),
    ),
    ...dashboards.flatMap(({ uid, panels, variables, annotations }) => [
      ...panels.flatMap((panel) =>
        panel.queries.map(({ refId, expression }, index) => ({
          path: pathOfQuery(config, uid, panel, index, refId),
          expression,
          inRule: false,
        })),
      ),
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
    for (const { what, unless, fix } of findUnknownNames(parsed, known)) {
      yield unless === undefined
        ? errorAt(path, { what, why: 'the expression would never return anything, without an error', fix })
        : warningAt(path, {
            what,
            why: `unless ${unless}, the expression never returns anything, without an error`,
            fix,
          });
    }
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
  for (const { name, panel } of alerts.filter((alert) => !panelNames.has(alert.panel))) {
    const own = config.extend.alerts.findIndex((alert) => alert.name === name && alert.panel !== undefined);
    yield errorAt(own < 0 ? (writtenAlert(config, name) ?? `alert ${name}`) : ['extend', 'alerts', own, 'panel'], {
      what: `no dashboard has the panel ${panel} that the alert points to`,
      why: 'the link of the alert would lead nowhere',
      fix: 'name a panel that exists',
    });
  }
  for (const { uid, rows, panels } of dashboards) {
    for (const [id, [{ name }, other]] of groupBy([...rows, ...panels], (one) => String(one.id))) {
      // Of one name are sections of the runbook whose alerts differ in capital letters alone: `extend` is told of the alerts.
      if (other !== undefined && other.name !== name) {
        yield errorAt('extend', {
          what: `found ${name} and ${other.name} on the dashboard ${uid}, which have the same id (${id})`,
          why: 'links lead to a panel by the id, which follows from its name',
          fix: 'give your own another name',
        });
      }
    }
  }
}

/** A selector that no target can be thought of for. */
function* checkRuleTests({ alerts, config }: Mixin): Generator<Finding> {
  if (alerts.length > 0 && findTargetLabels(config.selector, config.aggregateBy, {}, 1) === undefined) {
    yield warningAt('selector', {
      what: 'found no labels that it would accept',
      why: 'the generated unit tests need a target that the rules find, so none are generated',
      fix: 'write a regular expression of literals, classes, alternatives and repetitions, or tests of your own',
    });
  }
}
