/** Recording rules: signals that Prometheus answers beforehand, so that panels and alerts read one series instead of many. */
import type { QueryContext, Signal } from './signals';

/** A recording rule as a profile defines it. */
export interface RecordingRuleDefinition {
  /** Name of the recorded series, `level:metric:operations`. */
  readonly record: string;
  readonly group: string;
  readonly signal: Signal;
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
  return rules.map((rule) => ({
    kind: 'record',
    ...rule,
    expression: rule.signal.expression(context),
    labels: aggregates ? [...context.by, ...rule.signal.labels] : undefined,
  }));
}
