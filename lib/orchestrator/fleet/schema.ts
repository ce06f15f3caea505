/**
 * The props as a schema: what plain JavaScript and YAML users are held to. Each form says what is allowed; `config-problems.ts` turns what
 * they find into the problems of a ConfigError.
 */
import * as v from 'valibot';
import { ALERT_NAMES } from '../alert-names';
import {
  anyBut,
  duration,
  expressionLine,
  fields,
  flag,
  isReserved,
  line,
  lineOrNothing,
  list,
  matching,
  nothing,
  oneOfForms,
  paragraph,
  record,
  wholeNumber,
  type Form,
  type KeyForm,
} from '../../validation/forms';
import { show } from '../../validation/found';
import { isPlainObject } from '../../validation/input';
import { documented } from '../../validation/json-schema';
import { re2Problem } from '../../promql/re2';
import { templateProblem } from '../../templates/syntax';
import { isClosedTemplate } from '../../templates/parts';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const POD_LABEL = 'the name of a pod label, such as app or app.kubernetes.io/name';
const POD_LABEL_NAME = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const POD_LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const GRAFANA_TIME = /^now([-+]\d{1,9}[smhdwMy])*(\/[smhdwMy]|\/f[QyY])?$/;

/** Labels that alerts, metrics or Prometheus itself give a meaning to: no selector, grouping or extra label may use them. */
export const RESERVED_LABELS: readonly string[] = [
  '__name__',
  'alertname',
  'alertstate',
  'le',
  'projection',
  'quantile',
  'replica_set',
  'rule_scope',
  'severity',
  'state',
  'worker_id',
];

/** Labels that differ from worker to worker: an alert that kept them would be one for each worker again. */
const WORKER_LABELS: readonly string[] = ['instance', 'pod'];

const labelName: KeyForm = {
  what: 'a label name (letters, digits and _, not starting with a digit) of at most 100 characters',
  isAllowed: (key) => LABEL_NAME.test(key) && key.length <= 100,
  pattern: LABEL_NAME,
};

const unreservedLabelName: KeyForm = { ...labelName, reserved: RESERVED_LABELS };

// Groupings, `by (...)`, take any word but these three, in whatever case.
const PROMQL_LABEL = /^(?!([iI][nN][fF]|[nN][aA][nN]|[wW][iI][tT][hH][oO][uU][tT])$)[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Labels that stand in expressions. */
const promqlLabelName: KeyForm = {
  ...unreservedLabelName,
  what: `${labelName.what}, but inf, nan and without`,
  isAllowed: (key) => PROMQL_LABEL.test(key) && key.length <= 100,
  pattern: PROMQL_LABEL,
};

const closed = 'in which every {{ has its }}, with something between';

const isTemplate = v.rawCheck<string>(({ dataset, addIssue }) => {
  const problem = dataset.issues === undefined ? templateProblem(dataset.value) : undefined;
  if (problem !== undefined) {
    addIssue({
      received: `${show(dataset.value)} (${problem})`,
      message: "a text that Prometheus's templates can read",
    });
  }
});

const labels = record(
  'an object with label names and their values',
  unreservedLabelName,
  v.pipe(line('a non-empty text', 1_000), v.check(isClosedTemplate, `a text ${closed}`), isTemplate),
);

const annotations = record(
  'an object with annotation names and their texts',
  labelName,
  v.pipe(paragraph('a non-empty text', 10_000), v.check(isClosedTemplate, `a text ${closed}`), isTemplate),
);

const regex = v.pipe(
  expressionLine('an RE2 expression', 10_000),
  v.rawCheck<string>(({ dataset, addIssue }) => {
    // Only where the line as such is right: what is longer would take long to read.
    const problem = dataset.issues === undefined ? re2Problem(dataset.value) : undefined;
    if (problem !== undefined) {
      addIssue({ received: `${show(dataset.value)} (${problem})`, message: 'an RE2 expression' });
    }
  }),
);

const MATCHERS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['not', fields('not', { not: lineOrNothing('a label value', 1_000) })],
  ['regex', fields('regex', { regex })],
  ['notRegex', fields('notRegex', { notRegex: regex })],
]);

/** The forms that the keys of an object ask for, in their order. */
function formsOf(input: unknown, forms: ReadonlyMap<string, Form>): readonly Form[] {
  return Object.keys(isPlainObject(input) ? input : {}).flatMap((key) => forms.get(key) ?? []);
}

const matcherValue = expressionLine('a non-empty label value', 1_000);

const matcher = oneOfForms([matcherValue, ...MATCHERS.values()], (input) => {
  if (typeof input === 'string') {
    return matcherValue;
  }
  const [form, ...others] = formsOf(input, MATCHERS);
  return form !== undefined && others.length === 0
    ? form
    : nothing('a label value, or one of { not: value }, { regex: expression }, { notRegex: expression }');
});

const MAXIMUM_WORKERS = 10_000;
const workerCount = wholeNumber(0, MAXIMUM_WORKERS);
const namespace = matching(
  DNS_LABEL,
  'the name of a Kubernetes namespace (at most 63 lower-case letters, digits and -)',
  63,
);
const workload = (kind: string) =>
  matching(DNS_SUBDOMAIN, `the name of a ${kind} (at most 253 lower-case letters, digits, - and .)`, 253);

const workerRange = v.pipe(
  fields('min and max', { min: workerCount, max: workerCount }),
  v.rawCheck(({ dataset, addIssue }) => {
    const { min, max } = isPlainObject(dataset.value) ? dataset.value : {};
    if (v.is(workerCount, min) && v.is(workerCount, max) && min > max) {
      addIssue({
        received: `min ${String(min)} above max ${String(max)}`,
        message: 'a range whose min is at most its max',
        expected: 'exchange the two',
      });
    }
  }),
);

const WORKERS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['min', workerRange],
  ['max', workerRange],
  ['deployment', fields('deployment and namespace', { deployment: workload('Deployment'), namespace })],
  ['statefulSet', fields('statefulSet and namespace', { statefulSet: workload('StatefulSet'), namespace })],
]);

const workers = oneOfForms([workerCount, ...new Set(WORKERS.values())], (input) => {
  if (typeof input === 'number') {
    return workerCount;
  }
  const [form] = formsOf(input, WORKERS);
  const number = `a whole number from 0 to ${String(MAXIMUM_WORKERS)}`;
  return (
    form ?? nothing(`${number}, { min, max } of such numbers, { deployment, namespace } or { statefulSet, namespace }`)
  );
});

const anyDuration = duration(0, 31_536_000, 'at most 1y');

const alertOverride = fields('settings of one alert', {
  enabled: v.optional(flag),
  threshold: v.optional(
    v.pipe(
      v.number('a finite number'),
      v.check((value) => Number.isFinite(value), 'a finite number'),
    ),
  ),
  for: v.optional(anyDuration),
  keepFiringFor: v.optional(anyDuration),
  severity: v.optional(v.picklist(['critical', 'warning', 'info'], "one of 'critical', 'warning', 'info'")),
  labels: v.optional(labels),
  annotations: v.optional(annotations),
});

const alertOverrides = fields(
  'names of alerts and their settings',
  Object.fromEntries(ALERT_NAMES.map((name) => [name, v.optional(alertOverride)])),
);

const replicaSet = fields('name, and optionally workers and alerts', {
  name: expressionLine('a non-empty text', 200),
  workers: v.optional(workers),
  alerts: v.optional(alertOverrides),
});

const httpUrl = (what: string, form: RegExp) =>
  v.pipe(
    v.string(what),
    v.check(
      (value) =>
        value.length <= 2_000 && /^https?:\/\/[\u0021-\u007e]+$/.test(value) && form.test(value) && URL.canParse(value),
      what,
    ),
    documented(() => ({ type: 'string', description: what, pattern: '^https?://', maxLength: 2_000 })),
  );

const grafanaUid = matching(/^[a-zA-Z0-9_-]+$/, '1 to 40 letters, digits, - and _', 40);

const never = v.literal('');
const refresh = duration(1, 86_400, "from 1s to 1d, or '' for never");

const groupingLabel = v.pipe(
  matching(PROMQL_LABEL, promqlLabelName.what, 100),
  v.check(
    (label) => !isReserved(label, [...RESERVED_LABELS, ...WORKER_LABELS]),
    `a label that all workers of a fleet share: ${anyBut([...RESERVED_LABELS, ...WORKER_LABELS])}`,
  ),
);

/** The schema of MonitoringProps. Every message says what is allowed at that place. */
export const monitoringSchema = fields('the description of what to monitor', {
  profile: v.optional(v.picklist(['hardened', 'upstream'], "'hardened' or 'upstream'")),
  selector: v.optional(
    v.pipe(
      record('an object with labels of the targets and the values that they must have', promqlLabelName, matcher),
      v.check(
        (value) => Object.keys(value).length > 0,
        'at least one label, or every target that Prometheus scrapes would count as a worker',
      ),
    ),
  ),
  aggregateBy: v.optional(list('a list of label names', groupingLabel, { of: (label) => label })),
  replicaSets: v.optional(
    list('a list of replica sets', replicaSet, {
      of: (set) => (isPlainObject(set) ? set['name'] : undefined),
      key: 'name',
    }),
  ),
  watchUnlisted: v.optional(flag),
  scrapeInterval: v.optional(duration(1, 60, 'from 1s to 1m')),
  evaluationInterval: v.optional(duration(1, 300, 'from 1s to 5m')),
  scrape: v.optional(
    fields('settings of the scrape job', {
      jobName: v.optional(expressionLine('a non-empty text', 200)),
      namespaces: v.optional(
        v.pipe(
          list('a list of namespaces', namespace, { of: (name) => name }),
          v.check((names) => names.length > 0, 'at least one namespace'),
        ),
      ),
      podLabels: v.optional(
        record(
          'an object with pod labels and their values',
          {
            what: POD_LABEL,
            isAllowed: (key) => POD_LABEL_NAME.test(key) && key.length <= 317,
            pattern: POD_LABEL_NAME,
          },
          matching(POD_LABEL_VALUE, 'the value of a pod label (at most 63 letters, digits, -, _ and .)', 63),
        ),
      ),
      replicaSetPodLabel: v.optional(matching(POD_LABEL_NAME, POD_LABEL, 317)),
    }),
  ),
  alerts: v.optional(
    fields('enabled, labels, annotations, overrides, evaluatedBy and grafana', {
      enabled: v.optional(flag),
      labels: v.optional(labels),
      annotations: v.optional(annotations),
      overrides: v.optional(alertOverrides),
      evaluatedBy: v.optional(v.picklist(['prometheus', 'grafana'], "'prometheus' or 'grafana'")),
      grafana: v.optional(
        fields('settings of the alerting of Grafana', {
          datasourceUid: v.optional(grafanaUid),
          folder: v.optional(line('a non-empty text', 189)),
          orgId: v.optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
          targetDatasourceUid: v.optional(grafanaUid),
          deleteRules: v.optional(list('a list of uids', grafanaUid, { of: (uid) => uid })),
        }),
      ),
    }),
  ),
  recordingRules: v.optional(flag),
  dashboard: v.optional(
    fields('settings of the dashboard', {
      uid: v.optional(grafanaUid),
      title: v.optional(line('a non-empty text', 189)),
      tags: v.optional(list('a list of texts', line('a non-empty text', 50), { of: (tag) => tag })),
      refresh: v.optional(oneOfForms([never, refresh], (input) => (input === '' ? never : refresh))),
      timeRange: v.optional(
        fields('from and to', {
          from: matching(GRAFANA_TIME, "a Grafana time such as 'now-1h'", 100),
          to: matching(GRAFANA_TIME, "a Grafana time such as 'now'", 100),
        }),
      ),
      datasource: v.optional(line('a non-empty text', 190)),
    }),
  ),
  // Its functions are no data: `readExtension` looks at them.
  extend: v.optional(v.any()),
  runbookBaseUrl: v.optional(httpUrl('an http or https URL without #', /^[^#]+$/)),
  grafanaUrl: v.optional(httpUrl('an http or https URL without ? and #', /^[^?#]+$/)),
});
