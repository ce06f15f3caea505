/** Questions that the database answers about who works: partitions without a worker, and generations of workers. */
import type { OverridesByName } from '../../../model/alerts/alert-settings';
import { ask, type QueryContext } from '../../../model/signal';
import { block, call, noneOf, on } from '../../../promql/write';
import { DATABASE_METRICS } from '../../database/metrics';
import { atMostWorkers, by, labelsOf, SET } from '../asking';
import { knownReplicaSets } from '../processes/signals';
import { amongListed, scaledToZero } from '../workers/expected';
import { workingWorkers } from '../workers/signals';
import { largest, ofDatabase, ofTheDatabase, told, type DatabaseQuestion } from './database-series';

const { partitions, ownedPartitions, liveGenerations, liveWorkers } = DATABASE_METRICS;

/** Replica sets without a live worker. */
const lifeless = (context: QueryContext): string =>
  `${by('max', SET, context)} (${told(context, liveGenerations)}) == 0`;

/** As much of the configuration as says which alerts there are. */
interface AlertSettings {
  readonly alerts?: { readonly overrides: OverridesByName };
  readonly replicaSets?: readonly { readonly name: string; readonly alerts?: OverridesByName }[];
}

/**
 * Replica sets without a live worker of which OrchestratorNoWorkers tells, when it has waited, and then OrchestratorReplicaSetAbsent: the workers'
 * metrics say so, too. None where it is switched off.
 */
function leftToNoWorkers(asked: QueryContext, whole: QueryContext): readonly string[] {
  const { alerts, replicaSets = [] } = (whole.system ?? {}) as AlertSettings;
  const isOff = (overrides: OverridesByName = {}): boolean => overrides['OrchestratorNoWorkers']?.enabled === false;
  const untold = replicaSets.filter((set) => isOff(set.alerts)).map(({ name }) => name);
  const told = untold.length === 0 ? whole : { ...whole, workers: [...whole.workers, noneOf('replica_set', untold)] };
  const sets = on(labelsOf(SET, asked));
  const dead = `${ask(knownReplicaSets, told)} unless ${sets} ${block(ask(workingWorkers, whole))} > 0`;
  return isOff(alerts?.overrides) ? [] : [`${lifeless(asked)} and ${sets} ${block(dead)}`];
}

/** Replica sets that rightly have no worker: their workload is scaled to zero, or they may have none and have none. And those that others tell of. */
const restingSets: DatabaseQuestion = (asked, whole) => {
  const sets = on(labelsOf(SET, asked));
  return [
    ...leftToNoWorkers(asked, whole),
    ...scaledToZero(whole),
    ...amongListed(asked, ({ minimum }) => minimum === 0).map(lifeless),
  ]
    .map((resting) => `\nunless ${sets} ${block(resting)}`)
    .join('');
};

/** Live workers within six hours, where replica sets are listed, and elsewhere within one: who retires a replica set takes it off the list. */
const oncePresent = (asked: QueryContext): string =>
  [
    ...amongListed(asked, () => true).map((listed) => ofDatabase(listed, liveWorkers, '6h')),
    ofDatabase(asked, liveWorkers, '1h'),
  ]
    .map((range) => call('max_over_time', range))
    .join(' or ');

/**
 * Partitions of the newest generation that no live worker owns, of replica sets that had a live worker not long ago and should have one: a
 * replica set that was retired or renamed keeps its generations for ever.
 */
export const unownedPartitions = ofTheDatabase({
  name: 'unownedPartitions',
  recordedAs: { record: 'job:orchestrator_unowned_partitions:max' },
  rangeOf: atMostWorkers,
  title: 'Partitions without a worker',
  unit: 'partitions',
  labels: ['replica_set'],
  range: { minimum: { value: 0, why: 'it is a count' } },
  expression: (asked, whole) => {
    const most = by('max', SET, asked);
    return `${most} (${told(asked, partitions)} - ${told(asked, ownedPartitions)})
and ${most} (${oncePresent(asked)}) > 0${restingSets(asked, whole)}`;
  },
});

/** Different generations among the live workers of a replica set. */
export const generationsOfWorkers = ofTheDatabase({
  name: 'generationsOfWorkers',
  recordedAs: { record: 'job:orchestrator_live_generations:max' },
  title: 'Generations of live workers',
  unit: 'count',
  labels: ['replica_set'],
  range: { minimum: { value: 0, why: 'it is a count' } },
  expression: largest(liveGenerations, ['replica_set']),
});
