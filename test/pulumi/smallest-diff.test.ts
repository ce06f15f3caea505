/** Two programs, one after the other: which resources change, and what of them. */
import { OrchestratorMonitoring, type OrchestratorMonitoringArgs } from 'pupsourcing-orchestrator-monitoring/pulumi';
import { runStack, type Registered } from './stack';

// A program makes everything anew, dashboards included, which takes a while on a busy machine.
jest.setTimeout(60_000);

const BEFORE: OrchestratorMonitoringArgs = {
  datasourceUid: 'metrics',
  recordingRules: true,
  replicaSets: [
    { name: 'orders', workers: 3 },
    { name: 'billing', workers: { min: 2, max: 10 } },
  ],
};

interface Rule {
  readonly uid: string;
  readonly name: string;
}

async function runOf(args: OrchestratorMonitoringArgs): Promise<readonly Registered[]> {
  const { resources } = await runStack(() => {
    new OrchestratorMonitoring('orders', args);
  });
  return resources;
}

const rulesOf = (group: Registered | undefined): readonly Rule[] => (group?.inputs['rules'] ?? []) as readonly Rule[];

/** `+`, `-` or `~` and a resource; of a rule group that changes, also its rules. */
async function diff(before: OrchestratorMonitoringArgs, after: OrchestratorMonitoringArgs): Promise<readonly string[]> {
  const [old, young] = [await runOf(before), await runOf(after)];
  const names = [...new Set([...old, ...young].map(({ name }) => name))].sort();
  return names.flatMap((name) => {
    const [was, is] = [old.find((one) => one.name === name), young.find((one) => one.name === name)];
    if (JSON.stringify(was) === JSON.stringify(is)) {
      return [];
    }
    const sign = was === undefined ? '+' : is === undefined ? '-' : '~';
    return [`${sign} ${name}`, ...(sign === '~' ? rulesDiff(rulesOf(was), rulesOf(is)) : [])];
  });
}

function rulesDiff(old: readonly Rule[], young: readonly Rule[]): readonly string[] {
  const uids = [...new Set([...old, ...young].map(({ uid }) => uid))];
  return uids.flatMap((uid) => {
    const [was, is] = [old.find((rule) => rule.uid === uid), young.find((rule) => rule.uid === uid)];
    const sign = was === undefined ? '+' : is === undefined ? '-' : '~';
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [`  ${sign} ${(is ?? was)?.name ?? ''}`];
  });
}

test('the same program twice: nothing', async () => {
  expect(await diff(BEFORE, structuredClone(BEFORE))).toEqual([]);
});

test.each<[string, Partial<OrchestratorMonitoringArgs>, readonly string[]]>([
  [
    'how long one alert waits, and what leaves out what it would fire for',
    { alerts: { overrides: { OrchestratorSlowCoordination: { for: '10m' } } } },
    [
      '~ orders-dashboard-runbook',
      '~ orders-rules-coordination',
      '  ~ OrchestratorCoordinationFailing',
      '  ~ OrchestratorSlowCoordination',
    ],
  ],
  [
    'one alert switched off',
    { alerts: { overrides: { OrchestratorStaleWorkersCleaned: { enabled: false } } } },
    [
      '~ orders-dashboard',
      '~ orders-dashboard-runbook',
      '~ orders-rules-heartbeats',
      '  - OrchestratorStaleWorkersCleaned',
    ],
  ],
  [
    'one threshold: the rule, those that leave to it what it tells, the line on the panel, the state of the fleet',
    { alerts: { overrides: { OrchestratorSlowCoordination: { threshold: 20 } } } },
    [
      '~ orders-dashboard',
      '~ orders-dashboard-fleet',
      '~ orders-dashboard-runbook',
      '~ orders-rules-coordination',
      '  ~ OrchestratorCoordinationFailing',
      '  ~ OrchestratorSlowCoordination',
    ],
  ],
  [
    'a replica set at the end, with workers that nobody counts',
    { replicaSets: [...BEFORE.replicaSets!, { name: 'mail' }] },
    ['~ orders-rules-workers', '  ~ OrchestratorReplicaSetAbsent', '  ~ OrchestratorWorkerMismatch'],
  ],
  [
    'a replica set at the end, with workers of its own',
    { replicaSets: [...BEFORE.replicaSets!, { name: 'mail', workers: 7 }] },
    [
      '~ orders-rules-workers',
      '  ~ OrchestratorReplicaSetAbsent',
      '  ~ OrchestratorWorkerMismatch',
      '  ~ OrchestratorTooManyWorkers',
    ],
  ],
  [
    'a replica set that is gone',
    { replicaSets: [{ name: 'orders', workers: 3 }] },
    [
      '~ orders-rules-workers',
      '  ~ OrchestratorReplicaSetAbsent',
      '  ~ OrchestratorWorkerMismatch',
      '  ~ OrchestratorTooManyWorkers',
    ],
  ],
  [
    'settings of one replica set: what its alert would silence leaves out both of its rules',
    {
      replicaSets: [
        BEFORE.replicaSets![0]!,
        { ...BEFORE.replicaSets![1]!, alerts: { OrchestratorNoWorkers: { for: '10m' } } },
      ],
    },
    [
      '~ orders-dashboard-runbook',
      '~ orders-rules-processes',
      '  ~ OrchestratorWorkerCrashLoop',
      '  ~ OrchestratorTargetDown',
      '~ orders-rules-workers',
      '  ~ OrchestratorNoWorkers',
      '  + OrchestratorNoWorkers (for=10m)',
    ],
  ],
  [
    'replica sets in another order: the uids stay, so that no alert starts anew',
    { replicaSets: BEFORE.replicaSets!.toReversed() },
    [
      '~ orders-rules-workers',
      '  ~ OrchestratorReplicaSetAbsent',
      '  ~ OrchestratorWorkerMismatch',
      '  ~ OrchestratorTooManyWorkers',
    ],
  ],
])('%s', async (_what, changes, expected) => {
  expect(await diff(BEFORE, { ...BEFORE, ...changes })).toEqual(expected);
});

test('alerts in another order, and settings written in another order: nothing', async () => {
  const overrides = { OrchestratorNoWorkers: { for: '2m' }, OrchestratorTargetDown: { for: '3m', threshold: 1 } };
  const turned = { OrchestratorTargetDown: { threshold: 1, for: '3m' }, OrchestratorNoWorkers: { for: '2m' } };

  expect(await diff({ ...BEFORE, alerts: { overrides } }, { ...BEFORE, alerts: { overrides: turned } })).toEqual([]);
});

test('Grafana no longer evaluates: the rules go, and the dashboards look for alerts elsewhere', async () => {
  expect(await diff(BEFORE, { ...BEFORE, alerts: { evaluatedBy: 'prometheus' } })).toEqual([
    '~ orders-dashboard',
    '~ orders-dashboard-fleet',
    '- orders-rules-coordination',
    '- orders-rules-heartbeats',
    '- orders-rules-processes',
    '- orders-rules-projections',
    '- orders-rules-throughput',
    '- orders-rules-workers',
  ]);
});
