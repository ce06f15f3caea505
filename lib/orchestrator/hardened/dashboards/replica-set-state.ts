/** One word for a replica set: the worst of what its alerts look for, asked for this moment and without their patience. */
import type { AlertName } from '../../alert-names';
import type { MonitoringConfig } from '../../fleet/config';
import type { ValueText } from '../../../model/panel';
import { block, call, formatNumber, is, labelled, noneOf, on, oneOf, select, union } from '../../../promql/write';
import type { ReplicaSetProps } from '../../fleet/props';
import type { QueryContext, Signal } from '../../../model/signal';
import { isWorkload, mayBeIdle, minimumWorkers, type ExpectedWorkers } from '../../fleet/workers';
import { HARDENED_ALERTS } from '../alerts';
import { maxBy, setLabels } from '../groupings';
import { knownReplicaSets } from '../workers/signals';

/** What the alerts' signs are called in a word or two, worst first: what stops the work of all, then of some, then what slows it down. */
const SIGNS: readonly (readonly [alert: AlertName, text: string])[] = [
  ['OrchestratorNoWorkers', 'No workers'],
  ['OrchestratorWorkersExiting', 'Workers exit'],
  ['OrchestratorHeartbeatStalled', 'Database stalls'],
  ['OrchestratorNeverConverges', 'Workers apart'],
  ['OrchestratorProjectionErrors', 'Projection fails'],
  ['OrchestratorProjectionStalled', 'Projection stands still'],
  ['OrchestratorCoordinationFailing', 'Not coordinated'],
  ['OrchestratorWorkerCrashLoop', 'Worker restarts'],
  ['OrchestratorTargetDown', 'Worker down'],
  ['OrchestratorSlowCoordination', 'Slow coordination'],
  ['OrchestratorSlowProjection', 'Slow projection'],
];

/** Words for the values of `replicaSetState`: 0 is well, and the more the worse. */
export const STATE_TEXTS: readonly ValueText[] = [
  { value: 0, text: 'OK', severity: undefined },
  ...SIGNS.map(([alert, text], index) => ({
    value: SIGNS.length - index,
    text,
    severity: HARDENED_ALERTS.find(({ name }) => name === alert)?.severity,
  })).reverse(),
];

/** The state of each replica set: the number of its worst sign. Thresholds are the fleet's. */
export function replicaSetState(config: MonitoringConfig): Signal {
  return {
    name: 'replicaSetState',
    title: 'State',
    description: 'The worst of what the alerts look for, at this moment.',
    unit: 'state',
    labels: ['replica_set'],
    expression: (context) =>
      `${maxBy(setLabels(context))} ${block(union(SIGNS.flatMap(([alert], index) => sign(config, context, alert, SIGNS.length - index))))}`,
  };
}

function sign(config: MonitoringConfig, context: QueryContext, name: AlertName, code: number): readonly string[] {
  const definition = HARDENED_ALERTS.find((alert) => alert.name === name);
  const threshold = config.alerts.overrides[name]?.threshold ?? definition?.threshold;
  const idle = config.replicaSets.filter(({ workers }) => mayBeIdle(workers)).map((replicaSet) => replicaSet.name);
  const asked =
    name === 'OrchestratorNoWorkers' && idle.length > 0
      ? { ...context, workers: [...context.workers, noneOf('replica_set', idle)] }
      : context;
  const settings = {
    enabled: true,
    for: '0s',
    keepFiringFor: undefined,
    severity: 'info',
    labels: {},
    annotations: {},
  } as const;
  const conditions = definition?.conditions(
    { ...settings, threshold, workers: undefined },
    { replicaSets: [], unlisted: true, matchers: [] },
  );
  return (conditions ?? []).map(({ signal, comparison, threshold: limit }) =>
    labelled(
      `(${block(signal.expression(isRecordedFor(signal, limit, asked) ? asked : withoutRecordings(asked)))} ${comparison} bool ${formatNumber(limit)}) * ${String(code)}`,
      'sign',
      name,
    ),
  );
}

/** Of some signals only values above a limit are recorded: a lower threshold has to be asked for itself. */
const isRecordedFor = ({ name }: Signal, threshold: number, { recordings }: QueryContext): boolean =>
  threshold >= (recordings?.get(name)?.above ?? -Infinity);

function withoutRecordings({ recordings: _recordings, ...context }: QueryContext): QueryContext {
  return context;
}

/** How many workers a replica set should have: the number, the least of a range, or what its workload asks for. */
export function expectedWorkers(replicaSets: readonly ReplicaSetProps[]): Signal | undefined {
  const told = replicaSets.filter(({ workers }) => workers !== undefined);
  return told.length === 0
    ? undefined
    : {
        name: 'expectedWorkers',
        title: 'Expected workers',
        description: 'How many workers there should be at least, for replica sets of the last six hours.',
        unit: 'workers',
        labels: ['replica_set'],
        expression: (context) => union(expectations(told, context)),
      };
}

function expectations(told: readonly ReplicaSetProps[], context: QueryContext): readonly string[] {
  const known = (names: readonly string[]): string => {
    const workers = [...context.workers, oneOf('replica_set', names)];
    return knownReplicaSets.expression({ ...context, workers });
  };
  const numbers = [...new Set(told.map(({ workers }) => minimumWorkers(workers)))].filter(
    (number) => number !== undefined,
  );
  return [
    ...numbers.map((number) => {
      const names = told.filter(({ workers }) => minimumWorkers(workers) === number).map(({ name }) => name);
      return `${known(names)} * ${String(number)}`;
    }),
    ...told.flatMap(({ name, workers }) => {
      const wanted = wantedByWorkload(workers);
      return wanted === undefined
        ? []
        : [
            `(${labelled(context.by.length > 0 ? `${maxBy(context.by)} (${wanted})` : call('max', wanted), 'replica_set', name)} and ${on(setLabels(context))} ${known([name])})`,
          ];
    }),
  ];
}

function wantedByWorkload(workers: ExpectedWorkers): string | undefined {
  if (!isWorkload(workers)) {
    return undefined;
  }
  return 'deployment' in workers
    ? select('kube_deployment_spec_replicas', [
        is('namespace', workers.namespace),
        is('deployment', workers.deployment),
      ])
    : select('kube_statefulset_replicas', [is('namespace', workers.namespace), is('statefulset', workers.statefulSet)]);
}
