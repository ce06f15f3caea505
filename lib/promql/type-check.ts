/** Types of PromQL: what Prometheus refuses although it parses, and a whole rule file with it. */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf } from './grammar';

/** What an expression comes to; undefined where nobody here knows. */
type PromqlType = 'scalar' | 'instant vector' | 'range vector' | 'string' | undefined;

/** An argument: its type, and whether it may be left out, or come any number of times. */
interface Parameter {
  readonly type: Exclude<PromqlType, undefined>;
  readonly may?: 'be left out' | 'come again';
}

const SCALAR: Parameter = { type: 'scalar' };
const VECTOR: Parameter = { type: 'instant vector' };
const RANGE: Parameter = { type: 'range vector' };
const TEXT: Parameter = { type: 'string' };

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
  ...each('day_of_month day_of_week day_of_year days_in_month hour minute month year', {
    ...VECTOR,
    may: 'be left out',
  }),
  ...each('vector', SCALAR),
  ...each('clamp', VECTOR, SCALAR, SCALAR),
  ...each('clamp_max clamp_min', VECTOR, SCALAR),
  ...each('round', VECTOR, { ...SCALAR, may: 'be left out' }),
  ...each('histogram_quantile', SCALAR, VECTOR),
  ...each('histogram_fraction', SCALAR, SCALAR, VECTOR),
  ...each('quantile_over_time', SCALAR, RANGE),
  ...each('predict_linear', RANGE, SCALAR),
  ...each('holt_winters double_exponential_smoothing', RANGE, SCALAR, SCALAR),
  ...each('label_replace', VECTOR, TEXT, TEXT, TEXT, TEXT),
  ...each('label_join', VECTOR, TEXT, TEXT, { ...TEXT, may: 'come again' }),
]);

/** Functions that give a scalar. */
const OF_SCALARS: ReadonlySet<string> = new Set(['pi', 'scalar', 'time']);

/** Aggregations by what they take. */
const AGGREGATIONS: ReadonlyMap<string, readonly Parameter[]> = new Map([
  ...each('avg count group max min stddev stdvar sum', VECTOR),
  ...each('bottomk quantile topk', SCALAR, VECTOR),
  ...each('count_values', TEXT, VECTOR),
]);

const OF_SETS: ReadonlySet<string> = new Set(['And', 'Or', 'Unless']);
const COMPARISONS: ReadonlySet<string> = new Set(['Eql', 'EqlC', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte']);

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
    const needed = parameters.filter(({ may }) => may === undefined).length;
    const most = parameters.some(({ may }) => may === 'come again') ? Infinity : parameters.length;
    if (given.length < needed || given.length > most) {
      const count = needed === most ? String(needed) : `${String(needed)} or more`;
      refuse(`${name} takes ${count} arguments, and has ${String(given.length)}`);
    }
    given.forEach((argument, index) => {
      const found = typeOf(argument);
      const wanted = parameters[Math.min(index, parameters.length - 1)]?.type;
      if (found !== undefined && wanted !== undefined && found !== wanted) {
        const example = wanted === 'range vector' ? ', such as x[5m]' : '';
        refuse(`${name} takes ${article(wanted)}${example}, and has ${article(found)}`);
      }
    });
  };

  const nameOf = ({ from, to }: SyntaxNode): string => /^\w+/.exec(source.slice(from, to))?.[0] ?? '';

  const typeOfCall = (node: SyntaxNode): PromqlType => {
    const name = nameOf(node);
    checkArguments(node, name, FUNCTIONS.get(name));
    return OF_SCALARS.has(name) ? 'scalar' : FUNCTIONS.has(name) ? 'instant vector' : undefined;
  };

  const typeOfOperation = (node: SyntaxNode): PromqlType => {
    const types = operandsOf(node).map(typeOf);
    const operator = childrenOf(node).map(({ type }) => type.name);
    const wrong = types.find((type) => type === 'range vector' || type === 'string');
    if (wrong !== undefined) {
      refuse(`an operator takes scalars and instant vectors, and has ${article(wrong)}`);
    }
    if (operator.some((name) => OF_SETS.has(name)) && types.includes('scalar')) {
      refuse('and, or and unless take instant vectors, and have a scalar');
    }
    const areScalars = types.every((type) => type === 'scalar');
    if (areScalars && operator.some((name) => COMPARISONS.has(name)) && !operator.includes('BoolModifier')) {
      refuse('two scalars are compared, which needs `bool`');
    }
    return areScalars ? 'scalar' : types.includes(undefined) ? undefined : 'instant vector';
  };

  const typeOf = (node: SyntaxNode): PromqlType => {
    depth += 1;
    const type = depth > DEEPEST ? undefined : typeWithin(node);
    depth -= 1;
    return type;
  };

  const typeWithin = (node: SyntaxNode): PromqlType => {
    switch (node.type.name) {
      case 'NumberDurationLiteral':
        return 'scalar';
      case 'StringLiteral':
        return 'string';
      case 'VectorSelector':
        return 'instant vector';
      case 'MatrixSelector':
        return 'range vector';
      case 'SubqueryExpr': {
        const [asked] = operandsOf(node).map(typeOf);
        if (asked !== undefined && asked !== 'instant vector') {
          refuse(`a subquery takes an instant vector, and has ${article(asked)}`);
        }
        return 'range vector';
      }
      case 'AggregateExpr': {
        const name = nameOf(node);
        checkArguments(node, name, AGGREGATIONS.get(name.toLowerCase()));
        return 'instant vector';
      }
      case 'FunctionCall':
        return typeOfCall(node);
      case 'BinaryExpr':
      case 'UnaryExpr':
        return typeOfOperation(node);
      case 'ParenExpr':
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        return operandsOf(node).map(typeOf)[0];
      default:
        return undefined;
    }
  };

  const [expression] = operandsOf(root);
  const type = expression === undefined ? undefined : typeOf(expression);
  if (type === 'range vector' || type === 'string') {
    refuse(`it is ${article(type)}; a rule and a panel take an instant vector`);
  }
  return problem;
}

const EXPRESSIONS: ReadonlySet<string> = new Set([
  'AggregateExpr',
  'BinaryExpr',
  'FunctionCall',
  'MatrixSelector',
  'NumberDurationLiteral',
  'OffsetExpr',
  'ParenExpr',
  'StepInvariantExpr',
  'StringLiteral',
  'SubqueryExpr',
  'UnaryExpr',
  'VectorSelector',
]);

/** The expressions right below a node: neither operators and modifiers, nor comments. */
export const operandsOf = (node: SyntaxNode): readonly SyntaxNode[] =>
  childrenOf(node).filter(({ type }) => EXPRESSIONS.has(type.name));

const article = (type: string): string => `${type === 'instant vector' ? 'an' : 'a'} ${type}`;
