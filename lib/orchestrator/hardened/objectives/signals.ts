/**
 * Objectives: how large the share of errors may be within a window, how large it is, and how fast the error budget burns. The method is that
 * of the SRE workbook's chapter on alerting ("multiwindow, multi-burn-rate alerts"). As many rules record fifty objectives as record one.
 */
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import { seconds, type Duration } from '../../../promql/duration';
import { formatNumber, is, labelled, over, select, union, type LabelMatcher } from '../../../promql/write';
import { DATABASE_METRICS } from '../../database/metrics';
import type { DescribedDatabase, ObjectiveConfig } from '../../fleet/database-config';
import { METRICS } from '../../metrics';
import { maxBy, sumBy } from '../asking';
import { ofDatabase, ofFleet } from '../lag/database-series';

/** Windows over which errors are looked at; alerts compare a long one with a short one. */
export const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

/** One of the windows. */
export type Window = (typeof WINDOWS)[number];

/** Window of the objectives themselves. */
const OBJECTIVE_WINDOW: Duration = '30d';

/** What is recorded is about an objective, whatever that is about: settings of single replica sets do not concern it. */
const LABELS = ['objective'] as const;

const RATIO = { minimum: { value: 0, why: 'it is a share' }, maximum: { value: 1, why: 'it is a share' } } as const;

const objectivesOf = ({ system }: QueryContext): readonly ObjectiveConfig[] =>
  (system as DescribedDatabase | undefined)?.objectives ?? [];

/** Whether a configuration has objectives. */
export const hasObjectives = (context: QueryContext): boolean => objectivesOf(context).length > 0;

const isOfTime = ({ freshness }: ObjectiveConfig): boolean => freshness !== undefined;

const ofObjectives = (signal: Signal): Signal => ({ applies: hasObjectives, ...signal });

/** The recorded series of a signal, also where alerts ask for themselves: nobody asks again what went on for three days. */
const recorded = (signal: Signal, context: QueryContext): string =>
  ask(signal, { ...context, recorded: new Set([...context.recorded, signal.name]) });

/** What an objective is about, where it is not about all of the fleet. */
function subject({ replicaSet, projection }: ObjectiveConfig): readonly LabelMatcher[] {
  return [
    ...(replicaSet === undefined ? [] : [is('replica_set', replicaSet)]),
    ...(projection === undefined ? [] : [is('projection', projection)]),
  ];
}

/** One answer for each objective, with its name. */
const each = (objectives: readonly ObjectiveConfig[], write: (objective: ObjectiveConfig) => string): string =>
  union(objectives.map((objective) => labelled(write(objective), 'objective', objective.name)));

/** Whether the read model is older than the objective allows, by its worst projection. */
export const outdated: Signal = {
  name: 'objectiveOutdated',
  recordedAs: { record: 'job:orchestrator_objective_outdated:max' },
  title: 'Older than the objective allows',
  unit: 'state',
  labels: LABELS,
  range: RATIO,
  applies: (context) => objectivesOf(context).some(isOfTime),
  expression: (context) =>
    each(objectivesOf(context).filter(isOfTime), (objective) =>
      ofFleet(context, (by) => {
        const asked = {
          ...context,
          workers: [...context.workers, ...subject({ ...objective, projection: undefined })],
          extraMatchers: subject({ ...objective, replicaSet: undefined }),
        };
        const limit = formatNumber(seconds(objective.freshness ?? '0s'));
        return `${maxBy(by)} (${ofDatabase(asked, DATABASE_METRICS.lagSeconds)}) > bool ${limit}`;
      }),
    ),
};

const shares = Object.fromEntries(
  WINDOWS.map((window) => [
    window,
    ofObjectives({
      name: `objectiveErrors${window}`,
      recordedAs: { record: `job:orchestrator_objective_errors:ratio${window}` },
      title: `Share of errors over ${window}`,
      unit: 'ratio',
      labels: LABELS,
      range: RATIO,
      expression: (context) => {
        const ofEvents = objectivesOf(context).filter((objective) => !isOfTime(objective));
        return [
          ...(outdated.applies?.(context) === true
            ? [`avg_over_time(${over(recorded(outdated, context), window)})`]
            : []),
          ...(ofEvents.length === 0 ? [] : [each(ofEvents, (objective) => failedShare(context, objective, window))]),
        ].join('\nor ');
      },
    }),
  ]),
) as Readonly<Record<Window, Signal>>;

/** Share of errors within a window: of the time in which the read model was too old, or of the attempts to handle an event. */
export const errorShare = (window: Window): Signal => shares[window];

/** Errors among the attempts. A counter of errors is born with the first one: until then there are none. */
function failedShare(context: QueryContext, objective: ObjectiveConfig, window: Window): string {
  const rate = (metric: string): string =>
    `${sumBy(context.by)} (rate(${over(select(metric, [...context.workers, ...subject(objective)]), window)}))`;
  const handled = rate(METRICS.eventsProcessed.name);
  const failed = rate(METRICS.projectionErrors.name);
  return `(
  ${failed}
  or 0 * ${handled}
) / (
  (
    ${handled}
    + ${failed}
    or ${handled}
    or ${failed}
  ) > 0
)`;
}

/** Share of errors over the whole window of the objectives: the mean of what was recorded for five minutes. */
export const errorShareOfWindow = ofObjectives({
  name: 'objectiveErrorsOfWindow',
  recordedAs: { record: `job:orchestrator_objective_errors:ratio${OBJECTIVE_WINDOW}` },
  title: 'Share of errors over the window of the objective',
  unit: 'ratio',
  labels: LABELS,
  range: RATIO,
  expression: (context) => {
    const series = over(recorded(errorShare('5m'), context), OBJECTIVE_WINDOW);
    return `sum_over_time(${series}) / count_over_time(${series})`;
  },
});

/** The error budget: the share of errors that the objective allows. */
export const budget = ofObjectives({
  name: 'objectiveBudget',
  recordedAs: { record: 'job:orchestrator_objective_budget:ratio' },
  title: 'Error budget',
  unit: 'ratio',
  labels: LABELS,
  range: RATIO,
  expression: (context) =>
    union(
      objectivesOf(context).map((objective) => {
        const own = { ...context, workers: [...context.workers, is('objective', objective.name)] };
        return `0 * ${recorded(errorShareOfWindow, own)} + ${budgetOf(objective)}`;
      }),
    ),
});

/** Without what floating-point numbers add: 1 - 0.99 is 0.01. */
export const budgetOf = ({ target }: Pick<ObjectiveConfig, 'target'>): string =>
  formatNumber(Number((1 - target).toPrecision(12)));

/** What is left of the error budget: 1 at first, 0 when it is used up, below 0 when the objective is missed. */
export const budgetLeft = ofObjectives({
  name: 'objectiveBudgetLeft',
  recordedAs: { record: 'job:orchestrator_objective_budget_left:ratio' },
  title: 'Error budget left',
  unit: 'ratio',
  labels: LABELS,
  range: { maximum: { value: 1, why: 'nothing is left that was not there' } },
  expression: (context) => `1 - ${recorded(errorShareOfWindow, context)} / ${recorded(budget, context)}`,
});

/** How many times faster than the objective allows the budget burns, over a window. */
const burnRate = (window: Window, context: QueryContext): string =>
  `${recorded(errorShare(window), context)} / ${recorded(budget, context)}`;

/** The burn rate of two windows: the smaller one, so that an alert ends soon after the errors do. */
export const burnRateOfBoth = (long: Window, short: Window): Signal =>
  ofObjectives({
    name: `objectiveBurnRate${long}And${short}`,
    title: `Burn rate over ${long} and ${short}`,
    unit: 'count',
    labels: LABELS,
    range: { minimum: { value: 0, why: 'a share of errors is never below 0' } },
    expression: (context) => {
      const [slow, fast] = [burnRate(long, context), burnRate(short, context)];
      return `(${slow}) <= (${fast})\nor (${fast})`;
    },
  });
