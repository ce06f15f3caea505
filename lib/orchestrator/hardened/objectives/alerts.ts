/** Alerts about error budgets. Windows and paces are those of the SRE workbook for a window of 30 days. */
import { alert } from '../alert';
import type { AlertDefinition } from '../../../model/alerts/alert-definition';
import type { Severity } from '../../../model/alerts/alert-settings';
import type { Area } from '../../../model/area';
import { growing, type InputSeries, type Labels, type Probe, type ProbeTarget } from '../../../model/probe';
import { ask } from '../../../model/signal';
import { seconds, type Duration } from '../../../promql/duration';
import { labelValue, text, value } from '../../../templates/text';
import { DATABASE_METRICS } from '../../database/metrics';
import type { ObjectiveConfig } from '../../fleet/database-config';
import { METRICS } from '../../metrics';
import { seriesOfDatabase } from '../lag/database-series';
import {
  budgetLeft,
  budgetOf,
  burnRateOfBoth,
  hasObjectives,
  objectivesOf,
  PACED,
  type Window,
  windowFactor,
  RECORDED,
} from './signals';

/** Seconds until the shares of all windows are what they stay: they are shares of what there is, however little of a window that fills. */
const SETTLED = 600;

/** How a test brings the burn rate of an objective to a value. */
function burnProbe(objective: ObjectiveConfig): Probe {
  const { name, among = ['probed'], replicaSet = among[0] ?? '', projection = 'probed', freshness } = objective;
  // At a value of 1, the budget would last for 30 days.
  const budget = Number(budgetOf(objective)) * windowFactor(objective.window);
  const own: Labels = { replica_set: replicaSet, projection };
  const series =
    freshness === undefined
      ? (value: number, at: ProbeTarget) => attempts(value * budget, { ...at.target(0), ...own })
      : seriesOfDatabase((value, _at, make) => [
          make(DATABASE_METRICS.lagSeconds, { ...own, partition: '0' }, () => seconds(freshness) + (value > 0 ? 1 : 0)),
        ]);
  return {
    values: 'continuous',
    settle: () => SETTLED,
    // A share of rates misses a threshold by its last bits.
    spacing: () => undefined,
    most: () => 1 / budget,
    // The read model is too old all the time, or never.
    ...(freshness === undefined ? {} : { only: () => [0, 1 / budget] }),
    labels: { objective: name },
    series,
  };
}

const attempts = (failed: number, labels: Labels): readonly InputSeries[] => [
  growing(METRICS.eventsProcessed.name, labels, 1 - failed),
  growing(METRICS.projectionErrors.name, labels, failed),
];

/** How fast a budget burns, over which windows it is looked at, and who is told. */
interface Pace<TName extends string> {
  readonly name: TName;
  readonly severity: Severity;
  readonly factor: number;
  readonly long: Window;
  readonly short: Window;
  /** How long it waits for a quicker one that tells the same people. @default '0s' */
  readonly for?: Duration;
  /** Of two that tell the same people, the one that goes on when this one has ended: no longer than its short window remembers errors. */
  readonly outlastedBy?: { readonly alert: string; readonly for: Window };
}

function burning<TName extends string>({
  name,
  severity,
  factor,
  long,
  short,
  for: waits,
  outlastedBy,
}: Pace<TName>): AlertDefinition<TName> {
  const percentOfBudget = (100 * factor * seconds(long)) / seconds(PACED);
  return alert({
    name,
    signal: burnRateOfBoth(long, short),
    threshold: factor,
    for: waits ?? '0s',
    severity,
    summary: text`An objective burns its error budget too fast.`,
    description: ({ threshold }) =>
      text`Objective ${labelValue('objective')} burns its error budget ${value()} times as fast as allowed (more than ${threshold}), over ${long} and still over ${short}: a read model is older than allowed, or attempts to handle events fail. At ${factor} times, ${long} costs ${percentOfBudget}% of it.`,
    panel: 'objective-burn-rate',
    probe: (context) => objectivesOf(context).map(burnProbe),
    reason: `The SRE workbook’s pace of ${String(factor)} over ${long}, which costs ${String(percentOfBudget)}% of the budget, and over ${short}, so that the alert ends soon after the errors do.${
      outlastedBy === undefined
        ? ''
        : ` It goes on for another ${outlastedBy.for}: so long the short window of ${outlastedBy.alert} remembers errors, and it would be told when all is well.`
    }${
      waits === undefined
        ? ''
        : ` It waits for ${waits}: where there are some errors on every day, it would else be told before the quicker one, of the same fault.`
    }`,
    ...(outlastedBy && { keepFiringFor: outlastedBy.for, silences: [{ alerts: [outlastedBy.alert] }] }),
    runbook: {
      meaning:
        'More goes wrong than the objective allows: attempts to handle an event fail, or the read model is older than it may be.',
      impact: 'At this pace the objective is missed before its window ends.',
      diagnosis: [
        { question: 'How much of the budget is left?', query: (context) => ask(budgetLeft, context) },
        { question: 'Does it still burn?', query: (context) => ask(burnRateOfBoth(long, short), context) },
        { question: 'What else fires? The alerts about projections and lag name the cause.' },
      ],
      fix: [
        'Fix what the other alerts name.',
        'If the budget is used up: put reliability before new features until it has recovered.',
        'If nobody would have minded: the objective is stricter than it need be.',
      ],
    },
  });
}

/**
 * Most urgent first: two that wake somebody, and two for the same day. Of two, the quicker one is told, and goes on until the other has ended.
 */
const PACES = [
  {
    name: 'OrchestratorBudgetBurnsVeryFast',
    severity: 'critical',
    factor: 14.4,
    long: '1h',
    short: '5m',
    outlastedBy: { alert: 'OrchestratorBudgetBurnsFast', for: '30m' },
  },
  { name: 'OrchestratorBudgetBurnsFast', severity: 'critical', factor: 6, long: '6h', short: '30m' },
  {
    name: 'OrchestratorBudgetBurns',
    severity: 'warning',
    factor: 3,
    long: '1d',
    short: '2h',
    outlastedBy: { alert: 'OrchestratorBudgetBurnsSlowly', for: '6h' },
  },
  { name: 'OrchestratorBudgetBurnsSlowly', severity: 'warning', factor: 1, long: '3d', short: '6h', for: '1h' },
] as const satisfies readonly Pace<string>[];

/** What the fleet promises, and how much of it is left. */
export const OBJECTIVES = {
  group: 'orchestrator_objectives',
  recorded: RECORDED,
  alerts: PACES.map(burning),
  applies: hasObjectives,
  needs: 'objectives',
} as const satisfies Area;
