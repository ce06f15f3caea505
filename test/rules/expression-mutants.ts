/** Small faults of expressions: an operator, a number or a duration that is another one, found with Prometheus's own grammar. */
import { parser } from '@prometheus-io/lezer-promql';

import { formatDuration, seconds } from '../../lib/promql/duration';

const AGGREGATIONS = ['sum', 'min', 'max', 'count'];

/** What may stand in the place of an operator, by the grammar's name of it. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  Gtr: ['>=', '<'],
  Lss: ['<=', '>'],
  Gte: ['>', '<'],
  Lte: ['<', '>'],
  Eql: ['!='],
  EqlC: ['!='],
  Neq: ['=='],
  Add: ['-', '*'],
  Sub: ['+', '*'],
  Mul: ['/', '+'],
  Div: ['*', '-'],
  And: ['or', 'unless'],
  Or: ['and', 'unless'],
  Unless: ['and', 'or'],
  Sum: AGGREGATIONS,
  Min: AGGREGATIONS,
  Max: AGGREGATIONS,
  Count: AGGREGATIONS,
  Group: AGGREGATIONS,
  Avg: AGGREGATIONS,
};

/** What may stand in the place of an operator between a label and its value. */
const MATCHING: Readonly<Record<string, readonly string[]>> = {
  '=': ['!='],
  '!=': ['='],
  '=~': ['!~'],
  '!~': ['=~'],
};

/** Every expression that differs from the given one by a single fault. */
export function mutateExpression(
  expression: string,
): readonly { readonly what: string; readonly expression: string }[] {
  const found: { readonly what: string; readonly expression: string }[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, from, to }) => {
      const token = expression.slice(from, to);
      for (const other of replacements(name, token)) {
        const before = expression.slice(0, from);
        const after = expression.slice(to);
        found.push({
          what: `${line(before).slice(-40)}«${token}»${line(after).slice(0, 40)} is ${other}`,
          expression: before + other + after,
        });
      }
      // The same signs mean something else among the matchers of a selector.
      return name !== 'MatchOp';
    },
  });
  return found;
}

/** In one line. */
const line = (text: string): string => text.replace(/\s+/g, ' ');

function replacements(name: string, token: string): readonly string[] {
  if (name === 'NumberDurationLiteral') {
    return otherNumbers(Number(token));
  }
  if (name === 'NumberDurationLiteralInDurationContext') {
    return otherDurations(token);
  }
  if (name === 'MatchOp') {
    return MATCHING[token] ?? [];
  }
  return (OPERATORS[name] ?? []).filter((other) => other !== token);
}

/** A whole number one more and one less, any other a twentieth more and less. */
function otherNumbers(value: number): readonly string[] {
  const step = Number.isInteger(value) ? 1 : value / 20;
  // A negative number after a minus sign would be a comment in no language, but reads badly.
  return [value + step, value - step].map((other) => (other < 0 ? `(${String(other)})` : String(other)));
}

/** Twice as long, half as long, and a minute more or less where that is another again. */
function otherDurations(duration: string): readonly string[] {
  const value = seconds(duration);
  const others = value === 0 ? [60] : [value * 2, value / 2, value + 60, value - 60];
  return [...new Set(others.filter((other) => other > 0).map(formatDuration))].filter((other) => other !== duration);
}
