/** Alerts about error budgets. Windows and paces are those of the SRE workbook for a window of 30 days. */
import { defineAlert, type AlertDefinition } from '../../../model/alerts/alert-definition';
import type { Area } from '../../../model/area';
import { ask } from '../../../model/signal';
import { labelValue, text, value } from '../../../templates/text';
import { burnProbes } from './probes';
import { budgetLeft, burnRateOfBoth, hasObjectives, type Window, RECORDED } from './signals';

/** How fast a budget burns, over which windows it is looked at, and who is told. */
interface Pace<TName extends string> {
  readonly name: TName;
  readonly severity: AlertDefinition['severity'];
  readonly factor: number;
  readonly long: Window;
  readonly short: Window;
  /** Share of the budget that the long window costs at this pace. */
  readonly costs: number;
  /** Alerts of slower paces. */
  readonly slower: readonly string[];
}

function burning<const TName extends string>(pace: Pace<TName>): AlertDefinition<TName> {
  const { name, severity, factor, long, short, costs, slower } = pace;
  return defineAlert({
    name,
    signal: burnRateOfBoth(long, short),
    comparison: '>',
    threshold: factor,
    for: '0s',
    severity,
    summary: text`An objective burns its error budget too fast.`,
    description: ({ threshold }) =>
      text`Objective ${labelValue('objective')} burns its error budget ${value()} times as fast as allowed (more than ${threshold}), over ${long} and still over ${short}: a read model is older than allowed, or attempts to handle events fail. At ${factor} times, ${long} costs ${costs * 100}% of it.`,
    panel: 'objective-burn-rate',
    probe: burnProbes,
    reason: `The SRE workbook’s pace of ${String(factor)} over ${long}, which costs ${String(costs * 100)}% of the budget, and over ${short}, so that the alert ends soon after the errors do.`,
    ...(slower.length === 0 ? {} : { silences: [{ alerts: slower, alsoEqual: ['objective'] }] }),
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

/** Alerts about error budgets, most urgent first: two that wake somebody, and two for the same day. */
const OBJECTIVE_ALERTS = [
  burning({
    name: 'OrchestratorBudgetBurnsVeryFast',
    severity: 'critical',
    factor: 14.4,
    long: '1h',
    short: '5m',
    costs: 0.02,
    slower: ['OrchestratorBudgetBurnsFast', 'OrchestratorBudgetBurns', 'OrchestratorBudgetBurnsSlowly'],
  }),
  burning({
    name: 'OrchestratorBudgetBurnsFast',
    severity: 'critical',
    factor: 6,
    long: '6h',
    short: '30m',
    costs: 0.05,
    slower: ['OrchestratorBudgetBurns', 'OrchestratorBudgetBurnsSlowly'],
  }),
  burning({
    name: 'OrchestratorBudgetBurns',
    severity: 'warning',
    factor: 3,
    long: '1d',
    short: '2h',
    costs: 0.1,
    slower: ['OrchestratorBudgetBurnsSlowly'],
  }),
  burning({
    name: 'OrchestratorBudgetBurnsSlowly',
    severity: 'warning',
    factor: 1,
    long: '3d',
    short: '6h',
    costs: 0.1,
    slower: [],
  }),
] as const;

const NAMES: ReadonlySet<string> = new Set(OBJECTIVE_ALERTS.map(({ name }) => name));

/** Whether an alert is about objectives. */
export const isOfObjectives = ({ name }: Pick<AlertDefinition, 'name'>): boolean => NAMES.has(name);

/** What the fleet promises, and how much of it is left. */
export const OBJECTIVES = {
  group: 'orchestrator_objectives',
  recorded: RECORDED,
  alerts: OBJECTIVE_ALERTS,
  applies: hasObjectives,
  needs: 'objectives',
} as const satisfies Area;
