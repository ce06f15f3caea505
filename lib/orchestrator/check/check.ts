/**
 * Checks over a whole mixin, for every user, at synth: what was composed is held against the catalogue, against Prometheus's grammar and
 * against the limits of what will read it. Errors stop synth, warnings are printed.
 */
import type { Alert } from '../../model/alerts/alerts';
import { ConfigError } from '../../validation/config-error';
import { findUnknownNames, labelsByMetric, type Expression } from './expressions';
import { checkGrafanaAlerting } from './grafana-alerting';
import { checkRuleTests } from './rule-tests';
import { checkScraping } from './scraping';
import { checkSettings } from './settings';
import { checkOwnTemplates } from './templates';
import { formatPath } from '../../validation/path';
import type { Finding } from '../../validation/finding';
import { areasOf, type Mixin } from '../mixin';
import { checkExtension } from './extension';
import { holds } from '../../model/rule-tests/values';
import { parsePromql } from '../../promql/parse';

/** Everything that there is to say about a mixin, errors first. Empty when all is well. */
export function check(mixin: Mixin): readonly Finding[] {
  const findings = [
    ...checkSettings(
      mixin.config,
      areasOf(mixin.config).flatMap(({ alerts }) => alerts),
    ),
    ...checkExtension(mixin),
    ...checkScraping(mixin.config),
    ...checkGrafanaAlerting(mixin.config),
    ...checkOwnTemplates(mixin),
    ...checkExpressions(mixin),
    ...mixin.alerts.flatMap((alert) => checkThreshold(alert, mixin)),
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

/** Every expression of the mixin, with the place that it stands in. */
export function expressionsOf({ ruleGroups, grafanaRuleGroups, dashboards }: Mixin): readonly Expression[] {
  return [
    ...[...ruleGroups, ...grafanaRuleGroups].flatMap(({ rules }) =>
      rules.map((rule) => ({
        path: rule.kind === 'alert' ? `alert ${rule.name}` : `recording rule ${rule.record}`,
        expression: rule.expression,
      })),
    ),
    ...dashboards.flatMap(({ uid, panels, variables, annotations }) => [
      ...panels.flatMap(({ title, queries }) =>
        queries.map(({ refId, expression }) => ({
          path: `dashboard ${uid}, panel ${title}, query ${refId}`,
          expression,
        })),
      ),
      ...variables.map(({ name, query }) => ({
        path: `dashboard ${uid}, variable ${name}`,
        // What Grafana asks for the values of a label, as an expression: the label must be one of the metric's.
        expression: query.replace(/^label_values\((.*), (\w+)\)$/, 'group by ($2) ($1)'),
      })),
      ...annotations.map(({ title, expression }) => ({
        path: `dashboard ${uid}, annotation ${title}`,
        expression,
      })),
    ]),
  ];
}

function checkExpressions(mixin: Mixin): readonly Finding[] {
  const known = labelsByMetric(mixin);
  return expressionsOf(mixin).flatMap(({ path, expression }): Finding[] => {
    const parsed = parsePromql(expression);
    if (parsed.errorAt !== undefined) {
      return [
        {
          severity: 'error',
          path,
          what: `the expression does not parse at character ${String(parsed.errorAt + 1)}: ${expression}`,
          why: 'Prometheus refuses a rule file, and Grafana a query, with such an expression',
          fix: 'look in `extend`, selectors and overrides for what causes it; if nothing there does, this is a bug in the package',
        },
      ];
    }
    return findUnknownNames(parsed, known).map((what) => ({
      severity: 'error',
      path,
      what,
      why: 'the expression would never return anything, without an error',
      // Only what a user asks themselves can.
      fix: / label replica_set\b/.test(what)
        ? 'select what the scrape adds with `$targets` (`context.targets`): `$workers` asks for a replica set too'
        : 'use a label that the scrape configuration sets, or enable the recording rule that records the series',
    }));
  });
}

/**
 * A threshold that no value of the signal passes, or every one. Upstream's own rules hold one, kept to the letter: there it is a warning.
 */
function checkThreshold(alert: Alert, { config }: Mixin): readonly Finding[] {
  const { signal, threshold, comparison } = alert.condition;
  const { minimum, maximum } = signal.range ?? {};
  const [least, most] = [minimum?.value ?? -Infinity, maximum?.value ?? Infinity];
  const within = threshold >= least && threshold <= most ? [threshold] : [];
  const outcomes = [least, most, ...within].map((value) => holds(value, comparison, threshold));
  if (new Set(outcomes).size > 1) {
    return [];
  }
  const above = threshold >= most;
  const bound = above ? maximum : minimum;
  return [
    {
      severity: config.profile === 'upstream' ? 'warning' : 'error',
      path: thresholdPath(
        alert,
        config.replicaSets.map(({ name }) => name),
      ),
      what: `found ${String(threshold)}: ${alert.name} would ${outcomes[0] === true ? 'always' : 'never'} fire`,
      why: `"${signal.title}" cannot be ${above ? 'above' : 'below'} ${String(bound?.value)} (${bound?.why ?? ''})`,
      fix: `set a threshold ${above ? 'below' : 'above'} ${String(bound?.value)}, or disable the alert`,
    },
  ];
}

/** The prop that the number came from. */
function thresholdPath({ name, scope }: Alert, replicaSets: readonly string[]): string {
  const [first] = scope.subjects;
  return first !== undefined && !scope.unlisted
    ? formatPath(['replicaSets', replicaSets.indexOf(first), 'alerts', name, 'threshold'])
    : formatPath(['alerts', 'overrides', name, 'threshold']);
}

function checkDashboards({ dashboards, alerts }: Mixin): readonly Finding[] {
  const panelNames = new Set(dashboards.flatMap(({ panels }) => panels.map(({ name }) => name)));
  return [
    ...alerts
      .filter(({ panel }) => !panelNames.has(panel))
      .map(({ name, panel }): Finding => ({
        severity: 'error',
        path: `alert ${name}`,
        what: `no dashboard has the panel ${panel} that the alert points to`,
        why: 'the link of the alert would lead nowhere',
        fix: 'name a panel that exists',
      })),
    ...dashboards.flatMap(({ uid, panels }) => {
      const ids = panels.map(({ id }) => id);
      return panels
        .filter(({ id }, index) => ids.indexOf(id) !== index)
        .map(({ name, id }): Finding => ({
          severity: 'error',
          path: `dashboard ${uid}, panel ${name}`,
          what: `the id ${String(id)} is used by another panel, too`,
          why: 'links and alerts would lead to the wrong panel',
          fix: 'rename the panel',
        }));
    }),
  ];
}
