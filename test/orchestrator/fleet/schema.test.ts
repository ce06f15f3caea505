import { ALERT_NAMES } from '../../../lib/orchestrator';
import { formatPath } from '../../../lib/validation/path';
import { RESERVED_LABELS } from '../../../lib/orchestrator/fleet/selector-schema';
import { GOOD, placesIn, problemsOf, withValue } from '../../validation/problems';
import { testAllowed, testRefusals, DURATION } from '../../validation/refused';
import { NO_REPLACEMENT, text, TRUE_OR_FALSE, UNRESERVED } from '../../validation/refused';

test('the good props are good', () => {
  expect(problemsOf(GOOD)).toEqual([]);
});

test('undefined stands for a field that is left out, wherever one may be', () => {
  const places = placesIn(GOOD).map(
    (keys) => [formatPath(keys), problemsOf(withValue(keys, undefined)).length] as const,
  );

  // The props as a whole have a default, too: nothing at all is a description.
  expect(places.filter(([, count]) => count === 0).length).toBeGreaterThan(30);
  expect(places.filter(([, count]) => count > 0).map(([path]) => path)).toEqual([
    'selector.job',
    'selector.namespace',
    'selector.namespace.regex',
    'selector.pod',
    'selector.pod.not',
    'selector.container',
    'selector.container.notRegex',
    'aggregateBy[0]',
    'aggregateBy[1]',
    'replicaSets[0]',
    'replicaSets[0].name',
    'replicaSets[1]',
    'replicaSets[1].name',
    'replicaSets[1].workers.min',
    'replicaSets[1].workers.max',
    'replicaSets[2]',
    'replicaSets[2].name',
    'replicaSets[2].workers.deployment',
    'replicaSets[2].workers.namespace',
    'replicaSets[3]',
    'replicaSets[3].name',
    'replicaSets[3].workers.statefulSet',
    'replicaSets[3].workers.namespace',
    'replicaSets[4]',
    'replicaSets[4].name',
    'replicaSets[4].alerts.OrchestratorProjectionErrors.labels.team',
    'replicaSets[4].alerts.OrchestratorProjectionErrors.annotations.note',
    'scrape.namespaces[0]',
    'scrape.podLabels["app.kubernetes.io/name"]',
    'alerts.labels.team',
    'alerts.annotations.contact',
    'alerts.grafana.deleteRules[0]',
    'dashboard.tags[0]',
    'dashboard.timeRange.from',
    'dashboard.timeRange.to',
  ]);
});

describe('settings of an alert', () => {
  const of = 'replicaSets.4.alerts';
  const at = `${of}.OrchestratorProjectionErrors`;
  const SEVERITY = "'critical', 'warning' or 'info'";
  const A_YEAR = `${DURATION}, at most 1y`;
  const TEMPLATE = "a text that Prometheus's templates can read";
  const NOTE = text(10_000);
  const names = ALERT_NAMES.join(', ');
  const misspelt = 'unknown key `OrchestratorProjectionError`';

  testRefusals([
    [`${of}.OrchestratorProjectionError`, {}, misspelt, names, 'did you mean `OrchestratorProjectionErrors`?'],
    [at, false, 'false', 'an object with enabled, threshold, for, keepFiringFor, severity, labels, annotations'],
    [`${at}.enabled`, 'false', '"false"', TRUE_OR_FALSE, 'write false'],
    [`${at}.threshold`, '0.5', '"0.5"', 'a finite number', 'write 0.5'],
    [`${at}.threshold`, -Infinity, '-Infinity', 'a finite number'],
    [`${at}.threshold`, NaN, 'NaN', 'a finite number'],
    [`${at}.for`, 300, '300', A_YEAR, 'write "300s"'],
    [`${at}.for`, '1 hour and 30 minutes', '"1 hour and 30 minutes"', A_YEAR, 'write "1h30m"'],
    [`${at}.for`, '5', '"5"', A_YEAR],
    [`${at}.for`, '5m\n', '"5m\\n"', A_YEAR, 'write "5m"'],
    [`${at}.keepFiringFor`, '366d', '"366d"', A_YEAR],
    [`${at}.keepFiringFor`, `${'9'.repeat(400)}y`, `"${'9'.repeat(40)}"... (401 characters)`, A_YEAR],
    [`${at}.severity`, 'warn', '"warn"', SEVERITY, 'did you mean `warning`?'],
    [`${at}.severity`, 'page', '"page"', SEVERITY],
    [`${at}.labels`, ['team'], 'a list of 1', 'an object with label names and their values'],
    [`${at}.labels.severity`, 'x', 'the key `severity`', UNRESERVED, 'rename it'],
    [`${at}.labels.team`, 5, '5', text(1000), 'write "5"'],
    [`${at}.labels.team`, '{{ $x', '"{{ $x" (not every {{ has its }})', TEMPLATE],
    [`${at}.labels.team`, '{{ $x }}', '"{{ $x }}" (the variable $x is unknown)', TEMPLATE],
    [`${at}.annotations.note`, '{{ end }}', '"{{ end }}" ({{ end }} without a block)', TEMPLATE],
    [`${at}.labels.constructor`, 'x', 'the key `constructor`', 'any other', 'rename it'],
    [`${at}.annotations.__a`, 'b', 'the key `__a`', 'any name but those that start with __', 'rename it'],
    [`${at}.annotations.note`, '', '""', NOTE],
    [`${at}.annotations.note`, '\ud800', '"\\ud800"', `${NOTE}, in well-formed Unicode`],
    [`${at}.annotations.note`, 'a\u0000', '"a\\u0000"', `${NOTE}, without control characters but line feeds and tabs`],
    [
      'alerts.enable',
      true,
      'unknown key `enable`',
      'enabled, labels, annotations, overrides, evaluatedBy, grafana',
      'did you mean `enabled`?',
    ],
    [
      'alerts.OrchestratorProjectionErrors',
      { threshold: 0.1 },
      'unknown key `OrchestratorProjectionErrors`',
      'enabled, labels, annotations, overrides, evaluatedBy, grafana',
      'put it under `overrides`',
    ],
    [
      'alerts.OrchestratorNoWorkers',
      { enabled: false },
      'unknown key `OrchestratorNoWorkers`',
      'enabled, labels, annotations, overrides, evaluatedBy, grafana',
      'put it under `overrides`',
    ],
    [
      'alerts.critical',
      { labels: { page: 'yes' } },
      'unknown key `critical`',
      'enabled, labels, annotations, overrides, evaluatedBy, grafana',
    ],
    [
      `${of}.overrides`,
      { OrchestratorProjectionErrors: { threshold: 0.1 } },
      'unknown key `overrides`',
      names,
      'leave out `overrides`, and write what is in it in its place',
    ],
    ['alerts', [], 'an empty list', 'an object with enabled, labels, annotations, overrides, evaluatedBy, grafana'],
  ]);
  testAllowed([
    [`${at}.for`, '0s'],
    [`${at}.for`, '1y'],
    [`${at}.threshold`, -1],
    [`${at}.labels.team`, 'a\ufffd'],
    [`${at}.annotations.note`, 'first line\n\tsecond: {{ $labels.replica_set }}'],
  ]);
});

describe('scrape job, dashboard, addresses', () => {
  const NAMESPACE =
    "the name of a Kubernetes namespace (up to 63 lower-case letters, digits and '-', with a letter or digit at both ends)";
  const UID = '1 to 40 letters, digits, - and _';
  const long = 'x'.repeat(41);
  const POD_LABEL =
    "a name such as app or app.kubernetes.io/name (up to 63 letters, digits, '-', '_' and '.', behind an optional DNS name and '/')";
  const POD_LABEL_VALUE =
    "the value of a Kubernetes label (up to 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends)";
  const PORT_NAME = 'the name of a port (at most 15 lower-case letters, digits and -, a letter among them)';
  const REFRESH = `${DURATION}, from 1s to 1d, or '' for never`;
  const RUNBOOK = 'an http or https URL without #';
  const GRAFANA = 'an http or https URL without ? and #';

  testRefusals([
    ['scrape.jobName', 'a\ufffd', '"a\ufffd"', `${text(200)}, ${NO_REPLACEMENT}`],
    ['scrape.jobName', '', '""', text(200)],
    ['scrape.namespaces', [], 'an empty list', 'at least one namespace'],
    ['scrape.namespaces', 'shop', '"shop"', 'a list of namespaces', 'write ["shop"]'],
    ['scrape.namespaces.0', 'Shop', '"Shop"', NAMESPACE, 'write "shop"'],
    ['scrape.podLabels./a', 'b', 'the key `/a`', POD_LABEL, 'rename it'],
    ['scrape.port', 9090, '9090', PORT_NAME],
    ['scrape.port', '9090', '"9090"', PORT_NAME],
    ['scrape.replicaSetPodLabel', '/a', '"/a"', POD_LABEL],
    ['scrape.replicaSetPodLabel', 'a..b/x', '"a..b/x"', POD_LABEL],
    ['scrape.podLabels.app', 'a b', '"a b"', POD_LABEL_VALUE],
    ['dashboard.uid', 'a b', '"a b"', UID],
    ['dashboard.uid', '', '""', UID],
    ['dashboard.uid', long, `"${long}"`, UID],
    ['dashboard.title', null, 'null', text(189), 'leave it out'],
    ['dashboard.tags.0', '', '""', text(50)],
    ['dashboard.refresh', 10, '10', REFRESH, 'write "10s"'],
    ['dashboard.refresh', 'never', '"never"', REFRESH],
    ['dashboard.timeRange.from', 'yesterday', '"yesterday"', "a Grafana time such as 'now-1h'"],
    ['dashboard.timeRange.to', undefined, 'missing', "a Grafana time such as 'now'"],
    ['dashboard.datasource', {}, 'an object with no keys', text(190)],
    ['runbookBaseUrl', 'runbooks', '"runbooks"', RUNBOOK],
    ['runbookBaseUrl', 'https://a.b/#c', '"https://a.b/#c"', RUNBOOK],
    ['runbookBaseUrl', ' https://a.b', '" https://a.b"', RUNBOOK, 'write "https://a.b"'],
    ['grafanaUrl', 'javascript:alert(1)', '"javascript:alert(1)"', GRAFANA],
    ['grafanaUrl', 'https://a b', '"https://a b"', GRAFANA],
    ['grafanaUrl', 'https://a.b?', '"https://a.b?"', GRAFANA],
  ]);
  testAllowed([
    ['dashboard.uid', 'x'.repeat(40)],
    ['dashboard.refresh', ''],
    ['dashboard.timeRange', { from: 'now-1w/w', to: 'now/fQ' }],
    ['scrape.podLabels.app', ''],
    ['runbookBaseUrl', 'http://[::1]:8080/a?b=c'],
  ]);
});

test.each(RESERVED_LABELS)('the label %s is reserved in selectors, groupings and extra labels', (label) => {
  const override = ['replicaSets', 4, 'alerts', 'OrchestratorProjectionErrors', 'labels', label];

  for (const keys of [['selector', label], ['alerts', 'labels', label], override]) {
    expect(problemsOf(withValue(keys, 'x')).map(({ path }) => path)).toEqual([formatPath(keys)]);
  }
  expect(problemsOf(withValue(['aggregateBy', 0], label)).map(({ path }) => path)).toEqual(['aggregateBy[0]']);
});
