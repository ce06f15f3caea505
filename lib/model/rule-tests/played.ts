/** The series of a test: each of its values played on a subject, by targets of its own. */
import type { AlertingSettings } from '../alerts/alert-settings';
import type { InputSeries, Labels, Probe } from '../probe';
import type { QueryContext } from '../signal';
import type { Play } from './plays';
import type { TargetLabels } from './target-labels';

/** The series of one value, and the labels of its first target. */
export interface Played {
  readonly series: readonly InputSeries[];
  readonly target: Labels;
}

/** The series of all values, each of which takes the next free addresses; else why there are none. */
export function playAll(
  stages: readonly Play[],
  probe: Probe,
  lasting: number,
  { alerting: { subjectLabel }, context }: { readonly alerting: AlertingSettings; readonly context: QueryContext },
  { shared, instances }: TargetLabels,
  firstAddress: number,
): { readonly stages: readonly Played[]; readonly nextAddress: number } | string {
  const fleet = Object.fromEntries(Object.entries(shared).filter(([label]) => context.by.includes(label)));
  let nextAddress = firstAddress;
  const played: Played[] = [];
  for (const { subject, value, fires } of stages) {
    const own = nextAddress;
    // What plays no process at all has the labels of any.
    const labelsAt = (index: number): Labels => ({ ...shared, instance: instances[own + index] ?? instances[0] ?? '' });
    const target = (index: number): Labels => {
      nextAddress = Math.max(nextAddress, own + index + 1);
      return labelsAt(index);
    };
    const worker = (index: number): Labels => ({ ...target(index), [subjectLabel]: subject });
    const listed = context.listed.find(({ name }) => name === subject);
    const series = probe.series(value, { subject, listed, target, worker, fleet, context, lasting, fires });
    if (series === undefined) {
      return `its probe gives no series for ${String(value)}, or found no labels for them that the selector accepts`;
    }
    if (nextAddress > instances.length) {
      return `it takes more targets than ${String(instances.length)}, for which addresses were found that the selector accepts`;
    }
    played.push({ series, target: labelsAt(0) });
  }
  return { stages: played, nextAddress };
}
