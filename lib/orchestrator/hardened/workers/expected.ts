/** How many workers there should be, as series: numbers, ranges and workloads of the description, by replica set. */
import { ask, current, orMissing, type ListedSubject, type QueryContext, type Wanted } from '../../../model/signal';
import type { Duration } from '../../../promql/duration';
import {
  aggregate,
  block,
  call,
  escapeRegex,
  labelled,
  on,
  oneOf,
  over,
  select,
  union,
  type LabelMatcher,
} from '../../../promql/write';
import { OF_THE_JOB } from '../../metrics';
import { labelsOf, ofReplicaSets, SET, sharedLabels } from '../asking';
import { knownReplicaSets } from '../processes/signals';

type Bound = 'minimum' | 'maximum';

const wantedOf = (context: QueryContext, bound: Bound): readonly (readonly [ListedSubject, Wanted])[] =>
  context.listed.flatMap((listed) => {
    const wanted = listed[bound];
    return wanted === undefined ? [] : [[listed, wanted] as const];
  });

/**
 * How another job's series are found: by the fleet's selector, where they have such a label, and by the labels of the fleet whose values are
 * open, which they must have. A label that the workers alone have tells nothing of them; that of another cluster does.
 */
export function sharedWithOtherJobs(context: QueryContext): {
  readonly matchers: readonly LabelMatcher[];
  readonly kept: readonly string[];
} {
  const kept = sharedLabels(context);
  return {
    matchers: context.targets
      .filter(({ label }) => !OF_THE_JOB.has(label))
      .flatMap((matcher) => (kept.includes(matcher.label) ? [matcher] : orMissing(asExpression(matcher)))),
    kept,
  };
}

/** A matcher of one value as one of an expression, to which others can be added. */
const asExpression = (matcher: LabelMatcher): LabelMatcher =>
  matcher.op === '=' ? { ...matcher, op: '=~', value: escapeRegex(matcher.value) } : matcher;

/** Series with the fleet's labels, as far as their values are known. */
const pin = (expression: string, { pinned }: QueryContext): string =>
  Object.entries(pinned).reduce((inner, [label, value]) => labelled(inner, label, value), expression);

/**
 * Numbers of the configuration have no `cluster`, or other label of `aggregateBy` that only the workers tell: each is copied to every cluster
 * where the replica set had a worker in the last six hours, or where else it is known to be. One that was never seen keeps its number without the
 * label.
 */
function spread(
  context: QueryContext,
  series: string,
  more: readonly string[],
  known = ask(knownReplicaSets, context),
): string {
  const { by, pinned } = context;
  if (by.every((label) => Object.hasOwn(pinned, label) || more.includes(label))) {
    return series;
  }
  const labels = [...Object.keys(pinned), ...more, 'replica_set'];
  return `(${known} * 0 + ${on(labels)} group_left () ${block(series)})
or
(${block(series)} unless ${on(labels)} ${known})`;
}

function expected(context: QueryContext, bound: Bound): string {
  const wanted = wantedOf(context, bound);
  const numbers = wanted.flatMap(([{ name }, value]) =>
    typeof value === 'number' ? [labelled(`vector(${String(value)})`, 'replica_set', name)] : [],
  );
  const { matchers, kept } = sharedWithOtherJobs(context);
  const read = wanted.flatMap(([{ name }, value]) => {
    if (typeof value === 'number') {
      return [];
    }
    const shared = matchers.filter(({ label }) => !value.matchers.some((matcher) => matcher.label === label));
    return [
      labelled(aggregate('max', kept, select(value.metric, [...shared, ...value.matchers])), 'replica_set', name),
    ];
  });
  const parts = [
    ...(numbers.length === 0 ? [] : [spread(context, pin(union(numbers), context), [])]),
    ...(read.length === 0 ? [] : [spread(context, pin(union(read), context), kept)]),
  ];
  return parts.join('\nor\n');
}

/** The fewest workers that each listed replica set should have: at least one, where the description gives no number. */
export const expectedMinimum = ofReplicaSets({
  name: 'expectedMinimum',
  title: 'Expected workers, at least',
  unit: 'workers',
  recordedAs: { record: 'job:orchestrator_workers_expected:min' },
  applies: (context) => wantedOf(context, 'minimum').length > 0,
  expression: (context) => expected(context, 'minimum'),
});

/** How long a number holds that is not told any more: as long as a replica set is remembered. */
const EXPECTED_MEMORY = '6h';

/** How long it takes from a number that is no longer zero to workers that work: pods are scheduled, images pulled, a coordination finished. */
const STARTING = '5m';

/** Replica sets that need no worker, as it was told last, or needed none not long ago: those that start have none yet. */
export const idleOfLate = (context: QueryContext, starting: Duration = STARTING): string => {
  const told = ask(expectedMinimum, context);
  const isRecorded = context.recorded.has(expectedMinimum.name);
  const within = (window: Duration): string => (isRecorded ? over(told, window) : over(block(told), `${window}:30s`));
  return `${call('last_over_time', within(EXPECTED_MEMORY))} == 0
or ${call('min_over_time', within(starting))} == 0`;
};

/** The same questions about some of the listed replica sets alone; none where there are no such. */
export function amongListed(
  context: QueryContext,
  isMeant: (subject: ListedSubject) => boolean,
): readonly QueryContext[] {
  const listed = context.listed.filter(isMeant);
  const names = listed.map(({ name }) => name);
  return names.length === 0 ? [] : [{ ...context, listed, workers: [...context.workers, oneOf('replica_set', names)] }];
}

/** Replica sets whose workload is scaled to zero, or was not long ago: if none starts, OrchestratorReplicaSetAbsent tells within ten minutes. */
export const scaledToZero = (context: QueryContext): readonly string[] =>
  amongListed(context, isRead).map((read) => idleOfLate(read, '10m'));

/** Whether a replica set wants one number of workers, no more and no less. */
const isExact = ({ minimum, maximum }: ListedSubject): boolean => maximum !== undefined && maximum === minimum;

/** The most workers that each listed replica set should have, where the description says so. */
export const expectedMaximum = ofReplicaSets({
  name: 'expectedMaximum',
  title: 'Expected workers, at most',
  unit: 'workers',
  recordedAs: { record: 'job:orchestrator_workers_expected:max' },
  applies: (context) => wantedOf(context, 'maximum').length > 0,
  expression: (context) => {
    const ranges = context.listed.filter((listed) => !isExact(listed));
    // Somebody's own minimum is not the maximum.
    const isRead = context.recorded.has(expectedMinimum.name) && current(expectedMinimum, context) === expectedMinimum;
    if (!isRead || ranges.some(({ maximum }) => maximum === undefined)) {
      return expected(context, 'maximum');
    }
    // Thousands of numbers take seconds at every evaluation: those that are recorded are not made a second time.
    const recorded = ask(expectedMinimum, context);
    return ranges.length === 0 ? recorded : `${expected({ ...context, listed: ranges }, 'maximum')}\nor\n${recorded}`;
  },
});

/** Whether somebody else's series says how many workers a replica set should have. */
const isRead = ({ minimum, maximum }: ListedSubject): boolean =>
  typeof minimum === 'object' || typeof maximum === 'object';

/** Replica sets whose expected number of workers cannot be read: each 1. */
export const expectedUnknown = ofReplicaSets({
  name: 'expectedUnknown',
  title: 'Expected number of workers unknown',
  unit: 'count',
  range: { minimum: { value: 0, why: 'it is a count' } },
  recordedAs: { record: 'job:orchestrator_workers_expected:absent' },
  applies: ({ listed }) => listed.some(isRead),
  expression: (context) => {
    const { kept } = sharedWithOtherJobs(context);
    const read = context.listed.filter(isRead).map(({ name, minimum, maximum }) => {
      const places = [minimum, maximum]
        .flatMap((wanted) => (typeof wanted === 'object' ? wanted.matchers : []))
        .filter(({ label }) => kept.includes(label));
      return {
        places: places.map(({ label }) => label),
        series: places.reduce(
          (series, { label, value }) => labelled(series, label, value),
          labelled('vector(1)', 'replica_set', name),
        ),
      };
    });
    const told = kept.filter((label) => read.every(({ places }) => places.includes(label)));
    const expectedOnes = block(ask(expectedMinimum, context));
    // Where the number of one that was never seen can be read, it is.
    const known = block(`${ask(knownReplicaSets, context)}\nor\n${expectedOnes}`);
    return `${block(spread(context, pin(union(read.map(({ series }) => series)), context), told, known))}
unless ${on(labelsOf(SET, context))}
${expectedOnes}`;
  },
});

/** Whether a replica set may rightly have no worker at all: its least number is 0, or a workload says it. */
export const mayBeIdle = ({ listed }: QueryContext): boolean =>
  listed.some(({ minimum }) => minimum === 0 || typeof minimum === 'object');
