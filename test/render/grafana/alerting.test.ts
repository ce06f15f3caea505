import { ConfigError, createMixin, renderPrometheusRules, text, value, type MonitoringProps } from '../../../lib';
import { labelInUrl, toGrafanaTemplate } from '../../../lib/orchestrator';
import { grafanaRuleUid, renderGrafanaRuleGroups, renderGrafanaRules } from '../../../lib/render';
import { grafanaAlertsOf } from './grafana-alerts';

const alertsOf = (props: MonitoringProps) =>
  grafanaAlertsOf(createMixin(props), { datasourceUid: 'prometheus' }).flatMap(({ rules }) => rules);

describe('uids', () => {
  // Grafana keeps the history of an alert, and silences made in its pages, under the uid: never change one.
  test.each([
    ['OrchestratorNoWorkers', '', 'no-workers-0ghhzeetdqtil'],
    ['OrchestratorWorkerMismatch', 'orders', 'worker-mismatch-16uyn3naigi6g'],
    ['OrchestratorFrequentReconfigurations', '', 'frequent-reconfigurations-1xyamuwyor85r'],
    ['job:orchestrator_events_rate:5m', '', 'job-orchestrator-events-ra-2ypif4caon9sv'],
  ])('%s %s', (name, key, uid) => {
    expect(grafanaRuleUid('pupsourcing-orchestrator', name, key)).toBe(uid);
  });

  test('tell namespaces, names and keys apart', () => {
    const uids = [
      grafanaRuleUid('a', 'Orchestrator', 'b'),
      grafanaRuleUid('a', 'Orchestrator', 'c'),
      grafanaRuleUid('a', 'Orchestrators', 'b'),
      grafanaRuleUid('ab', 'Orchestrator', ''),
      grafanaRuleUid('a', 'Orchestrator', ''),
    ];

    expect(new Set(uids).size).toBe(uids.length);
  });

  test('stay when thresholds change, and when others are added', () => {
    const before = alertsOf({ replicaSets: [{ name: 'a', workers: 3 }] });
    const after = alertsOf({
      replicaSets: [
        { name: 'a', workers: 4 },
        { name: 'b', workers: 2, alerts: { OrchestratorNoWorkers: { for: '5m' } } },
      ],
      alerts: { overrides: { OrchestratorSlowCoordination: { threshold: 20 } } },
    });

    const uids = after.map(({ uid }) => uid);
    expect(before.filter(({ uid }) => !uids.includes(uid))).toEqual([]);
    expect(uids.length).toBeGreaterThan(before.length);
  });

  test('differ between fleets that share a Grafana', () => {
    const uids = (props: MonitoringProps) => alertsOf(props).map(({ uid }) => uid);

    const other = uids({ dashboard: { uid: 'other' } });
    expect(uids({}).filter((uid) => other.includes(uid))).toEqual([]);
  });
});

test('a rule as a whole', () => {
  const mixin = createMixin({ dashboard: { uid: 'fleet' } });
  const [group] = grafanaAlertsOf(mixin, { datasourceUid: 'metrics', namespace: 'prod' });
  const alert = mixin.alerts[0]!;

  expect(group).toMatchObject({ key: 'workers', name: 'prod-workers', interval: '30s' });
  expect(group?.rules[0]).toStrictEqual({
    uid: grafanaRuleUid('prod', 'OrchestratorNoWorkers'),
    title: 'OrchestratorNoWorkers',
    condition: 'C',
    data: [
      {
        refId: 'A',
        relativeTimeRange: { from: 600, to: 0 },
        datasourceUid: 'metrics',
        model: {
          refId: 'A',
          datasource: { type: 'prometheus', uid: 'metrics' },
          expr: alert.selfContained.signalExpression,
          instant: true,
          range: false,
        },
      },
      {
        refId: 'C',
        relativeTimeRange: { from: 0, to: 0 },
        datasourceUid: '__expr__',
        model: {
          refId: 'C',
          datasource: { type: '__expr__', uid: '__expr__' },
          type: 'threshold',
          expression: 'A',
          conditions: [{ evaluator: { type: 'lt', params: [1] } }],
        },
      },
    ],
    for: '1m30s',
    keepFiringFor: '5m',
    noDataState: 'OK',
    execErrState: 'Error',
    missingSeriesEvalsToResolve: 11,
    labels: { severity: 'critical' },
    annotations: {
      summary: 'No worker of the replica set is working.',
      description: expect.stringContaining('{{ $values.A.Value | humanize }} working workers') as string,
      __dashboardUid__: 'fleet',
      __panelId__: '967350',
    },
    isPaused: false,
  });
});

test('a data source that is not known yet stands wherever its uid would', () => {
  const later = { later: true };
  const rules = grafanaAlertsOf(createMixin(), { datasourceUid: later }).flatMap((group) => group.rules);

  for (const { data } of rules) {
    expect(data[0]?.datasourceUid).toBe(later);
    expect(data[0]?.model.datasource.uid).toBe(later);
  }
});

test('a rule whose settings are not the fleet’s has them in its title', () => {
  const titles = alertsOf({
    replicaSets: [
      { name: 'orders', workers: 3 },
      { name: 'billing', workers: { min: 2, max: 10 }, alerts: { OrchestratorWorkerMismatch: { for: '1h' } } },
    ],
  })
    .map(({ title }) => title)
    .filter((title) => /Mismatch|NoWorkers/.test(title));

  expect(titles).toEqual([
    'OrchestratorNoWorkers',
    'OrchestratorWorkerMismatch',
    'OrchestratorWorkerMismatch (for=1h)',
  ]);
});

test('groups are as large as they are: rules that move between groups would lose their state', () => {
  const replicaSets = Array.from({ length: 30 }, (_, index) => ({
    name: `set-${String(index)}`,
    alerts: { OrchestratorNoWorkers: { for: `${String(index + 1)}m` } },
  }));
  const groups = grafanaAlertsOf(createMixin({ replicaSets }), { datasourceUid: 'p' });

  expect(groups.map(({ name }) => name)).toEqual([
    'pupsourcing-orchestrator-workers',
    'pupsourcing-orchestrator-processes',
    'pupsourcing-orchestrator-coordination',
    'pupsourcing-orchestrator-heartbeats',
    'pupsourcing-orchestrator-projections',
    'pupsourcing-orchestrator-throughput',
  ]);
  expect(groups[0]?.rules.length).toBeGreaterThan(30);
});

test('upstream: one group, by the name of the fleet', () => {
  const groups = grafanaAlertsOf(createMixin({ profile: 'upstream' }), { datasourceUid: 'p' });

  expect(groups.map(({ name, rules }) => [name, rules.length])).toEqual([['pupsourcing-orchestrator', 4]]);
});

describe('who evaluates what', () => {
  const namesOf = (props: MonitoringProps) => {
    const mixin = createMixin(props);
    return {
      prometheus: renderPrometheusRules(mixin.ruleGroups).groups.flatMap(({ rules }) =>
        rules.map((rule) => ('record' in rule ? 'record' : 'alert')),
      ),
      grafana: renderGrafanaRules(mixin).flatMap(({ rules }) =>
        rules.map((rule) => ('record' in rule ? 'record' : 'alert')),
      ),
    };
  };

  test.each<[string, MonitoringProps['alerts'], readonly string[], readonly string[]]>([
    ['nothing said: Prometheus everything', {}, ['record', 'alert'], []],
    ['Prometheus', { evaluatedBy: 'prometheus' }, ['record', 'alert'], []],
    ['Grafana: the alerts', { evaluatedBy: 'grafana' }, ['record'], ['alert']],
    [
      'Grafana, and where to record is said: everything',
      { evaluatedBy: 'grafana', grafana: { targetDatasourceUid: 'mimir' } },
      [],
      ['record', 'alert'],
    ],
  ])('%s', (_what, alerts = {}, prometheus, grafana) => {
    const names = namesOf({ alerts });

    expect([...new Set(names.prometheus)]).toEqual(prometheus);
    expect([...new Set(names.grafana)]).toEqual(grafana);
  });
});

test('a text of the user’s own stays what it is: Grafana replaces some names in queries, also within quotes', () => {
  const expression =
    'max by ($by) (shop{$workers, a="$__range", b=\'${__interval} \\\' $x\', c=`"$__range_s`, d="#"}) # $__range';
  const [fleet, own] = alertsOf({
    alerts: { evaluatedBy: 'grafana' },
    replicaSets: [{ name: 'a$__interval', alerts: { Shop: { threshold: 3 } } }],
    extend: { alerts: [{ name: 'Shop', expression, summary: 'X.' }] },
  }).filter(({ title }) => title.startsWith('Shop'));
  const queries = [fleet, own].map((rule) => (rule?.data[0]?.model as { expr: string } | undefined)?.expr);
  const rest = String.raw`a="\u0024__range", b='\u0024{__interval} \' $x', c="\"\u0024__range_s", d="#"}) # $__range`;

  expect(queries).toEqual([
    `(\n  max by (job, replica_set) (shop{job="projection-workers",replica_set!="a\\u0024__interval", ${rest}\n)`,
    `(\n  max by (job, replica_set) (shop{job="projection-workers",replica_set="a\\u0024__interval", ${rest}\n)`,
  ]);
});

test('a recording rule', () => {
  const mixin = createMixin();
  const [group] = renderGrafanaRuleGroups(mixin, mixin.recordingRules, {
    datasourceUid: 'a',
    targetDatasourceUid: 'b',
  });
  const { record, expression } = mixin.recordingRules[0]!;

  expect(group?.name).toBe('pupsourcing-orchestrator-workers');
  expect(group?.rules[0]).toStrictEqual({
    uid: grafanaRuleUid('pupsourcing-orchestrator', record),
    title: record,
    data: [
      {
        refId: 'A',
        relativeTimeRange: { from: 600, to: 0 },
        datasourceUid: 'a',
        model: {
          refId: 'A',
          datasource: { type: 'prometheus', uid: 'a' },
          expr: expression,
          instant: true,
          range: false,
        },
      },
    ],
    record: { metric: record, from: 'A', targetDatasourceUid: 'b' },
    isPaused: false,
  });
  expect(renderGrafanaRuleGroups(mixin, mixin.recordingRules, { datasourceUid: 'a' })[0]?.rules[0]).toMatchObject({
    record: { targetDatasourceUid: 'a' },
  });
});

test('a text that Grafana cannot say is an error with its place, also for who did not check', () => {
  const mixin = createMixin({ alerts: { annotations: { note: '{{ query "up" }}' } } });

  expect(() => grafanaAlertsOf(mixin, { datasourceUid: 'p' })).toThrow(ConfigError);
  expect(() => grafanaAlertsOf(mixin, { datasourceUid: 'p' })).toThrow(
    'alert OrchestratorNoWorkers, annotation note: found "{{ query \\"up\\" }}", which cannot be said in Grafana\'s templates: query is unknown there, or does something else',
  );
});

test('texts of our own', () => {
  const { template } = text`${value('plain')}, ${value()} ${labelInUrl('pod')} {{x}}`;

  expect(toGrafanaTemplate(template)).toEqual({
    text: '{{ $values.A.Value }}, {{ if lt $values.A.Value 1.0 }}{{ $values.A.Value | printf "%.3g" }}{{ else }}{{ $values.A.Value | humanize }}{{ end }} {{ $labels.pod | urlquery }} {{ "{{" }}x}}',
  });
});

test('no query takes the timestamps of raw series at every step of a subquery, which costs several times as much as all else', () => {
  const queries = alertsOf({ replicaSets: [{ name: 'a', workers: 3 }], alerts: { evaluatedBy: 'grafana' } })
    .flatMap(({ data }) => data)
    .flatMap(({ model }) => ('expr' in model ? [model.expr] : []));

  expect(queries.join().match(/timestamp\([^()]*\)\[[^\]]*:/g)).toBeNull();
});
