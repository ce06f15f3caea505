/** Workers beside how many there should be, as one text: `2 of 3`. */
import type { TextColor } from '../../../model/dashboards/panel';
import { ask, isAskable, type QueryContext, type Signal } from '../../../model/signal';
import { block, on } from '../../../promql/write';
import { labelsOf, SET } from '../asking';
import { expectedMaximum, expectedMinimum } from '../workers/expected';
import { workingWorkers } from '../workers/signals';

/** The text's colours. Prometheus writes what is expected only where the workers reach no more than the least, or at least the most. */
export const WORKERS_COLORS: readonly TextColor[] = [
  { pattern: String.raw`(\d+) of \1|[1-9]\d*`, severity: undefined },
  { pattern: String.raw`0( of .*)?`, severity: 'critical' },
  { pattern: String.raw`\d+ of \d+`, severity: 'warning' },
];

/** The expected number that a replica set has to be measured by: the least where it has that or fewer workers, the most where it has that or more. */
function bound(context: QueryContext, working: string): string | undefined {
  const labels = on(labelsOf(SET, context));
  const bounds = ([[expectedMinimum, '>='] as const, [expectedMaximum, '<='] as const] as const)
    .filter(([signal]) => isAskable(signal, context))
    .map(([signal, comparison]) => `${block(ask(signal, context))} ${comparison} ${labels} ${working}`);
  return bounds.length === 0 ? undefined : bounds.join(`\nor ${labels} `);
}

/** One series for each replica set: its working workers, with a label `workers` that says the same beside the expected number. */
export const workersOfExpected: Signal = {
  name: 'workersOfExpected',
  title: 'Workers',
  unit: 'workers',
  labels: ['replica_set', 'workers'],
  expression: (context) => {
    const labels = labelsOf(SET, context);
    const numbered = (label: string, of: string): string =>
      `count_values by (${labels.join(', ')}) ("${label}", ${of})`;
    const working = block(ask(workingWorkers, context));
    const expected = bound(context, working);
    const alone = `label_join(${numbered('working', working)}, "workers", "", "working")`;
    const texts =
      expected === undefined
        ? [alone]
        : [
            `label_join(${numbered('working', working)} * ${on(labels)} group_left (expected) ${numbered('expected', block(expected))}, "workers", " of ", "working", "expected")`,
            alone,
          ];
    return `${working} * ${on(labels)} group_left (workers) ${block(texts.join(`\nor ${on(labels)} `))}`;
  },
};
