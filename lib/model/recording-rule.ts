/** Recording rules: signals that Prometheus answers beforehand, so that panels and alerts read one series instead of many. */
import type { Area } from './area';
import type { Duration } from '../promql/duration';
import { staysEmpty } from '../promql/result';
import { over } from '../promql/write';
import { remembered } from './remembered';
import { stated } from '../validation';
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
  return area.recorded.flatMap((signal): RecordingRule[] => {
    if (signal.recordedAs === undefined || !isAskable(signal, context)) {
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
        ...stated({ every: area.every }),
      },
    ];
  });
}

/**
 * Whether an expression has no result at any time, where the series that `isMissing` names do not exist, and recorded series are as empty as what they
 * are made from, whatever there is of them.
 *
 * @param rules - several may record one series
 */
export function staysEmptyBehind(
  rules: readonly Pick<RecordingRule, 'record' | 'expression'>[],
  isMissing: (name: string) => boolean,
): (expression: string) => boolean {
  const isEmpty = (expression: string): boolean => staysEmpty(expression, isNowhere);
  // A series that goes on from itself has nothing to go on from.
  const isNowhere = remembered((name: string): boolean => {
    const sources = rules.filter(({ record }) => record === name);
    return isMissing(name) || (sources.length > 0 && sources.every(({ expression }) => isEmpty(expression)));
  }, true);
  return isEmpty;
}
