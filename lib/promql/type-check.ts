/** Types of PromQL: what Prometheus refuses although it parses, and a whole rule file with it. */
import type { SyntaxNode } from '@lezer/common';
import { COMPARISONS, hasAny, OF_SETS, operandsOf, sourceOf } from './grammar';

type PromqlType = 'scalar' | 'instant vector' | 'range vector' | 'string';

/** The type of an argument; behind it `?` where it may be left out, `*` where it may come any number of times. */
type Parameter = PromqlType | `${PromqlType}?` | `${PromqlType}*`;

const SCALAR = 'scalar';
const VECTOR = 'instant vector';
const RANGE = 'range vector';
const TEXT = 'string';

const each = (
  names: string,
  ...parameters: readonly Parameter[]
): readonly (readonly [string, readonly Parameter[]])[] => names.split(' ').map((name) => [name, parameters]);

/** Functions by what they take. One that is not here is newer than this list, and let through. */
const FUNCTIONS: ReadonlyMap<string, readonly Parameter[]> = new Map([
  ...each('time pi'),
  ...each(
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad scalar sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
    VECTOR,
  ),
  ...each(
    'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
    RANGE,
  ),
  ...each('day_of_month day_of_week day_of_year days_in_month hour minute month year', `${VECTOR}?`),
  ...each('vector', SCALAR),
  ...each('clamp', VECTOR, SCALAR, SCALAR),
  ...each('clamp_max clamp_min', VECTOR, SCALAR),
  ...each('round', VECTOR, `${SCALAR}?`),
  ...each('histogram_quantile', SCALAR, VECTOR),
  ...each('histogram_fraction', SCALAR, SCALAR, VECTOR),
  ...each('quantile_over_time', SCALAR, RANGE),
  ...each('predict_linear', RANGE, SCALAR),
  ...each('holt_winters double_exponential_smoothing', RANGE, SCALAR, SCALAR),
  ...each('label_replace', VECTOR, TEXT, TEXT, TEXT, TEXT),
  ...each('label_join', VECTOR, TEXT, TEXT, `${TEXT}*`),
]);

/** Functions that give a scalar. */
const OF_SCALARS: ReadonlySet<string> = new Set(['pi', 'scalar', 'time']);

/** Aggregations by what they take. */
const AGGREGATIONS: ReadonlyMap<string, readonly Parameter[]> = new Map([
  ...each('avg count group max min stddev stdvar sum', VECTOR),
  ...each('bottomk quantile topk', SCALAR, VECTOR),
  ...each('count_values', TEXT, VECTOR),
]);

/** What stands for itself. */
const LEAVES: Readonly<Partial<Record<string, PromqlType>>> = {
  NumberDurationLiteral: SCALAR,
  StringLiteral: TEXT,
  VectorSelector: VECTOR,
  MatrixSelector: RANGE,
};

/** How deep it is looked: a chain of operators is as deep as it is long. */
export const DEEPEST = 200;

/** What is wrong with the types of an expression that parses: the first thing that is; undefined where nothing is. */
export function typeProblem(root: SyntaxNode, source: string): string | undefined {
  let problem: string | undefined;
  let depth = 0;
  const refuse = (what: string): void => {
    problem ??= what;
  };

  /** Checks what a function or an aggregation is given, if it is known. */
  const checkArguments = (node: SyntaxNode, name: string, parameters: readonly Parameter[] | undefined): void => {
    const body = node.getChild('FunctionCallBody');
    if (parameters === undefined || body === null) {
      return;
    }
    const given = operandsOf(body);
    const needed = parameters.filter((parameter) => !/[?*]$/.test(parameter)).length;
    const most = parameters.at(-1)?.endsWith('*') === true ? Infinity : parameters.length;
    if (given.length < needed || given.length > most) {
      const count = needed === most ? String(needed) : `${String(needed)} or more`;
      refuse(`${name} takes ${count} arguments, and has ${String(given.length)}`);
    }
    given.forEach((argument, index) => {
      const found = typeOf(argument);
      const wanted = (parameters[index] ?? parameters.at(-1))?.replace(/[?*]$/, '');
      if (found !== undefined && wanted !== undefined && found !== wanted) {
        const example = wanted === RANGE ? ', such as x[5m]' : '';
        refuse(`${name} takes ${article(wanted)}${example}, and has ${article(found)}`);
      }
    });
  };

  const typeOfOperation = (node: SyntaxNode): PromqlType | undefined => {
    const types = operandsOf(node).map(typeOf);
    const wrong = types.find((type) => type === RANGE || type === TEXT);
    if (wrong !== undefined) {
      refuse(`an operator takes scalars and instant vectors, and has ${article(wrong)}`);
    }
    if (hasAny(node, OF_SETS) && types.includes(SCALAR)) {
      refuse('and, or and unless take instant vectors, and have a scalar');
    }
    const matched = node.getChild('MatchingModifierClause')?.getChild('GroupingLabels')?.firstChild ?? null;
    if (matched !== null && types.includes(SCALAR)) {
      refuse('on and ignoring match instant vectors, and have a scalar; remove them');
    }
    const areScalars = types.every((type) => type === SCALAR);
    if (areScalars && hasAny(node, COMPARISONS) && !hasAny(node, ['BoolModifier'])) {
      refuse('two scalars are compared, which needs `bool`');
    }
    return areScalars ? SCALAR : types.includes(undefined) ? undefined : VECTOR;
  };

  const typeOf = (node: SyntaxNode): PromqlType | undefined => {
    depth += 1;
    const type = depth > DEEPEST ? undefined : typeWithin(node);
    depth -= 1;
    return type;
  };

  const typeWithin = (node: SyntaxNode): PromqlType | undefined => {
    const name = /^\w+/.exec(sourceOf(node, source))?.[0] ?? '';
    switch (node.name) {
      case 'SubqueryExpr': {
        const [asked] = operandsOf(node).map(typeOf);
        if (asked !== undefined && asked !== VECTOR) {
          refuse(`a subquery takes an instant vector, and has ${article(asked)}`);
        }
        return RANGE;
      }
      case 'AggregateExpr':
        checkArguments(node, name, AGGREGATIONS.get(name.toLowerCase()));
        return VECTOR;
      case 'FunctionCall':
        checkArguments(node, name, FUNCTIONS.get(name));
        return OF_SCALARS.has(name) ? SCALAR : FUNCTIONS.has(name) ? VECTOR : undefined;
      case 'BinaryExpr':
      case 'UnaryExpr':
        return typeOfOperation(node);
      case 'ParenExpr':
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        return operandsOf(node).map(typeOf)[0];
      default:
        return LEAVES[node.name];
    }
  };

  const [type] = operandsOf(root).map(typeOf);
  if (type === RANGE || type === TEXT) {
    refuse(`it is ${article(type)}; a rule and a panel take an instant vector`);
  }
  return problem;
}

const article = (type: string): string => `${type === VECTOR ? 'an' : 'a'} ${type}`;
