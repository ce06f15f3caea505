/** Props as users could write them, with the characters that break things. All of them are valid. */
import * as fc from 'fast-check';

import { type MonitoringProps } from '../../lib';
import { ALERT_NAMES, type AlertName, type AlertOverride, type Profile } from '../../lib/orchestrator';
import { resolveConfig } from '../../lib/orchestrator';
import { areasOf } from '../../lib/orchestrator/mixin';
import { acceptor, re2Problem } from '../../lib/promql/re2';
import { RE2_EXPRESSIONS } from '../promql/re2-cases';

/** Characters that mean something to Go, PromQL, RE2, YAML, templates, shells, Grafana or JSON, and some from around the world. */
const LOADED = [
  ...Array.from('"\\\'`{}[]()|.*+?^$%/:;#&@!~<>=,- \u00a0ß漢😀0xy'),
  ...['{{', '}}', '$replica_set', ': ', ' #', '- '],
];

const lineOf = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: fc.constantFrom(...LOADED), minLength: 1, maxLength }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength }),
      fc.constantFrom('main', 'no', 'null', '1', '0o14', '1:30', '~', 'true', '<<', '=', '2001-01-01', '.inf', '1e3'),
    )
    // eslint-disable-next-line no-control-regex -- what the props refuse
    .filter((text) => text.trim() !== '' && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/.test(text));

/** Text that stands in expressions, where Prometheus takes U+FFFD for broken UTF-8. */
const expressionLineOf = (maxLength: number) => lineOf(maxLength).filter((text) => !text.includes('\ufffd'));

const duration = (maximum: number) =>
  fc.oneof(
    fc.integer({ min: 1, max: maximum }).map((seconds) => `${String(seconds)}s`),
    fc.constantFrom('1s', '1000ms', '30s'),
  );

const groupingLabel = fc.constantFrom('cluster', 'namespace', 'region', 'tenant', '_x', 'Zone', 'constructor');
const ownLabel = fc.constantFrom('team', 'owner', 'a_1', '_private', 'toString', 'TIER');

/** Text that may stand in a Go template: placeholders as users write them, and whatever opens none. */
const template = fc.oneof(
  lineOf(20).filter((text) => !text.includes('{{')),
  fc.constantFrom('{{ $labels.replica_set }}', 'now {{ $value | humanize }}', '{{ "{{" }}'),
);

/** A label that changes with the value is an error of its own. */
const labels = fc.dictionary(
  ownLabel,
  template.filter((text) => !text.includes('$value')),
  { maxKeys: 3 },
);
const annotations = fc.dictionary(
  fc.oneof(ownLabel, fc.constantFrom('summary', 'description', 'runbook_url')),
  fc.oneof(template, fc.constant('line\n\tline')),
  { maxKeys: 3 },
);

/** Settings of an alert; a threshold only where it has one, and nearer to zero than its own, so that it can be passed. */
function override(defaultThreshold: number | undefined): fc.Arbitrary<AlertOverride> {
  const thresholds =
    defaultThreshold === undefined
      ? {}
      : { threshold: fc.double({ min: 0.25, max: 1, noNaN: true }).map((part) => part * defaultThreshold) };
  return fc.record(
    {
      enabled: fc.boolean(),
      for: duration(7_200),
      keepFiringFor: duration(7_200),
      severity: fc.constantFrom('critical', 'warning', 'info'),
      labels,
      annotations,
      ...thresholds,
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<AlertOverride>;
}

function overrides(profile: Profile): fc.Arbitrary<Partial<Record<AlertName, AlertOverride>>> {
  const definitions = areasOf(resolveConfig({ profile })).flatMap(({ alerts }) => alerts);
  return fc.record(
    Object.fromEntries(
      ALERT_NAMES.map((name) => [
        name,
        override(
          definitions.find((definition) => definition.name === name && definition.conditions === undefined)?.threshold,
        ),
      ]),
    ),
    { requiredKeys: [] },
  );
}

const count = fc.integer({ min: 0, max: 10_000 });
const workers = fc.oneof(
  count,
  fc.tuple(count, count).map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) })),
  fc.record({ deployment: fc.constantFrom('workers', 'a.b-c'), namespace: fc.constant('shop') }),
  fc.record({ statefulSet: fc.constantFrom('workers', 'w-0'), namespace: fc.constant('shop') }),
);

const regex = fc.oneof(
  fc.constantFrom(...RE2_EXPRESSIONS),
  expressionLineOf(10).filter((text) => re2Problem(text) === undefined),
);

const selector = fc
  .dictionary(
    fc.oneof(
      // A key of every object: its own key in the props, it is refused.
      groupingLabel.filter((label) => label !== 'constructor'),
      fc.constantFrom('job', 'instance', 'pod', 'app'),
    ),
    fc.oneof(
      expressionLineOf(15),
      fc.record({ not: fc.oneof(expressionLineOf(10), fc.constant('')) }),
      fc.record({ regex }),
      fc.record({ notRegex: regex }),
    ),
    { minKeys: 1, maxKeys: 3 },
  )
  // One that may have any value alone is refused.
  .filter((matchers) =>
    Object.values(matchers).some(
      (matcher) => !(typeof matcher === 'object' && 'regex' in matcher && acceptor(matcher.regex)?.('') === true),
    ),
  );

const uid = fc.stringMatching(/^[a-zA-Z0-9_-]{1,40}$/);

const database = fc.record(
  {
    exporter: fc.constantFrom('postgres_exporter', 'sql_exporter', 'cloudnative-pg'),
    selector,
    interval: fc.constantFrom('5s', '1m'),
    projections: fc.uniqueArray(lineOf(10), { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['exporter', 'selector'] },
);

const expression = fc.constantFrom(
  'max by ($by) (shop_backlog{$workers})',
  "max by ($by) (shop_backlog{$workers, queue!='$__range'})\nor max by ($by) (shop_returns{$workers})",
  'sum by ($by) (rate(shop_done_total{$workers}[$window]))',
);

const extend = fc.record(
  {
    alerts: fc.uniqueArray(
      fc.record(
        {
          name: fc.constantFrom('ShopWaits', 'Stops'),
          expression,
          comparison: fc.constantFrom('>', '>=', '<', '<=', '==', '!='),
          threshold: fc.double({ noNaN: true, noDefaultInfinity: true }),
          for: duration(7_200),
          keepFiringFor: duration(7_200),
          summary: template,
          description: template,
          runbook: fc.record({ meaning: lineOf(20), impact: lineOf(20), fix: fc.array(lineOf(20), { maxLength: 2 }) }),
        },
        { requiredKeys: ['name', 'expression', 'summary'] },
      ),
      { selector: ({ name }) => name, maxLength: 2 },
    ),
    panels: fc.uniqueArray(
      fc.record(
        {
          name: fc.constantFrom('constructor', 'shop', 'worker-table'),
          title: lineOf(20),
          description: lineOf(20),
          kind: fc.constantFrom('stat', 'timeseries', 'table'),
          queries: fc.array(fc.record({ expression }), { minLength: 1, maxLength: 3 }),
        },
        { requiredKeys: ['name', 'title', 'queries'] },
      ),
      { selector: ({ name }) => name, maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

function propsOf(profile: Profile): fc.Arbitrary<MonitoringProps> {
  // Most alerts are left as they are: fifteen of them with settings of their own make a fleet that nobody has.
  const some: fc.Arbitrary<Partial<Record<AlertName, AlertOverride>>> = fc.option(overrides(profile), {
    nil: {},
    freq: 2,
  });
  // That one is about the fleet: a replica set has no settings of it.
  const ofOne = some.map(({ OrchestratorLagUnknown: _ofFleet, ...others }) => others);
  const replicaSet = fc.record(
    { name: expressionLineOf(12), workers, inputNeverPausesFor: fc.constantFrom('1m', '30m', '1w'), alerts: ofOne },
    { requiredKeys: ['name'] },
  );
  return fc.record(
    {
      profile: fc.constant(profile),
      selector,
      aggregateBy: fc.uniqueArray(groupingLabel, { maxLength: 3 }),
      replicaSets: fc.uniqueArray(replicaSet, { selector: ({ name }) => name, maxLength: 5 }),
      watchUnlisted: fc.boolean(),
      scrapeInterval: duration(60),
      evaluationInterval: duration(60),
      scrape: fc.record(
        {
          jobName: expressionLineOf(15),
          namespaces: fc.uniqueArray(fc.constantFrom('shop', 'a-b', '0'), { minLength: 1 }),
          podLabels: fc.dictionary(fc.constantFrom('app', 'a.b/c_d'), fc.constantFrom('', 'true', 'a.b-c')),
          replicaSetPodLabel: fc.constantFrom('replica-set', 'a.b/c'),
        },
        { requiredKeys: [] },
      ),
      alerts: fc.record(
        {
          enabled: fc.boolean(),
          labels,
          annotations,
          overrides: some,
          evaluatedBy: fc.constantFrom('prometheus', 'grafana'),
          grafana: fc.record(
            {
              folder: lineOf(20),
              orgId: fc.integer({ min: 1 }),
              targetDatasourceUid: uid,
              deleteRules: fc.uniqueArray(uid, { maxLength: 2 }),
            },
            { requiredKeys: [] },
          ),
        },
        { requiredKeys: [] },
      ),
      recordingRules: fc.boolean(),
      database,
      extend,
      dashboard: fc.record(
        {
          uid,
          title: lineOf(30),
          tags: fc.uniqueArray(lineOf(10), { maxLength: 3 }),
          refresh: fc.oneof(fc.constant(''), duration(3_600)),
          timeRange: fc.record({ from: fc.constantFrom('now-6h', 'now/d'), to: fc.constant('now') }),
          datasource: lineOf(20),
        },
        { requiredKeys: [] },
      ),
      runbookBaseUrl: fc.constantFrom('https://example.org/{{x}}', 'http://[::1]:80/a?b=c'),
      grafanaUrl: fc.constantFrom('https://grafana.example/{{x}}/', 'http://localhost:3000'),
    },
    { requiredKeys: ['profile'] },
  );
}

/** Valid props of either profile. Grafana evaluates every ten seconds, or a multiple of that. */
export const validProps: fc.Arbitrary<MonitoringProps> = fc
  .oneof(propsOf('hardened'), propsOf('upstream'))
  .map((props) => (props.alerts?.evaluatedBy === 'grafana' ? { ...props, evaluationInterval: '20s' } : props));
