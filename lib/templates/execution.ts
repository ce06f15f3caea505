/** What of a template that can be read fails whenever it runs, as far as that can be told without types: the text would be an error. */
import { ARGUMENTS } from './functions';
import type { Token } from './lexer';
import { referencesOf } from './references';

/** Data of an alert, and whether it has names below it. */
const DATA: ReadonlyMap<string, boolean> = new Map([
  ['Labels', true],
  ['ExternalLabels', true],
  ['ExternalURL', false],
  ['Value', false],
]);

/** A field that the data does not have. `isData` says whether a variable is still what Prometheus gave. */
export function fieldProblem(
  tokens: readonly Token[],
  dotIsData: boolean,
  isData: (variable: string) => boolean,
): string | undefined {
  for (const { root, names } of referencesOf(tokens, dotIsData)) {
    const [datum, ...below] = root === '' || isData(root) ? names : [];
    const hasNames = datum === undefined ? undefined : DATA.get(datum);
    if (datum !== undefined && hasNames === undefined) {
      return `.${datum} is unknown; allowed: ${[...DATA.keys()].map((name) => `.${name}`).join(', ')}`;
    }
    const beyond = hasNames === true ? below[1] : hasNames === false ? below[0] : undefined;
    if (beyond !== undefined) {
      return `.${beyond} is a field of what has none`;
    }
  }
  return undefined;
}

/** What is called, with how many arguments. */
interface Call {
  called: Token | undefined;
  count: number;
}

/** A function with too few or too many arguments, something else that is given some, or nothing that is given to nothing. */
export function callProblem(tokens: readonly Token[]): string | undefined {
  let call: Call = { called: undefined, count: 0 };
  const outer: Call[] = [];
  for (const [at, token] of [...tokens, { kind: 'mark', text: 'end' } as const].entries()) {
    const { kind, text } = token;
    const before = tokens[at - 1] ?? { kind: 'space', text: '' };
    const isChained = kind === 'field' && (before.text === ')' || !['space', 'mark'].includes(before.kind));
    if (kind === 'space' || isChained) {
      continue;
    }
    if (kind !== 'mark' || text === '(') {
      const isArgument = call.called !== undefined;
      if (!isArgument && kind === 'word' && text === 'nil') {
        return 'nil is given to nothing';
      }
      const problem = isArgument && kind === 'word' ? problemOf({ called: token, count: 0 }) : undefined;
      if (problem !== undefined) {
        return problem;
      }
      call.count += isArgument ? 1 : 0;
      call.called ??= token;
    }
    if (text === '(' && kind === 'mark') {
      outer.push(call);
      call = { called: undefined, count: 0 };
    } else if (kind === 'mark') {
      const isDeclaration = [':=', '=', ','].includes(text);
      const problem = isDeclaration ? undefined : problemOf(call);
      if (problem !== undefined) {
        return problem;
      }
      call = (text === ')' ? outer.pop() : undefined) ?? { called: undefined, count: text === '|' ? 1 : 0 };
    }
  }
  return undefined;
}

function problemOf({ called, count }: Call): string | undefined {
  const wanted = called?.kind === 'word' ? ARGUMENTS.get(called.text) : undefined;
  if (called === undefined || (wanted === undefined && count === 0)) {
    return undefined;
  }
  if (wanted === undefined) {
    const what = called.text === '(' ? 'what stands in parentheses' : called.text;
    return `${what} is given an argument, and is no function`;
  }
  const { least, isVariadic } = wanted;
  return count < least || (count > least && !isVariadic)
    ? `the number of arguments of ${called.text} is ${String(count)}; allowed: ${String(least)}${isVariadic ? ' or more' : ''}`
    : undefined;
}
