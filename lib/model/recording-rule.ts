/** Recording rules: signals that Prometheus answers beforehand, so that panels and alerts read one series instead of many. */
import type { Area } from './area';
import type { Duration } from '../promql/duration';
import { over } from '../promql/write';
import { isAskable, readRecorded, type QueryContext, type Signal } from './signal';

/** A recording rule of one configuration. */
export interface RecordingRule {
  readonly kind: 'record';
  readonly record: string;
  readonly group: string;
  readonly signal: Signal;
  readonly expression: string;
  /** Labels of the recorded series; undefined where the rule keeps whatever its input has. */
  readonly labels: readonly string[] | undefined;
  /** Shortest time between two evaluations. @default - that of all rules */
  readonly every?: Duration;
}

/**
 * The recording rules of an area, in its order; each reads what stands before it in the group.
 *
 * @param aggregates - whether the rules aggregate: then the recorded series have the labels of the context and the signal, and no others
 */
export function resolveRecordingRules(
  area: Area,
  context: QueryContext,
  aggregates: boolean,
): readonly RecordingRule[] {
  const before = new Set<string>();
  return area.recorded
    .filter((signal) => isAskable(signal, context))
    .flatMap((signal): RecordingRule[] => {
      if (signal.recordedAs === undefined) {
        return [];
      }
      const { record, continued } = signal.recordedAs;
      const readable = { ...context, recorded: aggregates ? new Set(before) : new Set<string>() };
      const expression =
        aggregates && continued !== undefined
          ? continued(readable, (lookBack) => over(readRecorded(record, signal, context), lookBack))
          : signal.expression(readable);
      before.add(signal.name);
      return [
        {
          kind: 'record',
          record,
          group: area.group,
          signal,
          expression,
          labels: aggregates ? [...context.by, ...signal.labels] : undefined,
          ...(area.every === undefined ? {} : { every: area.every }),
        },
      ];
    });
}
