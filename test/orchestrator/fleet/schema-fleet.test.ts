import { testAllowed, testRefusals, DURATION } from '../../validation/refused';
import { NO_REPLACEMENT, PROMQL_LABEL, text, TRUE_OR_FALSE, UNRESERVED } from '../../validation/refused';

const PROFILE = "'hardened' or 'upstream'";
const COUNT = 'a whole number from 0 to 10000';
const WORKERS = `${COUNT}, { min, max } of such numbers, { deployment, namespace } or { statefulSet, namespace }`;
const NAMESPACE =
  "the name of a Kubernetes namespace (up to 63 lower-case letters, digits and '-', with a letter or digit at both ends)";
const DEPLOYMENT =
  "the name of a Kubernetes object (up to 253 lower-case letters, digits, '-' and '.', with a letter or digit at both ends)";
const NAME = text(200);
const ONCE = 'each value once';

describe('profile, intervals, switches', () => {
  testRefusals([
    ['profile', 'Hardened', '"Hardened"', PROFILE, 'write "hardened"'],
    ['profile', 'upstraem', '"upstraem"', PROFILE, 'did you mean `upstream`?'],
    ['profile', 'both', '"both"', PROFILE],
    ['profile', null, 'null', PROFILE, 'leave it out'],
    ['watchUnlisted', 'yes', '"yes"', TRUE_OR_FALSE],
    ['recordingRules', 'True', '"True"', TRUE_OR_FALSE, 'write true'],
    ['recordingRules', 0, '0', TRUE_OR_FALSE],
    ['scrapeInterval', '61s', '"61s"', `${DURATION}, from 1s to 1m`],
    ['scrapeInterval', '0s', '"0s"', `${DURATION}, from 1s to 1m`],
    ['scrapeInterval', '15 sec', '"15 sec"', `${DURATION}, from 1s to 1m`, 'write "15s"'],
    ['evaluationInterval', '500ms', '"500ms"', `${DURATION}, from 1s to 1m`],
    ['evaluationInterval', '61s', '"61s"', `${DURATION}, from 1s to 1m`],
    ['evaluationInterval', 30, '30', `${DURATION}, from 1s to 1m`, 'write "30s"'],
  ]);
  testAllowed([
    ['profile', 'upstream'],
    ['scrapeInterval', '1s'],
    ['scrapeInterval', '1m'],
    ['evaluationInterval', '1m'],
  ]);
});

describe('selector', () => {
  const SELECTOR = 'an object with labels of the targets and the values that they must have';
  const EMPTY = 'at least one label, or every target that Prometheus scrapes would count as a worker';
  const ANYTHING = 'nothing but labels that may have any value';
  const APART = 'at least one label that may not, or every target that Prometheus scrapes would count as a worker';
  const MATCHER = 'a label value, or one of { not: value }, { regex: expression }, { notRegex: expression }';
  const VALUE = text(1000, 'a label value');
  const both = { not: 'a', regex: 'b' };

  testRefusals([
    ['selector', 'job', '"job"', SELECTOR],
    ['selector', ['job'], 'a list of 1', SELECTOR],
    ['selector', {}, 'an object with no keys', EMPTY],
    ['selector', { job: { regex: '.*' } }, ANYTHING, APART],
    ['selector', { job: { regex: '(?s)(.|x)*' }, pod: { regex: '.*|a' } }, ANYTHING, APART],
    ['selector.a-b', 'c', 'the key `a-b`', PROMQL_LABEL, 'rename it'],
    ['selector.replica_set', 'c', 'the key `replica_set`', UNRESERVED, 'rename it'],
    ['selector.inf', 'c', 'the key `inf`', PROMQL_LABEL, 'rename it'],
    ['selector.Without', 'c', 'the key `Without`', PROMQL_LABEL, 'rename it'],
    ['selector.__meta', 'c', 'the key `__meta`', UNRESERVED, 'rename it'],
    ['selector.job', '', '""', text(1000, 'a non-empty label value')],
    ['selector.job', 5, '5', MATCHER, 'write "5"'],
    ['selector.job', ['a'], 'a list of 1', MATCHER],
    ['selector.job', both, 'an object with not, regex', MATCHER],
    ['selector.job', {}, 'an object with no keys', MATCHER],
    ['selector.pod.not', 'a\u0000', '"a\\u0000"', `${VALUE}, without control characters`],
    ['selector.pod.not', '\ud800', '"\\ud800"', `${VALUE}, in well-formed Unicode`],
    ['selector.job', '\ufffd', '"\ufffd"', `${text(1000, 'a non-empty label value')}, ${NO_REPLACEMENT}`],
    ['selector.namespace.regex', '\ufffd', '"\ufffd"', `${text(10_000, 'an RE2 expression')}, ${NO_REPLACEMENT}`],
    ['selector.pod.not', 'a\ufffd', '"a\ufffd"', `${VALUE}, ${NO_REPLACEMENT}`],
    ['selector.pod.not', 5, '5', `${VALUE}, or ''`, 'write "5"'],
    ['selector.pod.nor', 'a', 'unknown key `nor`', 'not', 'did you mean `not`?'],
    ['selector.namespace.regex', '(a', '"(a" (error parsing regexp: missing closing ): `(a`)', 'an RE2 expression'],
    [
      'selector.namespace.regex',
      '(?=a)',
      '"(?=a)" (error parsing regexp: invalid or unsupported Perl syntax: `(?=`)',
      'an RE2 expression',
    ],
    [
      'selector.namespace.regex',
      '('.repeat(5_000),
      `"${'('.repeat(40)}"... (5000 characters) (error parsing regexp: missing closing ))`,
      'an RE2 expression',
    ],
    ['selector.container.notRegex', '', '""', text(10_000, 'an RE2 expression')],
  ]);
  testAllowed([
    ['selector', { job: 'a' }],
    ['selector.pod.not', ''],
    ['selector.job', '"\\{{$'],
    ['selector', { job: { regex: '.*' }, app: 'a' }],
    ['selector', { job: { regex: '.+' } }],
    ['selector', { job: { regex: '[^a]*' } }],
    ['selector', { job: { not: 'a' } }],
  ]);
});

describe('aggregateBy', () => {
  const SHARED = UNRESERVED.replace('worker_id', 'worker_id, query, instance, pod');

  testRefusals([
    ['aggregateBy', 'cluster', '"cluster"', 'a list of label names', 'write ["cluster"]'],
    ['aggregateBy', { 0: 'a' }, 'an object with 0', 'a list of label names'],
    ['aggregateBy.0', 'a b', '"a b"', PROMQL_LABEL],
    ['aggregateBy.0', 'NaN', '"NaN"', PROMQL_LABEL],
    ['aggregateBy.0', 'without', '"without"', PROMQL_LABEL],
    ['aggregateBy.0', 'instance', '"instance"', SHARED],
    ['aggregateBy.0', 'pod', '"pod"', SHARED],
    ['aggregateBy.0', 'query', '"query"', SHARED],
    ['aggregateBy.0', null, 'null', PROMQL_LABEL],
    ['aggregateBy.1', 'cluster', '"cluster", which entry [0] has already', ONCE],
  ]);
  testAllowed([
    ['aggregateBy', []],
    ['aggregateBy.0', 'by'],
    ['aggregateBy.0', 'info'],
  ]);
});

describe('replica sets', () => {
  const SET = 'an object with name, workers, inputNeverPausesFor, alerts, projections';
  const PAUSE = 'a Prometheus duration, such as 30s, 5m or 1h30m, from 1m to 1w';
  const long = 'x'.repeat(201);

  testRefusals([
    ['replicaSets', { name: 'main' }, 'an object with name', 'a list of replica sets'],
    ['replicaSets.0', 'main', '"main"', SET],
    ['replicaSets.0', null, 'null', SET],
    ['replicaSets.0.name', '', '""', NAME],
    ['replicaSets.0.name', ' \t', '" \\t"', NAME],
    ['replicaSets.0.name', 5, '5', NAME, 'write "5"'],
    ['replicaSets.0.name', 'a\nb', '"a\\nb"', `${NAME}, without control characters`],
    ['replicaSets.0.name', 'a\u2028b', '"a\\u2028b"', `${NAME}, without control characters`],
    ['replicaSets.0.name', 'a\ufeffb', '"a\\ufeffb"', `${NAME}, without control characters`],
    ['replicaSets.0.name', 'a\ufffd', '"a\ufffd"', `${NAME}, ${NO_REPLACEMENT}`],
    ['replicaSets.0.name', 'a\udc00', '"a\\udc00"', `${NAME}, in well-formed Unicode`],
    ['replicaSets.0.name', long, `"${'x'.repeat(40)}"... (201 characters)`, NAME],
    ['replicaSets.1.name', 'main', '"main", which entry [0] has already', ONCE],
    ['replicaSets.0.inputNeverPausesFor', '30s', '"30s"', PAUSE],
    [
      'replicaSets.0.worker',
      3,
      'unknown key `worker`',
      'name, workers, inputNeverPausesFor, alerts, projections',
      'did you mean `workers`?',
    ],
    ['replicaSets.0.replicas', 3, 'unknown key `replicas`', 'name, workers, inputNeverPausesFor, alerts, projections'],
    // In each of its alerts: which one was meant, nobody can tell.
    [
      'replicaSets.0.threshold',
      3,
      'unknown key `threshold`',
      'name, workers, inputNeverPausesFor, alerts, projections',
    ],
    [
      'replicaSets.0.scrapeInterval',
      '30s',
      'unknown key `scrapeInterval`',
      'name, workers, inputNeverPausesFor, alerts, projections',
    ],
    [
      'scrape.interval',
      '30s',
      'unknown key `interval`',
      'jobName, namespaces, podLabels, replicaSetPodLabel, port, scheme, tlsConfig, authorization, basicAuth, timeout, sampleLimit',
      'write it as `scrapeInterval`, beside `scrape`',
    ],
    [
      'alerts.targetDatasourceUid',
      'metrics',
      'unknown key `targetDatasourceUid`',
      'enabled, labels, annotations, overrides, evaluatedBy, grafana',
    ],
  ]);
  testAllowed([
    ['replicaSets', []],
    ['replicaSets.0.name', 'x'.repeat(200)],
    ['replicaSets.0.inputNeverPausesFor', '1m'],
    ['replicaSets.0.name', '"\\{{.*}}$[漢😀]\'`'],
  ]);
});

describe('expected workers', () => {
  const minimum = { minimum: 1 };
  const reversed = { min: 5, max: 2 };
  const RANGE = 'a range whose min is at most its max';

  testRefusals([
    ['replicaSets.0.workers', -1, '-1', COUNT],
    ['replicaSets.0.workers', 2.5, '2.5', COUNT],
    ['replicaSets.0.workers', 10_001, '10001', COUNT],
    ['replicaSets.0.workers', NaN, 'NaN', COUNT],
    ['replicaSets.0.workers', Infinity, 'Infinity', COUNT],
    ['replicaSets.0.workers', 3n, '3n', WORKERS],
    ['replicaSets.0.workers', '3', '"3"', WORKERS, 'write 3'],
    ['replicaSets.0.workers', [3], 'a list of 1', WORKERS],
    ['replicaSets.0.workers', null, 'null', WORKERS, 'leave it out'],
    ['replicaSets.0.workers', minimum, 'an object with minimum', WORKERS],
    ['replicaSets.1.workers', reversed, 'min 5 above max 2', RANGE, 'exchange the two'],
    ['replicaSets.1.workers.min', -1, '-1', COUNT],
    ['replicaSets.1.workers.max', '10', '"10"', COUNT, 'write 10'],
    ['replicaSets.1.workers.step', 1, 'unknown key `step`', 'min, max'],
    ['replicaSets.2.workers.deployment', 'Workers', '"Workers"', DEPLOYMENT, 'write "workers"'],
    ['replicaSets.2.workers.namespace', 'a.b', '"a.b"', NAMESPACE],
  ]);
  testAllowed([
    ['replicaSets.0.workers', 0],
    ['replicaSets.0.workers', 10_000],
    ['replicaSets.1.workers', { min: 0, max: 0 }],
  ]);
});
