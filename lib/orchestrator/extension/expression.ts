/** A question as plain data: what stands for what in it, and the signal that it is. */
import { ofRecorded, type QueryContext, type Signal, type SignalUnit } from '../../model/signal';
import { replaceTexts } from '../../promql/grammar';
import { normalize } from '../../promql/normalize';
import { resultLabels } from '../../promql/result';
import { braces, type LabelMatcher } from '../../promql/write';
import { suggest } from '../../validation';

type Meaning = Pick<QueryContext, 'workers' | 'targets' | 'by' | 'window'>;

const placeholder = (label: string): LabelMatcher => ({ label, op: '=~', value: '' });

/** Nobody's labels and range: what an expression is, whatever is asked by it. */
const ANY: Meaning = {
  workers: [placeholder('workers__')],
  targets: [placeholder('targets__')],
  by: ['by__'],
  window: '11ms',
};

const PLACEHOLDERS = Object.keys(ANY).map((name) => `$${name}`);

/** A word that stands for nothing: neither one of ours, nor a macro of Grafana's. In texts, Grafana has variables of any name. */
export function unknownPlaceholder(expression: string): string | undefined {
  const words = replaceTexts(expression, () => '""').match(/\$(?:\w+|\{\w+\})/g) ?? [];
  const unknown = words.find((word) => !PLACEHOLDERS.includes(word) && !/^\$\{?__/.test(word));
  return (
    unknown && `${unknown} stands for nothing; ${suggest(unknown, PLACEHOLDERS) ?? `use ${PLACEHOLDERS.join(', ')}`}`
  );
}

/** The labels of the result are those that the expression says itself, else a replica set where it selects workers, and those given. */
export function signalOf(
  title: string,
  expression: string,
  unit: SignalUnit = 'count',
  given: readonly string[] = [],
): Signal {
  const [targets, workers] = [/\$targets\b/, /\$workers\b/].map((placeholder) => placeholder.test(expression));
  // Targets know no replica set, and other series none of the fleet's.
  const own = targets && !workers ? [] : ['replica_set'];
  const question = expand(expression.trim(), ANY, own);
  const labels = resultLabels(question)?.filter((label) => !ANY.by.includes(label)) ?? [
    ...(workers ? own : []),
    ...given,
  ];
  return {
    // One question, one name: a panel that asks what an alert asks draws its threshold.
    name: normalize(question),
    title,
    unit,
    labels: [...new Set(labels)],
    expression: (context) => expand(expression, context, own),
  };
}

/** What stands before a placeholder in the braces of a recorded series; its level first. */
const IN_RECORDED =
  /(?:(?<![\w:])(\w*):[\w:]*\s*\{|\{\s*(?:__name__\s*=\s*)?["'](\w*):[\w:]*["'])(?:[^{}"'`]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*$/;

function expand(expression: string, { workers, targets, by, window }: Meaning, labels: readonly string[]): string {
  const meaningOf = (name: string, before: string): string => {
    if (name === 'by') {
      return [...new Set([...by, ...labels])].join(', ');
    }
    if (name === 'window') {
      return window;
    }
    const matchers = name === 'workers' ? workers : targets;
    const [recorded, level = '', named = level] = IN_RECORDED.exec(before) ?? [];
    const ofSeries = ['replica_set', ...(named.includes('instance') ? ['instance'] : [])];
    return braces(recorded === undefined ? matchers : ofRecorded(matchers, by, ofSeries)).slice(1, -1);
  };
  return expression.replace(
    /\$(workers|targets|by|window)\b(\s*,)?/g,
    (_, name: string, comma: string | undefined, at: number) => {
      const meant = meaningOf(name, expression.slice(0, at));
      return meant === '' ? '' : `${meant}${comma ?? ''}`;
    },
  );
}
