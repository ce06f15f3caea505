/**
 * Objectives: how large the share of errors may be within a window, how large it is, and how fast the error budget burns. The method is that
 * of the SRE workbook's chapter on alerting ("multiwindow, multi-burn-rate alerts"). As many rules record fifty objectives as record one.
 */
import { ask, type QueryContext, type Signal } from '../../../model/signal';
import { seconds } from '../../../promql/duration';
import { formatNumber, is, labelled, oneOf, over, union, withoutNoise } from '../../../promql/write';
import { DATABASE_METRICS } from '../../database/metrics';
import type { DescribedDatabase, ObjectiveConfig } from '../../fleet/database-config';
import type { ObjectiveWindow } from '../../fleet/database-props';
import { by } from '../asking';
import { ofFleet, told } from '../lag/database-series';
import { errorRate, eventRate } from '../projections/signals';

/** Windows over which errors are looked at; alerts compare a long one with a short one. */
const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

/** One of the windows. */
export type Window = (typeof WINDOWS)[number];

/** Windows of the objectives themselves. */
const OBJECTIVE_WINDOWS = ['30d', '28d'] as const satisfies readonly ObjectiveWindow[];

/** The window for which the alerts' paces are written: they mean shares of the budget, which another window reaches at other rates. */
export const PACED: ObjectiveWindow = '30d';

const RATIO = { minimum: { value: 0, why: 'it is a share' }, maximum: { value: 1, why: 'it is a share' } } as const;

/** The objectives of a configuration. */
export const objectivesOf = ({ system }: QueryContext): readonly ObjectiveConfig[] =>
  (system as DescribedDatabase | undefined)?.objectives ?? [];

/** Whether a configuration has objectives. */
export const hasObjectives = (context: QueryContext): boolean => objectivesOf(context).length > 0;

/** Questions about the objectives of one window alone; none where there are no such. */
function ofWindow(context: QueryContext, window: ObjectiveWindow): readonly QueryContext[] {
  const all = objectivesOf(context);
  const names = all.filter((objective) => objective.window === window).map(({ name }) => name);
  return names.length === 0
    ? []
    : names.length === all.length
      ? [context]
      : [{ ...context, workers: [...context.workers, oneOf('objective', names)] }];
}

const isOfTime = ({ freshness }: ObjectiveConfig): boolean => freshness !== undefined;

/** A signal about objectives, whatever these are about: settings of single replica sets do not concern it. */
const ofObjectives = (signal: Omit<Signal, 'labels'>): Signal => ({
  labels: ['objective'],
  applies: hasObjectives,
  ...signal,
});

/** The recorded series of a signal, also where alerts ask for themselves: nobody asks again what went on for three days. */
const recorded = (signal: Signal, context: QueryContext): string =>
  ask(signal, { ...context, recorded: new Set([...context.recorded, signal.name]) });

/** Questions about what an objective is about: replica sets where it is not about all of the fleet, and a projection where not about all of theirs. */
function about(context: QueryContext, { replicaSet, among, projection }: ObjectiveConfig): QueryContext {
  const names = replicaSet === undefined ? among : [replicaSet];
  return {
    ...context,
    workers: [...context.workers, ...(names === undefined ? [] : [oneOf('replica_set', names)])],
    extraMatchers: projection === undefined ? [] : [is('projection', projection)],
  };
}

/** One answer for each objective, with its name. */
const each = (objectives: readonly ObjectiveConfig[], write: (objective: ObjectiveConfig) => string): string =>
  union(objectives.map((objective) => labelled(write(objective), 'objective', objective.name)));

/** Whether the read model is older than the objective allows, by its worst projection. */
const outdated = ofObjectives({
  name: 'objectiveOutdated',
  recordedAs: { record: 'job:orchestrator_objective_outdated:max' },
  title: 'Older than the objective allows',
  unit: 'state',
  range: RATIO,
  applies: (context) => objectivesOf(context).some(isOfTime),
  expression: (context) =>
    each(objectivesOf(context).filter(isOfTime), (objective) =>
      ofFleet(context, (shared) => {
        const asked = about(shared, objective);
        const limit = formatNumber(seconds(objective.freshness ?? '0s'));
        return `${by('max', [], asked)} (${told(asked, DATABASE_METRICS.lagSeconds)}) > bool ${limit}`;
      }),
    ),
});

/** Share of errors within a window: of the time in which the read model was too old, or of the attempts to handle an event. */
const errorShare = (window: Window): Signal =>
  ofObjectives({
    name: `objectiveErrors${window}`,
    recordedAs: { record: `job:orchestrator_objective_errors:ratio${window}` },
    title: `Share of errors over ${window}`,
    unit: 'ratio',
    range: RATIO,
    expression: (context) => {
      const ofTime = objectivesOf(context).some(isOfTime);
      const ofEvents = objectivesOf(context).filter((objective) => !isOfTime(objective));
      return [
        ...(ofTime ? [`avg_over_time(${over(recorded(outdated, context), window)})`] : []),
        ...(ofEvents.length === 0 ? [] : [each(ofEvents, (objective) => failedShare(context, objective, window))]),
      ].join('\nor ');
    },
  });

/** Errors among the attempts, by the rates that are recorded: that of errors has those with which a counter is born. Until then there are none. */
function failedShare(context: QueryContext, objective: ObjectiveConfig, window: Window): string {
  const sum = (signal: Signal): string => {
    const rates = recorded(signal, about(context, objective));
    return `${by('sum', [], context)} (${window === '5m' ? rates : `sum_over_time(${over(rates, window)})`})`;
  };
  const handled = sum(eventRate);
  const failed = sum(errorRate);
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

/** Share of errors over the whole window of the objectives that have it: the mean of what was recorded for five minutes. */
const errorShareOfWindow = (window: ObjectiveWindow): Signal =>
  ofObjectives({
    name: window === PACED ? 'objectiveErrorsOfWindow' : `objectiveErrorsOfWindow${window}`,
    recordedAs: { record: `job:orchestrator_objective_errors:ratio${window}` },
    title: 'Share of errors over the window of the objective',
    unit: 'ratio',
    range: RATIO,
    applies: (context) => ofWindow(context, window).length > 0,
    expression: (context) =>
      union(
        ofWindow(context, window).map((asked) => {
          const series = over(recorded(errorShare('5m'), asked), window);
          return `sum_over_time(${series}) / count_over_time(${series})`;
        }),
      ),
  });

/** The error budget: the share of errors that the objective allows. */
export const budget = ofObjectives({
  name: 'objectiveBudget',
  recordedAs: { record: 'job:orchestrator_objective_budget:ratio' },
  title: 'Error budget',
  unit: 'ratio',
  range: RATIO,
  expression: (context) =>
    union(
      objectivesOf(context).map((objective) => {
        const own = { ...context, workers: [...context.workers, is('objective', objective.name)] };
        return `0 * ${recorded(errorShareOfWindow(objective.window), own)} + ${budgetOf(objective)}`;
      }),
    ),
});

export const budgetOf = ({ target }: Pick<ObjectiveConfig, 'target'>): string => formatNumber(withoutNoise(1 - target));

/** What is left of the error budget: 1 at first, 0 when it is used up, below 0 when the objective is missed. */
export const budgetLeft = ofObjectives({
  name: 'objectiveBudgetLeft',
  recordedAs: { record: 'job:orchestrator_objective_budget_left:ratio' },
  title: 'Error budget left',
  unit: 'ratio',
  range: { maximum: { value: 1, why: 'nothing is left that was not there' } },
  expression: (context) =>
    OBJECTIVE_WINDOWS.filter((window) => ofWindow(context, window).length > 0)
      .map((window) => `1 - ${recorded(errorShareOfWindow(window), context)} / ${recorded(budget, context)}`)
      .join('\nor '),
});

const days = (window: ObjectiveWindow): string => String(seconds(window) / 86_400);

/** A window in those of the paces: 1, or 28 / 30. */
export const windowFactor = (window: ObjectiveWindow): number => seconds(window) / seconds(PACED);

/** How many times faster the budget burns than one that lasts for 30 days, over some hours. */
const burnRate = (hours: Window, context: QueryContext): string =>
  OBJECTIVE_WINDOWS.flatMap((window) =>
    ofWindow(context, window).map((asked) => {
      const [share, allowed] = [recorded(errorShare(hours), asked), recorded(budget, asked)];
      return window === PACED ? `${share} / ${allowed}` : `${share} / (${allowed} * ${days(window)} / ${days(PACED)})`;
    }),
  ).join('\nor ');

/** The burn rate of two windows: the smaller one, so that an alert ends soon after the errors do. */
export const burnRateOfBoth = (long: Window, short: Window): Signal =>
  ofObjectives({
    name: `objectiveBurnRate${long}And${short}`,
    title: `Burn rate over ${long} and ${short}`,
    unit: 'count',
    range: { minimum: { value: 0, why: 'a share of errors is never below 0' } },
    expression: (context) => {
      const [slow, fast] = [burnRate(long, context), burnRate(short, context)];
      return `(${slow}) <= (${fast})\nor (${fast})`;
    },
  });

/** What is recorded, each behind what it reads. */
export const RECORDED: readonly Signal[] = [
  outdated,
  ...WINDOWS.map(errorShare),
  ...OBJECTIVE_WINDOWS.map(errorShareOfWindow),
  budget,
  budgetLeft,
];
