/** Whether Prometheus can read a template, and run it, as far as that can be told without types: the text would be an error. */
import { ARGUMENTS } from './functions';
import { parseTemplate, type Operand, type Pipeline } from './parse';

/** Data of an alert, and whether it has names below it. */
const DATA: ReadonlyMap<string, boolean> = new Map([
  ['Labels', true],
  ['ExternalLabels', true],
  ['ExternalURL', false],
  ['Value', false],
]);

/** Why Prometheus cannot read a template, or fails whenever it runs it; undefined where nothing is found. */
export function templateProblem(template: string): string | undefined {
  const parsed = parseTemplate(template);
  if ('problem' in parsed) {
    return parsed.problem;
  }
  const [problem] = [
    ...[...parsed.pipelines, ...parsed.operands.map(({ inner = [] }) => inner)].flatMap(callProblems),
    ...parsed.operands.flatMap(({ data }) => fieldProblems(data)),
  ];
  // Names may be as long as the template.
  return problem?.slice(0, 120);
}

/** Functions with too few or too many arguments, something else that is given some, and nothing that is given to nothing. */
function callProblems(pipeline: Pipeline): readonly string[] {
  return pipeline.flatMap(([called, ...given], stage) =>
    called?.text === 'nil'
      ? ['nil is given to nothing']
      : [
          ...given.flatMap((argument) => argumentProblems(argument, 0)),
          ...argumentProblems(called, given.length + Math.min(stage, 1)),
        ],
  );
}

function argumentProblems(called: Operand | undefined, count: number): readonly string[] {
  const wanted = called?.kind === 'word' ? ARGUMENTS.get(called.text) : undefined;
  if (called === undefined || (wanted === undefined && count === 0)) {
    return [];
  }
  if (wanted === undefined) {
    const what = called.inner === undefined ? called.text : 'what stands in parentheses';
    return [`${what} is given an argument, and is no function`];
  }
  const { least, isVariadic } = wanted;
  return count < least || (count > least && !isVariadic)
    ? [
        `the number of arguments of ${called.text} is ${String(count)}; allowed: ${String(least)}${isVariadic ? ' or more' : ''}`,
      ]
    : [];
}

function fieldProblems([datum, ...below]: readonly string[] = []): readonly string[] {
  const hasNames = DATA.get(datum ?? '');
  if (datum !== undefined && hasNames === undefined) {
    return [`.${datum} is unknown; allowed: ${[...DATA.keys()].map((name) => `.${name}`).join(', ')}`];
  }
  const beyond = below[hasNames === true ? 1 : 0];
  return beyond === undefined ? [] : [`.${beyond} is a field of what has none`];
}
