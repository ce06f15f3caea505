/** Recording rules: signals that Prometheus answers beforehand, so that panels and alerts read one series instead of many. */
import type { Duration } from '../promql/duration';
import type { QueryContext, RecordedSignal, Signal } from './signal';

/** A recording rule as a profile defines it. */
export interface RecordingRuleDefinition {
  /** Name of the recorded series, `level:metric:operations`. */
  readonly record: string;
  readonly group: string;
  readonly signal: Signal;
  /** What panels make one of several series with. @default - panels do not read it as the signal's answer */
  readonly merge?: RecordedSignal['merge'];
  /** Only values above this are recorded. @default - all */
  readonly above?: number;
  /** Whether it reads what rules before it in its group record. @default false */
  readonly readsRecorded?: boolean;
  /** Its group is evaluated no more often than this, since it reads very many samples. @default - as often as configured */
  readonly atMostEvery?: Duration;
}

/** A recording rule of one configuration. */
export interface RecordingRule {
  readonly kind: 'record';
  readonly record: string;
  readonly group: string;
  readonly signal: Signal;
  readonly expression: string;
  /** Labels of the recorded series; undefined where the rule keeps whatever its input has. */
  readonly labels: readonly string[] | undefined;
  readonly atMostEvery: Duration | undefined;
}

/** The recording rules of a profile, and how they ask. */
export interface RecordingDefinition {
  readonly rules: readonly RecordingRuleDefinition[];
  readonly context: QueryContext;
  /** Whether the rules aggregate: then the recorded series have the labels of the context and the signal, and no others. */
  readonly aggregates: boolean;
}

/** The recording rules of one configuration, in the order of the definitions. */
export function resolveRecordingRules({ rules, context, aggregates }: RecordingDefinition): readonly RecordingRule[] {
  return rules.map(({ record, group, signal, readsRecorded = false, atMostEvery }) => ({
    kind: 'record',
    record,
    group,
    signal,
    atMostEvery,
    expression: signal.expression({ ...context, recorded: readsRecorded }),
    labels: aggregates ? [...context.by, ...signal.labels] : undefined,
  }));
}
