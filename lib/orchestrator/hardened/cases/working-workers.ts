/** Cases of OrchestratorNoWorkers and OrchestratorReplicaSetAbsent: who works now, who worked within the hour, who is listed. */
import { lastOver } from '../../../model/rule-tests/case-samples';
import { MAXIMUM_CASE_WORKERS } from '../../../model/rule-tests/case-labels';
import type { InputSeries, RuleCase, Situation } from '../../../model/rule-tests/cases';
import { between, ofWorker, one, PARTITIONS, present, setLabels, times, type Stretch } from './workers-of-case';

const HOUR = 3_600;

/** So many workers, each with the same history of its partitions. */
function workers(s: Situation, count: number, ...stretches: readonly Stretch[]): readonly InputSeries[] {
  return times(count, (index) => ofWorker(s, PARTITIONS, index, ...stretches));
}

/** Cases of OrchestratorNoWorkers. */
export function noWorkers(s: Situation): readonly RuleCase[] {
  const enough = Math.ceil(s.threshold);
  if (enough > MAXIMUM_CASE_WORKERS) {
    return [];
  }
  const make = (name: string, fires: boolean, series: readonly InputSeries[], until: number): RuleCase => ({
    name,
    fires,
    series,
    until,
    outcomes: one(setLabels(s), (moment) =>
      series.some((each) => lastOver(each, HOUR, moment) !== undefined) ? present(series, moment) : undefined,
    ),
  });
  const gone = between(300);
  const back = between(gone + s.patience + 120);
  const goneFor = gone + s.patience + 60;
  return [
    make(
      'the last worker leaves and another comes',
      true,
      workers(s, enough, [0, enough], [gone, undefined], [back, enough]),
      back + s.aftermath + 120,
    ),
    make(
      'nobody comes back within the hour',
      true,
      workers(s, enough, [0, enough], [gone, undefined]),
      Math.max(gone + HOUR, goneFor) + s.aftermath + 60,
    ),
    make(
      'what workers reported before they left does not matter',
      true,
      workers(s, enough, [0, NaN], [gone, undefined]),
      goneFor,
    ),
    make('as many as are needed work, whatever they report', false, workers(s, enough, [0, 0]), s.patience + 300),
    ...(enough > 1 ? [make('some work, too few', true, workers(s, enough - 1, [0, enough]), s.patience + 300)] : []),
  ];
}

/** Cases of OrchestratorReplicaSetAbsent. */
export function replicaSetAbsent(s: Situation): readonly RuleCase[] {
  const enough = Math.ceil(s.threshold);
  if (enough > MAXIMUM_CASE_WORKERS) {
    return [];
  }
  const labels = { replica_set: s.replicaSet };
  const come = between(s.patience + 120);
  const arriving = workers(s, enough, [come, enough]);
  const working = workers(s, enough, [0, 0]);
  const others = s.siblings.flatMap(({ scope }) => scope.replicaSets).filter((name) => name !== s.replicaSet);
  // The other listed replica sets have no worker in these cases, and are reported.
  const onlyThis = others.length === 0 ? {} : { othersFire: true, onlyReplicaSet: s.replicaSet };
  return [
    {
      name: 'no listed replica set has ever had a worker',
      fires: true,
      series: [],
      until: s.patience + 60,
      outcomes: () => s.covered.map((name) => ({ labels: { replica_set: name }, value: 0 })),
      ...(s.siblings.length > 1 ? { othersFire: true } : {}),
    },
    {
      name: 'a replica set comes at last',
      fires: true,
      series: arriving,
      until: come + s.aftermath + 60,
      outcomes: one(labels, (moment) => present(arriving, moment)),
      ...onlyThis,
    },
    {
      name: 'as many as are needed work, whatever they report',
      fires: false,
      series: working,
      until: s.patience + 120,
      outcomes: one(labels, (moment) => present(working, moment)),
      ...onlyThis,
    },
  ];
}
