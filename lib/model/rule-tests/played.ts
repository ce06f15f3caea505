/** The series of a test: each of its values played on a subject, by targets of its own. */
import type { AlertingSettings } from '../alerts/alert-settings';
import type { InputSeries, Labels, Probe, ProbeTarget } from '../probe';
import type { QueryContext } from '../signal';
import type { Play } from './plays';
import type { TargetLabels } from './target-labels';

interface Fleet {
  readonly alerting: Pick<AlertingSettings, 'subjectLabel'>;
  readonly context: QueryContext;
}

/** The series of one value, and the labels of its first target. */
export interface Played {
  readonly series: readonly InputSeries[];
  readonly target: Labels;
}

/** The series of all values, each of which takes the next free addresses; undefined where these run out, or the probe finds no series. */
export function playAll(
  stages: readonly Play[],
  probe: Probe,
  lasting: number,
  fleet: Fleet,
  { shared, instances }: TargetLabels,
  firstAddress: number,
): { readonly stages: readonly Played[]; readonly nextAddress: number } | undefined {
  let nextAddress = firstAddress;
  const played: Played[] = [];
  for (const stage of stages) {
    const own = nextAddress;
    // What plays no process at all has the labels of any.
    const target = (index: number): Labels => ({ ...shared, instance: instances[own + index] ?? instances[0] ?? '' });
    const take = (index: number): Labels => {
      nextAddress = Math.max(nextAddress, own + index + 1);
      return target(index);
    };
    const series = probe.series(stage.value, targetOf(stage, take, shared, lasting, fleet));
    if (series === undefined || nextAddress > instances.length) {
      return undefined;
    }
    played.push({ series, target: target(0) });
  }
  return { stages: played, nextAddress };
}

function targetOf(
  { subject, fires }: Play,
  target: (index: number) => Labels,
  shared: Labels,
  lasting: number,
  { alerting, context }: Fleet,
): ProbeTarget {
  return {
    subject,
    listed: context.listed.find(({ name }) => name === subject),
    target,
    worker: (index) => ({ ...target(index), [alerting.subjectLabel]: subject }),
    fleet: Object.fromEntries(Object.entries(shared).filter(([label]) => context.by.includes(label))),
    context,
    lasting,
    fires,
  };
}
