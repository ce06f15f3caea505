/** The props as a schema: what plain JavaScript and YAML users are held to. Each shape says what is allowed at its place. */
import * as v from 'valibot';
import { ALERT_NAMES } from '../alert-names';
import * as s from '../../validation';
import type { Fault, Shape, Shapes } from '../../validation';
import {
  dataKey,
  labels as podLabels,
  namespaceName,
  objectName,
  qualifiedName,
} from '../../validation/kubernetes-names';
import { anyDuration, finiteNumber, LABEL, PROMQL_LABEL, PROMQL_LABEL_NAME, severity, template } from './alert-shapes';
import { alertNamesIn, extension } from '../extension/extension-schema';
import { database, objectiveFaults, objectives, projectionNames, sharedProjections } from './lag-schema';
import { overridesOf } from './overrides';
import type { MonitoringProps, WorkerRange } from './props';
import { DURATION_FORM } from '../../promql/duration';
import { labelKey, RESERVED_LABELS, selector } from './selector-schema';

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const GRAFANA_TIME = /^now([-+]\d{1,9}[smhdwMy])*(\/[smhdwMy]|\/f[QyY])?$/;

/** Labels that differ from worker to worker: an alert that kept them would be one for each worker again. */
const WORKER_LABELS: readonly string[] = ['instance', 'pod'];

const labels = s.record(
  'an object with label names and their values',
  labelKey(LABEL, LABEL_NAME, RESERVED_LABELS),
  template(s.line('a non-empty text', 1_000)),
);

const annotations = s.record(
  'an object with annotation names and their texts',
  labelKey(LABEL, LABEL_NAME),
  template(s.paragraph('a non-empty text', 10_000)),
);

const MAXIMUM_WORKERS = 10_000;
const workerCount = s.wholeNumber(0, MAXIMUM_WORKERS);

const workerRange = s.also(
  s.fields({ min: workerCount, max: workerCount }, ['min', 'max']),
  ({ min, max }: WorkerRange, report) => {
    if (v.is(workerCount, min) && v.is(workerCount, max) && min > max) {
      report({
        found: `min ${String(min)} above max ${String(max)}`,
        allowed: 'a range whose min is at most its max',
        fix: 'exchange the two',
      });
    }
  },
);

const workers = s.anyOf(
  `a whole number from 0 to ${String(MAXIMUM_WORKERS)}, { min, max } of such numbers, { deployment, namespace } or { statefulSet, namespace }`,
  workerCount,
  workerRange,
  s.fields({ deployment: objectName, namespace: namespaceName }, ['deployment', 'namespace']),
  s.fields({ statefulSet: objectName, namespace: namespaceName }, ['statefulSet', 'namespace']),
);

const alertOverride = s.fields({
  enabled: s.flag,
  threshold: finiteNumber,
  for: anyDuration,
  keepFiringFor: anyDuration,
  severity,
  labels,
  annotations,
});

const alertOverrides = (names: readonly string[]): Shape =>
  s.misplacing(
    s.fields(
      Object.fromEntries(names.map((name) => [name, alertOverride])),
      [],
      'an object with names of alerts and their settings',
    ),
    (key) => (key === 'overrides' ? 'leave out `overrides`, and write what is in it in its place' : undefined),
  );

const replicaSet = (overrides: Shape): Shape =>
  s.fields(
    {
      name: s.expressionLine('a non-empty text', 200),
      workers,
      inputNeverPausesFor: s.duration(60, 604_800, 'from 1m to 1w'),
      alerts: overrides,
      projections: projectionNames,
    },
    ['name'],
  );

const READERS = 'which everybody who sees an alert or a dashboard could read';

export const httpUrl = (what: string, form: RegExp, readers: string): Shape =>
  s.alsoText(s.text(what, form, 2_000), what, (value) => {
    if (!URL.canParse(value)) {
      return 'it cannot be read';
    }
    const secret = s.secretInAddress(value);
    return secret === undefined ? undefined : `it holds ${secret}, ${readers}`;
  });

export const grafanaUid = s.text(
  `1 to ${String(s.LIMITS.grafanaUid.maximum)} letters, digits, - and _`,
  /^[a-zA-Z0-9_-]+$/,
  s.LIMITS.grafanaUid.maximum,
);

export const grafanaTitle = s.line('a non-empty text', s.LIMITS.grafanaTitle.maximum);

const REFRESH = "from 1s to 1d, or '' for never";

/** `query` tells the queries of a database apart, where one of them has no answer. */
const groupingLabel = labelKey(PROMQL_LABEL, PROMQL_LABEL_NAME, [...RESERVED_LABELS, 'query', ...WORKER_LABELS]);

const PORT_NAME = /^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

const secretKey = s.fields({ name: objectName, key: dataKey }, ['name', 'key']);

const description = (overrides: Shape): Shape =>
  s.fields(
    {
      profile: s.oneOf('hardened', 'upstream'),
      selector: selector('every target that Prometheus scrapes would count as a worker'),
      aggregateBy: s.distinct(s.list('a list of label names', groupingLabel)),
      replicaSets: s.distinct(s.list('a list of replica sets', replicaSet(overrides)), 'name'),
      watchUnlisted: s.flag,
      scrapeInterval: s.duration(1, 60, 'from 1s to 1m'),
      evaluationInterval: s.duration(1, 60, 'from 1s to 1m'),
      scrape: s.misplacing(
        s.fields({
          jobName: s.expressionLine('a non-empty text', 200),
          namespaces: s.notEmpty(s.distinct(s.list('a list of namespaces', namespaceName)), 'at least one namespace'),
          podLabels,
          replicaSetPodLabel: qualifiedName,
          port: s.text(
            'the name of a port (at most 15 lower-case letters, digits and -, a letter among them)',
            PORT_NAME,
            15,
          ),
          scheme: s.oneOf('http', 'https'),
          tlsConfig: s.withheld(
            s.fields({
              ca: secretKey,
              cert: secretKey,
              key: secretKey,
              serverName: s.shown(s.line('a non-empty text', 253)),
              insecureSkipVerify: s.shown(s.flag),
            }),
          ),
          authorization: s.withheld(
            s.fields(
              {
                type: s.text('a type such as Bearer (letters, digits, _ and -)', /^[A-Za-z][A-Za-z0-9_-]*$/, 50),
                credentials: secretKey,
              },
              ['credentials'],
            ),
          ),
          basicAuth: s.withheld(s.fields({ username: secretKey, password: secretKey }, ['username', 'password'])),
          timeout: s.duration(1, 60, 'from 1s to 1m'),
          sampleLimit: s.wholeNumber(1, 1_000_000_000),
        }),
        (key) => (key === 'interval' ? 'write it as `scrapeInterval`, beside `scrape`' : undefined),
      ),
      database: database(selector('every database that Prometheus scrapes would count as this one')),
      objectives,
      alerts: s.misplacing(
        s.fields({
          enabled: s.flag,
          labels,
          annotations,
          overrides,
          evaluatedBy: s.oneOf('prometheus', 'grafana'),
          grafana: s.fields({
            datasourceUid: grafanaUid,
            folder: grafanaTitle,
            orgId: s.wholeNumber(1, Number.MAX_SAFE_INTEGER),
            targetDatasourceUid: grafanaUid,
            deleteRules: s.distinct(s.list('a list of uids', grafanaUid)),
          }),
        }),
        (key) => (Object.hasOwn(s.innermost(overrides).entries ?? {}, key) ? 'put it under `overrides`' : undefined),
      ),
      recordingRules: s.flag,
      ruleNamespace: s.line('a non-empty text', 200),
      dashboard: s.fields({
        uid: grafanaUid,
        title: grafanaTitle,
        tags: s.distinct(s.list('a list of texts', s.line('a non-empty text', 50))),
        refresh: s.anyOf(`${DURATION_FORM}, ${REFRESH}`, v.literal(''), s.duration(1, 86_400, REFRESH)),
        timeRange: s.fields(
          {
            from: s.text("a Grafana time such as 'now-1h'", GRAFANA_TIME, 100),
            to: s.text("a Grafana time such as 'now'", GRAFANA_TIME, 100),
          },
          ['from', 'to'],
        ),
        datasource: s.line('a non-empty text', 190),
      }),
      extend: extension,
      runbookBaseUrl: httpUrl('an http or https URL without #', /^https?:\/\/[!"$-~]+$/, READERS),
      grafanaUrl: httpUrl('an http or https URL without ? and #', /^https?:\/\/[!"$->@-~]+$/, READERS),
    } satisfies Shapes<MonitoringProps>,
    [],
    'an object with the description of what to monitor',
  );

/** The schema of MonitoringProps, with the names of alerts that a user adds. */
const monitoringSchemaWith = (added: readonly string[]): Shape =>
  s.also(
    s.misplacing(description(alertOverrides([...ALERT_NAMES, ...added])), placeWithin),
    (props: MonitoringProps, report) => {
      [...labelCollisions(props), ...objectiveFaults(props), ...sharedProjections(props)].forEach(report);
    },
  );

export const monitoringSchema = monitoringSchemaWith([]);

/** The keys of a description, for those who have keys of their own beside them: what they hold, the mixin checks. */
export const DESCRIPTION = Object.fromEntries(
  Object.keys(s.innermost(monitoringSchema).entries ?? {}).map((key) => [key, s.anything]),
);

/** The shape of what has keys of its own beside a description. */
export const besideDescription = (own: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape =>
  s.misplacing(s.fields({ ...own, ...DESCRIPTION }, required), placeWithin);

/** Where a key that a description does not have is one: within which of its objects, if there is one that needs no other key. */
function placeWithin(key: string): string | undefined {
  const [place, ...others] = Object.entries(s.innermost(monitoringSchema).entries ?? {}).filter(([, shape]) => {
    const { entries = {} } = s.innermost(shape);
    return Object.hasOwn(entries, key) && Object.values(entries).every(({ type }) => type === 'optional');
  });
  return place === undefined || others.length > 0 ? undefined : `put it under \`${place[0]}\``;
}

/** The schema of props that were read: it knows the alerts that they add. */
export function monitoringSchemaOf(props: unknown): Shape {
  const added = alertNamesIn(props);
  return added.length === 0 ? monitoringSchema : monitoringSchemaWith(added);
}

/** Labels of the user's own on an alert may not hide the labels that tell its series apart. */
function labelCollisions({ alerts = {}, aggregateBy = [], replicaSets = [] }: MonitoringProps): readonly Fault[] {
  const places = [
    { keys: ['alerts'], override: alerts },
    ...overridesOf({ alerts: { overrides: {}, ...alerts }, replicaSets }),
  ];
  return places.flatMap(({ keys, override: { labels: own = {} } }) =>
    Object.keys(own)
      .filter((label) => aggregateBy.includes(label))
      .map((label) => ({
        keys: [...keys, 'labels', label],
        found: `the key \`${label}\`, which stands in aggregateBy, so that every alert carries it already`,
        allowed: 'any other label',
        fix: 'rename it',
      })),
  );
}
