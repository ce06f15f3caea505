/** A rule whose settings are not those of the description fails the generated tests: threshold, comparison, `for`, severity, labels. */
import { formatDuration, seconds } from '../../lib/orchestrator';
import { createMixin, type JsonObject, type MonitoringProps } from '../../lib';
import { ALERT_NAMES } from '../../lib/orchestrator';
import { type Alert } from '../../lib/orchestrator';
import { LAG } from '../../lib/orchestrator/hardened/lag/alerts';
import { OBJECTIVES } from '../../lib/orchestrator/hardened/objectives/alerts';
import { requireTool } from '../real/tools';
import { alertTestsOf, type RuleFields } from './alert-tests';
import { REPLICA_SETS } from './fleets';
import { inParallel, promtoolTests } from './promtool-tests';

jest.setTimeout(300_000);

const GROUPED = ['cluster', 'namespace'];

const OWN_SETTINGS: MonitoringProps = {
  replicaSets: [
    ...REPLICA_SETS,
    {
      name: 'invoices',
      workers: 4,
      alerts: {
        OrchestratorTargetDown: { threshold: 2, severity: 'critical' },
        OrchestratorSlowHeartbeat: { for: '4m' },
        OrchestratorProjectionErrors: { threshold: 0.5, labels: { team: 'finance' } },
      },
    },
  ],
  alerts: { labels: { team: 'projections' } },
};

const WORKLOADS: MonitoringProps = {
  replicaSets: [
    { name: 'orders', workers: { deployment: 'orders', namespace: 'shop' } },
    { name: 'billing', workers: { statefulSet: 'billing', namespace: 'shop' } },
  ],
};

const OF_DATABASE: ReadonlySet<string> = new Set([...LAG.alerts, ...OBJECTIVES.alerts].map(({ name }) => name));

const switchedOff = (names: readonly string[]): Readonly<Record<string, { readonly enabled: boolean }>> =>
  Object.fromEntries(names.map((name) => [name, { enabled: false }]));

/** Alerts of a user's own, one for each comparison. */
const OWN_ALERTS: MonitoringProps = {
  alerts: { overrides: switchedOff(ALERT_NAMES) },
  extend: {
    alerts: (['>', '>=', '<', '<=', '==', '!='] as const).flatMap((comparison, index) =>
      (['whole', 'continuous'] as const).map((values) => ({
        name: `Own${String(index)}${values}`,
        expression: 'max by ($by) (outbox_messages{$workers})',
        comparison,
        threshold: 5,
        for: '1m',
        summary: 'Messages wait.',
        probe: {
          values,
          settle: () => 0,
          series: (value, { worker }) => [{ metric: 'outbox_messages', labels: worker(0), sample: () => value }],
        },
      })),
    ),
  },
};

/** Alone: the others are those of the fleets above. */
const DATABASE: MonitoringProps = {
  database: { exporter: 'postgres_exporter', selector: { job: 'database' } },
  objectives: [{ name: 'handled', successRatio: true, target: 0.999 }],
  alerts: {
    overrides: switchedOff(ALERT_NAMES.filter((name) => !OF_DATABASE.has(name))),
  },
};

const FLEETS: readonly (readonly [string, MonitoringProps])[] = [
  ['hardened', { replicaSets: REPLICA_SETS }],
  ['hardened, without recording rules', { replicaSets: REPLICA_SETS, recordingRules: false }],
  ['hardened, by cluster and namespace', { replicaSets: REPLICA_SETS, aggregateBy: GROUPED }],
  [
    'hardened, by cluster and namespace, without recording rules',
    { replicaSets: REPLICA_SETS, aggregateBy: GROUPED, recordingRules: false },
  ],
  ['settings of replica sets', OWN_SETTINGS],
  ['workloads', WORKLOADS],
  ['a database and objectives', DATABASE],
  ['alerts of a user’s own', OWN_ALERTS],
  ['upstream', { profile: 'upstream', replicaSets: REPLICA_SETS }],
  ['upstream, without recording rules', { profile: 'upstream', recordingRules: false }],
];

/** Mutants that no test could tell from the rule, by alert and what is changed, and why. Each must survive somewhere. */
const HARMLESS: readonly (readonly [alert: RegExp, change: RegExp, why: string])[] = [
  [
    /^OrchestratorReplicaSetAbsent$/,
    /^> 0 is (?:> 1|> -1|>= 0|!= 0)$/,
    'what is expected of an absent replica set is 2 and more here, and one of which nothing is expected has no series',
  ],
  [/^OrchestratorExpectedWorkersUnknown$/, /^> 0 is (?:> -1|>= 0|!= 0)$/, 'it is 1, or there is no series'],
  [
    /^Orchestrator(?:ProjectionStuck|LagUnknown)$/,
    /^> 0 is (?:> -1|>= 0|!= 0)$/,
    'it is 1 and more, or there is no series',
  ],
  [/^OrchestratorBudgetBurns/, /^> [\d.]+ is >= /, 'a share of rates misses a threshold by its last bits'],
  [/^OrchestratorProjectionStalled$/, /^> 0 is (?:> -1|>= 0)$/, 'only values above 0 are recorded'],
  [
    /^Orchestrator(?:TargetDown|NeverConverges|WorkerLeftBehind|StaleWorkersCleaned|ProjectionStalled|PartitionUnowned)$/,
    /^> 0 is != 0$/,
    'it is never below 0',
  ],
];

interface Mutant {
  readonly what: string;
  readonly rule: RuleFields;
}

/** Every setting of a rule changed, one at a time. */
function mutantsOf(alert: Alert, rule: RuleFields, evaluation: number): readonly Mutant[] {
  const { comparison, threshold } = alert.condition;
  const condition = `${comparison} ${String(threshold)}`;
  if (!rule.expr.endsWith(condition)) {
    throw new Error(`${alert.name} does not end with ${condition}`);
  }
  const withCondition = (other: string): Mutant => ({
    what: `${condition} is ${other}`,
    rule: { ...rule, expr: rule.expr.slice(0, -condition.length) + other },
  });
  const { probe } = alert.definition;
  const { values, only } = typeof probe === 'object' && 'values' in probe ? probe : {};
  const [first = 0, second = first + (threshold === 0 ? 0.01 : threshold / 100)] = only?.(undefined) ?? [];
  const step = values === 'whole' ? 1 : second - first;
  const hold = seconds(alert.for);
  const severities = ['critical', 'warning', 'info'].filter((severity) => severity !== alert.severity);
  const labelled = (what: string, labels: JsonObject): Mutant => ({ what, rule: { ...rule, labels } });
  const { severity: _severity, ...others } = alert.labels;
  return [
    ...[threshold + step, threshold - step].map((other) => withCondition(`${comparison} ${String(other)}`)),
    ...['>', '>=', '<', '<=', '==', '!=']
      .filter((other) => other !== comparison)
      .map((other) => withCondition(`${other} ${String(threshold)}`)),
    ...[hold + evaluation, hold - evaluation]
      .filter((other) => other >= 0)
      .map((other) => ({
        what: `for ${alert.for} is ${formatDuration(other)}`,
        rule: { ...rule, for: formatDuration(other) },
      })),
    ...severities.map((severity) => labelled(`severity is ${severity}`, { ...alert.labels, severity })),
    labelled('no severity', others),
    labelled('another label', { ...alert.labels, other: 'label' }),
    ...Object.keys(others).flatMap((label) => [
      labelled(`${label} is another`, { ...alert.labels, [label]: 'another' }),
      labelled(`no ${label}`, Object.fromEntries(Object.entries(alert.labels).filter(([name]) => name !== label))),
    ]),
  ];
}

requireTool('promtool')('a rule with another setting fails the generated tests', () => {
  const harmless = new Set<number>();

  test.each(FLEETS)('%s', async (_what, props) => {
    const { alerts, config } = createMixin(props);
    const survivors = await inParallel(alertTestsOf(props).alerts, async ({ name, rules, files }) => {
      const own = alerts.filter((alert) => alert.name === name);
      expect(own).toHaveLength(rules.length);
      const mutants = rules.flatMap((rule, index) =>
        mutantsOf(own[index]!, rule, seconds(config.evaluationInterval)).map((mutant) => ({
          what: `${name}: ${mutant.what}`,
          files: files({ rules: rules.map((other, place) => (place === index ? mutant.rule : other)) }),
        })),
      );
      const [healthy, ...verdicts] = await promtoolTests([files(), ...mutants.map((mutant) => mutant.files)]);
      expect(healthy).toMatchObject({ status: 0 });
      // What did not load says nothing about the tests.
      expect(verdicts.filter(({ status, output }) => status !== 0 && !output.includes('got:'))).toEqual([]);
      return mutants.filter((_, index) => verdicts[index]!.status === 0).map(({ what }) => what);
    });

    const unexplained = survivors.flat().filter((what) => {
      const place = HARMLESS.findIndex(
        ([alert, change]) =>
          alert.test(what.slice(0, what.indexOf(':'))) && change.test(what.slice(what.indexOf(':') + 2)),
      );
      harmless.add(place);
      return place === -1;
    });
    expect(unexplained).toEqual([]);
  });

  test('is called harmless only where it is', () => {
    expect(HARMLESS.filter((_, place) => !harmless.has(place))).toEqual([]);
  });
});
