/** The row about objectives. */
import type { PanelDefinition } from '../../../model/dashboards/panel';
import { LINES } from '../dashboards/panel-shapes';
import { budgetLeft, burnRateOfBoth } from './signals';

const ROW = { ...LINES, row: 'objectives', width: 12, legend: 'values' } as const;

/** Panels about objectives. */
export const OBJECTIVE_PANELS: readonly PanelDefinition[] = [
  {
    ...ROW,
    name: 'objective-budget-left',
    title: 'Error Budget Left',
    description:
      'Share of the error budget that is left in the objective’s window. Normal: well above 0. Falling: something goes wrong. Below 0: the objective is missed. Needs a Prometheus that keeps 30 days.',
    unit: 'ratio',
    maximum: 1,
    noValue: 'Nothing recorded yet',
    ownThresholds: [{ value: 0, comparison: '<', severity: 'critical' }],
    queries: [{ signal: budgetLeft, legend: '{{objective}}' }],
  },
  {
    ...ROW,
    name: 'objective-burn-rate',
    title: 'Burn Rate',
    description:
      'How fast the error budget burns over the windows of each alert: those that wake somebody, and dashed those that are looked at the same day. Normal: below 1, at which the budget lasts for 30 days. Above 14.4 over an hour, or above 6 over six: somebody is woken.',
    unit: 'count',
    minimum: 0,
    noValue: 'Nothing recorded yet',
    queries: [
      { signal: burnRateOfBoth('1h', '5m'), name: 'fast', legend: '{{objective}} 1h' },
      { signal: burnRateOfBoth('6h', '30m'), legend: '{{objective}} 6h' },
      { signal: burnRateOfBoth('1d', '2h'), legend: '{{objective}} 1d', dashed: true },
      { signal: burnRateOfBoth('3d', '6h'), name: 'slow', legend: '{{objective}} 3d', dashed: true },
    ],
  },
];
