/** Cases of OrchestratorWorkerMismatch and OrchestratorTooManyWorkers. */
import { average, series, valueAt } from '../../../model/rule-tests/case-samples';
import { MAXIMUM_CASE_WORKERS } from '../../../model/rule-tests/case-labels';
import type { InputSeries, Moment, RuleCase, Situation } from '../../../model/rule-tests/cases';
import { isWorkload } from '../../fleet/workers';
import {
  ACTIVE,
  again,
  between,
  fewestAbove,
  largest,
  LONG_AGO,
  ofTarget,
  ofWorker,
  one,
  present,
  REGISTERED,
  REGISTRATIONS,
  setLabels,
  smallest,
  STARTED,
  times,
  UP,
  type Stretch,
} from './workers-of-case';

/** Workers of a case, as they are scraped. */
interface Fleet {
  readonly registered: readonly InputSeries[];
  readonly up?: readonly InputSeries[];
  readonly active?: readonly InputSeries[];
  readonly started?: readonly InputSeries[];
}

/** How far back answered scrapes are counted, and which share of them makes a worker one that is there. */
const STEADY_WINDOW = 240;
const STEADY_SHARE = 0.6;

/** Seconds for which a worker counts as just started. */
const SETTLING = 60;

/** Whether some worker of the replica set started less than a minute ago. */
export function justStarted(
  registered: readonly InputSeries[],
  started: readonly InputSeries[],
  moment: Moment,
): boolean {
  const addresses = new Set(
    registered.filter((each) => valueAt(each, moment) !== undefined).map(({ labels }) => labels['instance']),
  );
  const newest = largest(
    started.filter(({ labels }) => addresses.has(labels['instance'])).map((each) => valueAt(each, moment)),
  );
  return newest !== undefined && Math.abs(moment.at - newest) < SETTLING;
}

function presentWorkers({ registered, up = [], active = [], started = [] }: Fleet, moment: Moment): number | undefined {
  const scraped = registered.filter(
    (worker) =>
      valueAt(worker, moment) !== undefined &&
      up.some(
        (each) =>
          each.labels['instance'] === worker.labels['instance'] &&
          (average(each, STEADY_WINDOW, moment) ?? 0) >= STEADY_SHARE,
      ),
  ).length;
  const counted = largest(active.map((each) => valueAt(each, moment)));
  return justStarted(registered, started, moment)
    ? undefined
    : smallest([scraped === 0 ? undefined : scraped, counted]);
}

/** Cases of OrchestratorWorkerMismatch. */
export function workerMismatch(s: Situation): readonly RuleCase[] {
  const workload = isWorkload(s.workers) ? s.workers : undefined;
  // Against a workload, three workers are wanted and the value is what there are beyond them.
  const wanted = workload === undefined ? Math.ceil(s.threshold) : 3;
  if (wanted > MAXIMUM_CASE_WORKERS) {
    return [];
  }
  const replicas = workload === undefined ? [] : workloadSeries(s, workload);
  const make = (name: string, fires: boolean, played: Fleet, until: number): RuleCase => {
    const up = played.up ?? times(played.registered.length, (index) => ofTarget(s, UP, index, [0, 1]));
    const fleet = { ...played, up };
    return {
      name,
      fires,
      series: [...fleet.registered, ...up, ...(fleet.active ?? []), ...(fleet.started ?? []), ...replicas],
      until,
      outcomes: one(setLabels(s), (moment) => {
        const found = presentWorkers(fleet, moment);
        return found === undefined || workload === undefined ? found : found - wanted;
      }),
    };
  };
  const gone = between(300);
  const back = between(gone + s.patience + 60);
  const end = back + s.aftermath + 120;
  const steady = (count: number): readonly InputSeries[] =>
    times(count, (index) => ofWorker(s, REGISTERED, index, [0, REGISTRATIONS]));
  const losing = times(wanted, (index) =>
    index > 0
      ? ofWorker(s, REGISTERED, index, [0, 1])
      : ofWorker(s, REGISTERED, index, [0, 1], [gone, undefined], [back, 2]),
  );
  const counted = (count: number, ...values: readonly number[]): readonly InputSeries[] =>
    times(count, (index) => ofWorker(s, ACTIVE, index, [0, values[index] ?? values[0] ?? 0]));
  const quiet = s.patience + 300;
  const answering = (...stretches: readonly Stretch[]): readonly InputSeries[] => [
    ofTarget(s, UP, 0, ...stretches),
    ...times(wanted - 1, (index) => ofTarget(s, UP, index + 1, [0, 1])),
  ];
  const silent = gone - 20;
  const answers = Math.ceil((silent + STEADY_WINDOW + s.patience + 60) / 30) * 30;
  return [
    ...(wanted > 1
      ? [
          make(
            'a worker hardly answers for a while',
            true,
            { registered: steady(wanted), up: answering([0, 1], [silent, 0], [answers, 1]) },
            answers + STEADY_WINDOW + s.aftermath + 60,
          ),
          make(
            'a worker answers a little too few scrapes',
            true,
            { registered: steady(wanted), up: answering([0, 0.59]) },
            quiet,
          ),
          make('a worker is gone, until another replaces it', true, { registered: losing }, end),
          make(
            'a worker is gone, and its row is still counted',
            true,
            { registered: losing, active: counted(wanted, wanted) },
            end,
          ),
        ]
      : []),
    make(
      'the application counts fewer than are scraped, and not every worker knows yet',
      true,
      {
        registered: steady(wanted + 1),
        active: times(wanted + 1, (index) =>
          ofWorker(s, ACTIVE, index, [0, index === wanted && wanted > 1 ? wanted - 2 : wanted - 1]),
        ),
      },
      quiet,
    ),
    make(
      'exactly as many as expected, of which one answers just enough scrapes',
      false,
      { registered: steady(wanted), up: answering([0, STEADY_SHARE]) },
      quiet,
    ),
    make(
      'exactly as many as expected, which the application confirms',
      false,
      { registered: steady(wanted), active: counted(wanted, wanted) },
      quiet,
    ),
    ...restarts(s, wanted).map(({ name, fires, fleet, until }) => make(name, fires, fleet, until)),
  ];
}

/** While a worker has just started, nobody is missed. */
function restarts(
  s: Situation,
  wanted: number,
): readonly { readonly name: string; readonly fires: boolean; readonly fleet: Fleet; readonly until: number }[] {
  const restart = between(300);
  const evaluatedAt = (Math.floor((restart + 30) / s.evaluation) + 1) * s.evaluation;
  const registered = times(wanted, (index) => ofWorker(s, REGISTERED, index, [0, REGISTRATIONS]));
  const lost = times(wanted, (index) => ofWorker(s, ACTIVE, index, [0, wanted], [restart, wanted - 1]));
  const missing = times(wanted, (index) => ofWorker(s, ACTIVE, index, [0, wanted - 1]));
  const others = times(wanted - 1, (index) => ofTarget(s, STARTED, index + 1, [0, LONG_AGO]));
  const aged = (age: number): Fleet => ({
    registered,
    active: lost,
    started: [ofTarget(s, STARTED, 0, [0, LONG_AGO], [restart, evaluatedAt - age]), ...others],
  });
  const until = evaluatedAt + s.patience + s.evaluation + 60;
  // A process that is another one at every scrape, and the target of an older one beside it.
  const unresting = ofTarget(s, STARTED, 0, [0, 0, 10]);
  const older = again(s, ofTarget(s, STARTED, 0, [0, LONG_AGO]));
  return [
    { name: 'a worker has just started: exactly a minute ago it has not', fires: true, fleet: aged(SETTLING), until },
    {
      name: 'a worker has just started: half a second less than a minute ago it has',
      fires: true,
      fleet: aged(SETTLING - 0.5),
      until,
    },
    {
      name: 'a worker starts over and over, so that nobody is missed',
      fires: false,
      fleet: { registered, active: missing, started: [unresting, older, ...others] },
      until: s.patience + 600,
    },
  ];
}

function workloadSeries(
  s: Situation,
  workload: Extract<Situation['workers'], { readonly namespace: string }>,
): readonly InputSeries[] {
  const [metric, own] =
    'deployment' in workload
      ? ['kube_deployment_spec_replicas', { deployment: workload.deployment }]
      : ['kube_statefulset_replicas', { statefulset: workload.statefulSet }];
  const labels = { ...s.by, namespace: workload.namespace, ...own };
  // Two kube-state-metrics, of which one has not heard yet.
  return [
    series(metric, { ...labels, [s.idleLabel]: 'a' }, [0, 3]),
    series(metric, { ...labels, [s.idleLabel]: 'b' }, [0, 1]),
  ];
}

/** Cases of OrchestratorTooManyWorkers. */
export function tooManyWorkers(s: Situation): readonly RuleCase[] {
  const tooMany = fewestAbove(s.threshold);
  if (tooMany === undefined) {
    return [];
  }
  const extra = between(300);
  const left = between(extra + s.patience + 60);
  const growing = times(tooMany, (index) =>
    index > 0 ? ofWorker(s, REGISTERED, index, [0, 1]) : ofWorker(s, REGISTERED, index, [extra, 1], [left, undefined]),
  );
  const right = times(tooMany - 1, (index) => ofWorker(s, REGISTERED, index, [0, REGISTRATIONS]));
  const value = (all: readonly InputSeries[]) => one(setLabels(s), (moment) => present(all, moment) || undefined);
  return [
    {
      name: 'a worker too many comes and goes',
      fires: true,
      series: growing,
      until: left + s.aftermath + 60,
      outcomes: value(growing),
    },
    {
      name: 'exactly as many as allowed, however often they registered',
      fires: false,
      series: right,
      until: s.patience + 120,
      outcomes: value(right),
    },
  ];
}
